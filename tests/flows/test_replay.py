"""Held records tried again after their cause is mended: from a file or an address, of every kind of container."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import run_pipeline
from flows.replaying import Decision, drop_held, release_held, replay_held
from schemas.errors import SettingsError
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.check.rules import SHIPPED
from warehouse.quarantine import NotHeld, Selection
from warehouse.query import run_query

BODY = "The lights on Tarrow bridge failed on Monday.\n\n“We were in the dark,” said Ola Brandt, a ferry captain."
EVERYTHING = Selection()


@pytest.fixture(autouse=True)
def _few_rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shipped rules only the one on mark-up: the others are tried elsewhere, and take their time."""
    folder = tmp_path_factory.mktemp("shipped")
    for suite in SHIPPED.glob("*.toml"):
        (folder / suite.name).touch()
    text = (SHIPPED / "texts.toml").read_text(encoding="utf-8")
    (folder / "texts.toml").write_text(f'[[rule]]\nname = "no_markup"{text.partition("no_markup")[2][1:]}')
    monkeypatch.setattr("tasks.check.rules.SHIPPED", folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "news.duckdb", article_timeout=0)


def ingest(settings: Settings, *inputs: Path, source: str | None = None) -> dict[str, int]:
    return run_pipeline(RunRequest.of("ingest", list(map(str, inputs)), source=source), settings).held


def rows(settings: Settings, query: str) -> list[dict[str, Any]]:
    return run_query(settings.warehouse, query).to_pylist()


def quarantine(settings: Settings) -> list[tuple[str, str, int]]:
    query = "SELECT reason, status, attempts FROM quarantine ORDER BY reason, source_ref"
    return [(row["reason"], row["status"], row["attempts"]) for row in rows(settings, query)]


def jsonl(path: Path, *articles: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    return path


def text(path: Path, title: str, body: str) -> Path:
    path.write_text(f"{title}\n\n{body}", encoding="utf-8")
    return path


def article(title: str, **fields: Any) -> dict[str, Any]:
    return {"title": title, "body": BODY, "url": f"https://calder.example/{title.lower()}", **fields}


def with_rule(settings: Settings, folder: Path, record: str, rule: str) -> Settings:
    """The settings with one more rule of the gate."""
    folder.mkdir(exist_ok=True)
    (folder / f"{record}.toml").write_text(rule, encoding="utf-8")
    return settings.model_copy(update={"suites": folder})


NO_BRIDGES = """
[[rule]]
name = "no_bridges"
expect = "expect_column_values_to_not_match_regex"
kwargs = { column = "title", regex = "(?i)bridge" }
reason = "a_bridge"
mend = "The desk has had enough of bridges."
"""


def test_what_a_mended_rule_held_is_loaded_as_if_it_had_never_been_held(settings: Settings, tmp_path: Path) -> None:
    feed = jsonl(tmp_path / "in.jsonl", article("Bridge", published="2024-03-05T09:10:00"), article("Quay"))
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES)
    assert ingest(strict, feed, source="The Calder Mail") == {"a_bridge": 1}

    report = replay_held(EVERYTHING, settings)

    assert report.flow == "replay"
    assert report.totals.model_dump() == {"read": 1, "loaded": 1, "unchanged": 0, "quarantined": 0}
    assert quarantine(settings) == [("a_bridge", "released", 1)]
    columns = "title, source_name, source_ref, shape, published_raw, published_on, url"
    loaded = rows(settings, f"SELECT {columns} FROM articles ORDER BY title")  # noqa: S608
    plain = Settings(warehouse=tmp_path / "plain.duckdb", article_timeout=0)
    ingest(plain, feed, source="The Calder Mail")
    assert loaded == rows(plain, f"SELECT {columns} FROM articles ORDER BY title")  # noqa: S608
    assert ingest(settings, feed, source="The Calder Mail") == {}


def test_what_fails_again_counts_its_attempts_and_keeps_its_origin(settings: Settings, tmp_path: Path) -> None:
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES)
    ingest(strict, jsonl(tmp_path / "in.jsonl", article("Bridge")), source="The Calder Mail")
    before = rows(settings, "SELECT quarantine_id, payload, origin, source_name FROM quarantine")
    for _ in range(2):
        assert replay_held(EVERYTHING, strict).held == {"a_bridge": 1}
    assert quarantine(settings) == [("a_bridge", "held", 3)]
    assert rows(settings, "SELECT quarantine_id, payload, origin, source_name FROM quarantine") == before


def test_what_fails_for_another_reason_is_held_for_that_one_with_its_attempts(
    settings: Settings, tmp_path: Path
) -> None:
    ingest(
        with_rule(settings, tmp_path / "one", "articles", NO_BRIDGES), jsonl(tmp_path / "in.jsonl", article("Bridge"))
    )
    other = NO_BRIDGES.replace("a_bridge", "an_eyesore").replace("no_bridges", "no_eyesores")
    replay_held(EVERYTHING, with_rule(settings, tmp_path / "two", "articles", other))
    assert quarantine(settings) == [("a_bridge", "replaced", 1), ("an_eyesore", "held", 2)]
    replay_held(EVERYTHING, settings)
    assert quarantine(settings) == [("a_bridge", "replaced", 1), ("an_eyesore", "released", 2)]


def test_only_what_is_selected_is_tried(settings: Settings, tmp_path: Path) -> None:
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES)
    ingest(strict, jsonl(tmp_path / "a.jsonl", article("Bridge")), source="The Calder Mail")
    ingest(strict, jsonl(tmp_path / "b.jsonl", article("Bridges")), source="Harbour News")
    (tmp_path / "empty.txt").write_bytes(b"")
    ingest(strict, tmp_path / "empty.txt")
    for selection in (
        Selection(reason="no_body"),
        Selection(source="Nobody"),
        Selection(since="2999-01-01"),  # type: ignore[arg-type]
    ):
        assert replay_held(selection, settings).totals.read == 0
    assert replay_held(Selection(source="harbour news", reason="a_bridge"), settings).totals.loaded == 1
    assert replay_held(Selection(reason="empty_file"), settings).held == {"empty_file": 1}
    held = rows(settings, "SELECT quarantine_id AS id FROM quarantine WHERE status = 'held' AND reason = 'a_bridge'")
    assert replay_held(Selection(ids=(held[0]["id"][:12],)), settings).totals.loaded == 1
    with pytest.raises(NotHeld, match="no record begins"):
        replay_held(Selection(ids=(held[0]["id"],)), settings)


def test_a_manifest_s_knowledge_is_kept_for_replay(settings: Settings, tmp_path: Path) -> None:
    text(tmp_path / "a.txt", "Bridge lights fail", BODY)
    line = {
        "id": "tarrow-1",
        "file": "a.txt",
        "url": "https://calder.example/bridge",
        "fetched_at": "2024-03-06T10:00:00Z",
        "source": {"name": "The Calder Mail", "tz": "Asia/Singapore"},
    }
    manifest = jsonl(tmp_path / "inputs.jsonl", line)
    assert ingest(with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES), manifest) == {"a_bridge": 1}
    replay_held(EVERYTHING, settings)
    found = rows(
        settings,
        "SELECT source_name, url, fetched_at::VARCHAR AS fetched, source_ref LIKE '%/a.txt' AS f FROM articles",
    )
    assert found == [
        {
            "source_name": "The Calder Mail",
            "url": "https://calder.example/bridge",
            "fetched": "2024-03-06 10:00:00+00",
            "f": True,
        }
    ]
    assert rows(settings, "SELECT timezone FROM sources") == [{"timezone": "Asia/Singapore"}]


def test_a_file_that_was_missing_is_read_when_it_is_there(settings: Settings, tmp_path: Path) -> None:
    manifest = jsonl(tmp_path / "inputs.jsonl", {"id": "one", "file": "a.txt"}, {"id": "two", "file": "b.txt"})
    text(tmp_path / "b.txt", "Quay to close", BODY)
    assert ingest(settings, manifest) == {"missing_file": 1}
    assert replay_held(EVERYTHING, settings).held == {"missing_file": 1}
    text(tmp_path / "a.txt", "Bridge lights fail", BODY.replace("Monday", "Sunday"))
    assert replay_held(EVERYTHING, settings).totals.model_dump() == {
        "read": 1, "loaded": 1, "unchanged": 0, "quarantined": 0,
    }  # fmt: skip
    assert quarantine(settings) == [("missing_file", "released", 2)]


def test_a_line_that_was_broken_is_read_when_it_is_mended(settings: Settings, tmp_path: Path) -> None:
    manifest = tmp_path / "inputs.jsonl"
    manifest.write_text('{"id": "one", "file": "a.txt"}\n{"id": "two", "fi\n', encoding="utf-8")
    for name in ("a", "b"):
        text(tmp_path / f"{name}.txt", f"Quay {name} to close", f"{BODY} {name}")
    assert ingest(settings, manifest) == {"bad_manifest_line": 1}
    manifest.write_text('{"id": "one", "file": "a.txt"}\n{"id": "two", "file": "b.txt"}\n', encoding="utf-8")
    assert replay_held(EVERYTHING, settings).totals.loaded == 1
    assert quarantine(settings) == [("bad_manifest_line", "released", 1)]


def test_what_is_there_no_more_stays_held_and_is_not_lost(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "here"
    missing.mkdir()
    assert ingest(settings, missing) == {"no_articles": 1}
    missing.rmdir()
    assert replay_held(EVERYTHING, settings).totals.quarantined == 1
    assert {status for _, status, _ in quarantine(settings)} <= {"held", "replaced"}
    assert sum(status == "held" for _, status, _ in quarantine(settings)) == 1


RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Calder</title><link>https://calder.example</link>'
    "<item><title>Bridge</title><link>https://calder.example/1</link><description>{0}</description></item>"
    "<item><title>Quay</title><link>https://calder.example/2</link><description>{0} Two.</description></item>"
    "</channel></rss>"
)


@pytest.mark.parametrize("kind", ["rss", "jsonl", "csv", "json", "gz", "html"])
def test_every_kind_of_container_is_replayed_under_its_own_name(settings: Settings, tmp_path: Path, kind: str) -> None:
    text = BODY.replace("\n\n", " ")
    page = (
        f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{text}</p></article></body></html>"
    )
    contents = {
        "rss": RSS.format(text).encode(),
        "jsonl": "".join(
            json.dumps(article(title, body=f"{BODY} {title}")) + "\n" for title in ("Bridge", "Quay")
        ).encode(),
        "csv": f'title,body,url\nBridge,"{text}",https://calder.example/1\nQuay,"{text} Two.",https://calder.example/2\n'.encode(),
        "json": json.dumps([article(title, body=f"{BODY} {title}") for title in ("Bridge", "Quay")]).encode(),
        "gz": gzip.compress(f"Bridge\n\n{BODY}".encode()),
        "html": page.encode(),
    }
    path = tmp_path / {"gz": "one.txt.gz", "rss": "feed.xml"}.get(kind, f"in.{kind}")
    path.write_bytes(contents[kind])
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES)
    assert ingest(strict, path, source="Calder") == {"a_bridge": 1}
    assert replay_held(EVERYTHING, strict).held == {"a_bridge": 1}
    assert quarantine(settings) == [("a_bridge", "held", 2)]
    replay_held(EVERYTHING, settings)
    assert quarantine(settings) == [("a_bridge", "released", 2)]
    plain = Settings(warehouse=tmp_path / "plain.duckdb", article_timeout=0)
    ingest(plain, path, source="Calder")
    query = "SELECT article_id, source_ref, shape, title, body, url, source_name FROM articles ORDER BY source_ref"
    assert rows(settings, query) == rows(plain, query)


def test_a_release_lets_an_article_pass_the_rules_that_it_failed_and_says_who_and_why(
    settings: Settings, tmp_path: Path
) -> None:
    poem = text(tmp_path / "in.txt", "Poem", f"{BODY} It ends in <p onclick='stop()'> on purpose.")
    assert ingest(settings, poem) == {"markup": 1}
    decision = Decision(by="Ida Okoye", why="the tag is the poem")

    report = release_held(Selection(reason="markup"), settings, decision)

    assert report.totals.loaded == 1
    assert rows(settings, "SELECT status, decided_by, decided_why, decided_at IS NOT NULL AS at FROM quarantine") == [
        {"status": "released", "decided_by": "Ida Okoye", "decided_why": "the tag is the poem", "at": True}
    ]
    checks = rows(settings, "SELECT passed FROM checks WHERE name = 'texts.no_markup'")
    assert [row["passed"] for row in checks] == [False, False], "a release is no proof that the rule was met"


def test_a_release_lets_nothing_else_pass(settings: Settings, tmp_path: Path) -> None:
    poem = text(tmp_path / "in.txt", "Bridge", f"{BODY} It ends in <p onclick='stop()'> on purpose.")
    ingest(settings, poem)
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES)
    report = release_held(Selection(reason="markup"), strict, Decision(by="Ida", why="fine"))
    assert report.held == {"a_bridge": 1}
    assert quarantine(settings) == [("a_bridge", "held", 2), ("markup", "replaced", 1)]


def test_what_the_gate_did_not_hold_cannot_be_released(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ingest(settings, tmp_path / "empty.txt")
    with pytest.raises(SettingsError, match=r"held by read \(empty_file\), so there is no article to let pass"):
        release_held(EVERYTHING, settings, Decision(by="Ida", why="let it in"))


def test_a_rule_on_which_the_tables_rest_lets_no_release_pass(settings: Settings, tmp_path: Path) -> None:
    strict = with_rule(settings, tmp_path / "suites", "articles", NO_BRIDGES + "final = true\n")
    ingest(strict, jsonl(tmp_path / "in.jsonl", article("Bridge")))
    with pytest.raises(SettingsError, match=r"failed articles\.no_bridges, on which the tables rest"):
        release_held(EVERYTHING, strict, Decision(by="Ida", why="let it in"))


def test_what_is_dropped_stays_dropped_when_its_file_is_read_again(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ingest(settings, tmp_path / "empty.txt")
    assert drop_held(Selection(reason="empty_file"), settings, Decision(by="Ida", why="a placeholder")) == 1
    again = run_pipeline(RunRequest.of("ingest", [str(tmp_path / "empty.txt")]), settings)
    assert (again.held, again.dropped, again.totals.quarantined) == ({}, 1, 1)
    assert quarantine(settings) == [("empty_file", "dropped", 2)]
    assert replay_held(EVERYTHING, settings).totals.read == 0
