"""Bad input is held with a reason of its own and the mend; the run goes on and exits as designed."""

import json
from pathlib import Path

import pytest

from flows.pipeline import run_pipeline
from schemas.errors import SettingsError
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.flows.commands import copydesk
from warehouse.query import run_query

GOOD = (
    "Bridge lights fail\n\nPUBLISHED : Monday, 4 March, 2024, 9:45pm\n\n"
    "The lights on Tarrow bridge failed on Monday.\n\n“We were in the dark,” said Ola Brandt, a ferry captain.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of bad inputs with one good one among them, and a manifest with an unreadable line."""
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "good.txt": GOOD.encode(),
        "empty.txt": b"",
        "binary.html": bytes(range(256)) * 8,
        "feed.xml": b'<?xml version="1.0"?><rss version="2.0"><channel><title>Cut off</ti',
        "bodyless.html": b"<!doctype html><html><head><title>Pool reopens</title></head><body></body></html>",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    lines = [json.dumps({"id": name, "file": name}) for name in files]
    (folder / "inputs.jsonl").write_text("\n".join([*lines, '{"id": "cut", "fi']) + "\n", encoding="utf-8")
    return folder


def test_each_bad_input_is_held_with_its_own_reason_and_the_run_goes_on(folder: Path, tmp_path: Path) -> None:
    settings = Settings(warehouse=tmp_path / "news.duckdb")
    report = run_pipeline(RunRequest.of("ingest", [str(folder)]), settings)
    held = run_query(settings.warehouse, "SELECT reason, detail, payload FROM quarantine ORDER BY reason").to_pylist()
    assert report.totals.model_dump() == {"read": 6, "loaded": 1, "unchanged": 0, "quarantined": 5}
    assert [row["reason"] for row in held] == [
        "bad_manifest_line", "binary_file", "broken_feed", "empty_file", "no_body",
    ]  # fmt: skip
    assert all(len(row["detail"]) > 30 for row in held), "every detail says the mend"
    assert next(row for row in held if row["reason"] == "bad_manifest_line")["payload"] == b'{"id": "cut", "fi\n'


def test_held_records_are_an_error_only_under_strict(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    assert copydesk("ingest", folder, "--warehouse", warehouse).code == 0
    strict = copydesk("ingest", folder, "--warehouse", warehouse, "--strict", "--json")
    assert strict.code == 1
    assert strict.json["totals"] == {"read": 6, "loaded": 0, "unchanged": 1, "quarantined": 5}


def test_attempts_are_counted_and_a_held_record_is_shown_whole(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    for _ in range(2):
        copydesk("ingest", folder, "--warehouse", warehouse)
    listed = copydesk("quarantine", "list", "--warehouse", warehouse, "--format", "json").json
    assert {row["attempts"] for row in listed} == {2}
    broken = next(row for row in listed if row["reason"] == "broken_feed")
    shown = copydesk("quarantine", "show", broken["quarantine_id"][:12], "--warehouse", warehouse)
    assert "<title>Cut off</ti" in shown.out
    assert broken["detail"] in shown.out


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = copydesk("ingest", tmp_path / "nothing", "--warehouse", tmp_path / "news.duckdb")
    assert (done.code, "no such file or folder" in done.err) == (2, True)


def test_unreadable_settings_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text("batch_size = 'many'\n", encoding="utf-8")
    done = copydesk("doctor", cwd=tmp_path)
    assert (done.code, "batch_size" in done.err, "Traceback" in done.err) == (2, True, False)


def test_a_query_without_a_warehouse_says_what_to_do(tmp_path: Path) -> None:
    done = copydesk("sql", "SELECT 1", "--warehouse", tmp_path / "none.duckdb")
    assert (done.code, "run `copydesk ingest` first" in done.err) == (2, True)


def test_a_name_that_is_no_text_is_wrong_usage() -> None:
    with pytest.raises(SettingsError, match=r"caf\\udce9.txt: its name is not in UTF-8.*rename it"):
        RunRequest.of("ingest", ["caf\udce9.txt"])
