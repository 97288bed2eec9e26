"""Enriching anew: old results stay until new ones have passed, and what changed is reported."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.events import BatchDone, Event
from flows.forgetting import forget_for_good
from flows.pipeline import run_pipeline
from flows.reenrichment import append_changes, reenrich_stored
from schemas.enrichment import Enrichment
from schemas.history import SourceDay, SourcePast
from schemas.rejection import Refusal
from schemas.run import RunRequest, Totals
from schemas.settings import Settings
from tasks.check import Checked, check_batch
from tasks.check.drift import Measures, load_measures
from tasks.enrich.enricher import Enricher
from tasks.enrich.version import enrichment_version
from tasks.enrich.worker import Timed
from tasks.load.stored import Stale
from tests.benchmarks.articles import write_jsonl
from tests.flows.killing import started
from tests.warehouses import contents, rows
from warehouse.corrections import Decided, not_a_quote, right_speaker
from warehouse.session import open_warehouse
from warehouse.tables import STAGED_RESULTS, STAGED_VERSIONS

LEDGERS = ("runs", "batches", "checks")
STAGED = tuple(table.name for table in (STAGED_VERSIONS, *STAGED_RESULTS.values()))
VERSION = enrichment_version(Settings().model)


@pytest.fixture(scope="module")
def found() -> dict[str, Timed]:
    """What the model found in each text: it reads none twice."""
    return {}


@pytest.fixture(autouse=True, scope="module")
def remembering(found: dict[str, Timed]) -> Iterator[None]:
    submit = Enricher.submit

    def remembered(self: Enricher, texts: Sequence[str]) -> Future[list[Timed]]:
        unread = [text for text in texts if text not in found]
        found.update(zip(unread, submit(self, unread).result(), strict=True))
        return done([found[text] for text in texts])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Enricher, "submit", remembered)
        yield


@pytest.fixture(autouse=True)
def gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets everything pass: what it holds is tested elsewhere, and it takes longer than all the rest."""
    monkeypatch.setattr("flows.reenrichment.check_batch", lambda enriched, **_: Checked(passed=tuple(enriched)))


def done(results: list[Timed]) -> Future[list[Timed]]:
    future: Future[list[Timed]] = Future()
    future.set_result(results)
    return future


@pytest.fixture(scope="module")
def fresh(remembering: None, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A warehouse of six articles."""
    folder = tmp_path_factory.mktemp("fresh")
    _articles(folder)
    settings = Settings(warehouse=folder / "news.duckdb", article_timeout=0)
    run_pipeline(RunRequest.of("ingest", [str(folder / "in.jsonl")]), settings)
    with open_warehouse(settings.warehouse) as connection:
        connection.exec_driver_sql("CHECKPOINT")
    return settings.warehouse.read_bytes()


def _articles(folder: Path) -> list[str]:
    write_jsonl(folder / "in.jsonl", 6)
    return (folder / "in.jsonl").read_text().splitlines()


@pytest.fixture
def settings(fresh: bytes, tmp_path: Path) -> Settings:
    (tmp_path / "news.duckdb").write_bytes(fresh)
    return Settings(warehouse=tmp_path / "news.duckdb", article_timeout=0, batch_size=2)


def write(settings: Settings, *statements: str) -> None:
    with open_warehouse(settings.warehouse) as connection, connection.begin():
        for statement in statements:
            connection.execute(sa.text(statement))


def of_old_rules(settings: Settings, *, articles: int = 6) -> None:
    write(
        settings,
        "UPDATE article_versions SET enrichment_version = 'old' WHERE version_id IN "  # noqa: S608
        f"(SELECT version_id FROM article_versions ORDER BY version_id LIMIT {articles})",
    )


def test_what_is_of_this_model_and_rule_set_is_left_alone(settings: Settings) -> None:
    before = contents(settings.warehouse, without=LEDGERS)

    report = reenrich_stored(Stale(), settings)

    assert report.totals == Totals()
    assert contents(settings.warehouse, without=LEDGERS) == before


def test_results_of_other_rules_are_switched_and_the_changes_reported(settings: Settings, tmp_path: Path) -> None:
    before = contents(settings.warehouse, without=LEDGERS)
    gone, moved, *_ = rows(settings.warehouse, "SELECT * FROM quotes WHERE speaker_name IS NOT NULL ORDER BY quote_id")
    of_old_rules(settings)
    write(
        settings,
        f"DELETE FROM quotes WHERE quote_id = '{gone['quote_id']}'",  # noqa: S608
        f"UPDATE quotes SET speaker_name = 'Somebody Else' WHERE quote_id = '{moved['quote_id']}'",  # noqa: S608
        "INSERT INTO quotes SELECT * REPLACE ('spurious' AS quote_id, 0 AS start_char, 4 AS end_char, 'word' AS text) "  # noqa: S608
        f"FROM quotes WHERE quote_id = '{moved['quote_id']}'",
    )

    report = reenrich_stored(Stale(), settings, tell_changes=append_changes(tmp_path / "changes.jsonl"))

    assert contents(settings.warehouse, without=LEDGERS) == before
    assert report.totals == Totals(read=6, loaded=6)
    assert (report.quotes_gained, report.quotes_lost, report.speakers_changed) == (1, 1, 1)
    assert report.quotes_kept == len(before["quotes"]) - 2
    changes = [json.loads(line) for line in (tmp_path / "changes.jsonl").read_text().splitlines()]
    assert sorted((one["change"], one["speaker_before"], one["speaker_after"]) for one in changes) == [
        ("gained", None, gone["speaker_name"]),
        ("lost", "Somebody Else", None),
        ("speaker_changed", "Somebody Else", moved["speaker_name"]),
    ]


def test_only_the_articles_that_are_meant_are_enriched(settings: Settings) -> None:
    of_old_rules(settings)
    write(settings, "UPDATE quotes SET method = 'old-rule' WHERE quote_id = (SELECT min(quote_id) FROM quotes)")
    days = [row["day"] for row in rows(settings.warehouse, "SELECT published_on AS day FROM articles ORDER BY day")]

    assert reenrich_stored(Stale(source="Another Paper"), settings).totals.read == 0
    assert reenrich_stored(Stale(rule="old-rule"), settings).totals.read == 1
    of_old_rules(settings)
    assert reenrich_stored(Stale(since=days[2], source="The Benchmark"), settings).totals.read == 4
    assert reenrich_stored(Stale(until=days[1]), settings, every=True).totals.read == 2


def stopped_after(
    settings: Settings, batches: int, meanwhile: Callable[[], object] = lambda: None
) -> Callable[..., None]:
    """A listener that does something after so many batches, and then stops the run."""

    def stop(event: Event) -> None:
        if isinstance(event, BatchDone) and event.number == batches:
            meanwhile()
            raise KeyboardInterrupt

    return stop


def staged(settings: Settings) -> int:
    (found,) = rows(settings.warehouse, "SELECT count(*) AS versions FROM staged_versions")
    return int(found["versions"])


def test_old_results_stand_until_all_new_ones_are_there_and_the_next_run_goes_on(settings: Settings) -> None:
    new = contents(settings.warehouse, without=LEDGERS)
    of_old_rules(settings)
    write(settings, "UPDATE quotes SET speaker_name = 'Somebody Else'")
    old = contents(settings.warehouse, without=(*LEDGERS, *STAGED))

    with pytest.raises(KeyboardInterrupt):
        reenrich_stored(Stale(), settings, tell=stopped_after(settings, 2))
    assert contents(settings.warehouse, without=(*LEDGERS, *STAGED)) == old
    assert staged(settings) == 4

    told: list[Event] = []
    report = reenrich_stored(Stale(), settings, tell=told.append)

    assert [event.read for event in told if isinstance(event, BatchDone)] == [2]
    assert report.totals == Totals(read=6, loaded=6)
    assert report.speakers_changed == len(old["quotes"])
    assert contents(settings.warehouse, without=LEDGERS) == new
    states = rows(settings.warehouse, "SELECT state FROM runs WHERE flow = 'reenrich' ORDER BY started_at")
    assert [row["state"] for row in states] == ["failed", "done"]


def test_changes_are_reported_without_a_switch_and_switched_without_enriching_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = contents(settings.warehouse, without=LEDGERS)
    of_old_rules(settings)
    write(settings, "DELETE FROM quotes")
    old = contents(settings.warehouse, without=(*LEDGERS, *STAGED))

    waiting = reenrich_stored(Stale(), settings, switch=False, tell_changes=append_changes(tmp_path / "changes.jsonl"))

    assert (waiting.staged, waiting.totals) == (6, Totals(read=6, unchanged=6))
    assert waiting.quotes_gained == len(new["quotes"]) == len((tmp_path / "changes.jsonl").read_text().splitlines())
    assert contents(settings.warehouse, without=(*LEDGERS, *STAGED)) == old
    assert rows(settings.warehouse, "FROM who_said_what") == []
    monkeypatch.setattr(Enricher, "submit", lambda _, texts: pytest.fail("enriched again"))
    switched = reenrich_stored(Stale(), settings)
    assert (switched.staged, switched.totals) == (0, Totals(read=6, loaded=6))
    assert contents(settings.warehouse, without=LEDGERS) == new


def test_later_batches_are_handed_out_before_one_is_staged(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    of_old_rules(settings)
    seen: list[str] = []

    def hand_out(self: Enricher, texts: Sequence[str]) -> Future[list[Timed]]:
        seen.append(f"hand out {len(texts)}")
        return done([(Enrichment(), 0.0) for _ in texts])

    def tell(event: Event) -> None:
        if isinstance(event, BatchDone):
            seen.append(f"staged {event.number}")

    monkeypatch.setattr(Enricher, "submit", hand_out)
    reenrich_stored(Stale(), settings.model_copy(update={"batches_ahead": 1}), tell=tell)

    assert seen == ["hand out 2", "hand out 2", "staged 1", "hand out 2", "staged 2", "staged 3"]


def test_only_what_is_meant_is_switched(settings: Settings) -> None:
    of_old_rules(settings)
    days = [row["day"] for row in rows(settings.warehouse, "SELECT published_on AS day FROM articles ORDER BY day")]
    reenrich_stored(Stale(), settings, switch=False)

    assert reenrich_stored(Stale(until=days[1]), settings).totals == Totals(read=2, loaded=2)

    assert staged(settings) == 4
    found = rows(settings.warehouse, "SELECT enrichment_version AS version FROM articles ORDER BY published_on")
    assert [row["version"] == "old" for row in found] == [False, False, True, True, True, True]


def test_what_was_staged_of_other_rules_is_never_switched(settings: Settings) -> None:
    of_old_rules(settings)
    reenrich_stored(Stale(), settings, switch=False)
    write(settings, "UPDATE staged_versions SET enrichment_version = 'old'", "UPDATE staged_quotes SET text = 'old'")

    assert reenrich_stored(Stale(), settings).totals == Totals(read=6, loaded=6)

    assert staged(settings) == 0
    assert rows(settings.warehouse, "SELECT * FROM quotes WHERE text = 'old'") == []


def test_versions_that_come_meanwhile_keep_their_results_and_shift_the_numbers(
    settings: Settings, tmp_path: Path
) -> None:
    """An earlier version of the first article arrives after its new results were staged."""
    of_old_rules(settings)
    lines = [json.loads(line) for line in _articles(tmp_path)]
    earlier = {**lines[0], "published": "2023-01-01T00:00:00Z", "body": f"{lines[0]['body']}\n\nIt was earlier."}
    (tmp_path / "earlier.jsonl").write_text(json.dumps(earlier) + "\n")
    arrive = RunRequest.of("ingest", [str(tmp_path / "earlier.jsonl")])
    with pytest.raises(KeyboardInterrupt):
        reenrich_stored(Stale(), settings, tell=stopped_after(settings, 3, lambda: run_pipeline(arrive, settings)))

    assert reenrich_stored(Stale(), settings).totals == Totals(read=6, loaded=6)

    shifted = "SELECT version, count(*) AS versions FROM article_versions GROUP BY version ORDER BY version"
    assert rows(settings.warehouse, shifted) == [{"version": 1, "versions": 6}, {"version": 2, "versions": 1}]
    for table in ("entities", "mentions", "quotes", "roles"):
        stray = f"SELECT p.* FROM {table} AS p ANTI JOIN article_versions AS v USING (version_id, version)"  # noqa: S608
        assert rows(settings.warehouse, stray) == []
    assert {row["enrichment_version"] for row in rows(settings.warehouse, "FROM article_versions")} == {VERSION}


def test_what_is_forgotten_meanwhile_does_not_come_back(settings: Settings) -> None:
    of_old_rules(settings)
    reenrich_stored(Stale(), settings, switch=False)
    (first,) = rows(settings.warehouse, "SELECT min(article_id) AS article_id FROM quotes")
    (person,) = rows(
        settings.warehouse,
        "SELECT any_value(name) AS name FROM entities WHERE type = 'PERSON' AND name LIKE '% %' AND article_id != "  # noqa: S608
        f"'{first['article_id']}'",
    )
    forget_for_good(settings, articles=[first["article_id"]], people=[person["name"]])
    assert person["name"] not in str(contents(settings.warehouse))

    report = reenrich_stored(Stale(), settings)

    assert report.totals == Totals(read=5, loaded=5)
    assert person["name"] not in str(contents(settings.warehouse))
    assert rows(settings.warehouse, f"SELECT * FROM quotes WHERE article_id = '{first['article_id']}'") == []  # noqa: S608
    assert {row["enrichment_version"] for row in rows(settings.warehouse, "FROM article_versions")} == {VERSION}


def test_corrections_hold_after_the_switch(settings: Settings) -> None:
    quote, wrong = (row["quote_id"] for row in rows(settings.warehouse, "FROM quotes ORDER BY quote_id LIMIT 2"))
    decided = Decided(by="Desk", reason="heard it", at=datetime(2024, 6, 1, tzinfo=UTC))
    with open_warehouse(settings.warehouse) as connection, connection.begin():
        right_speaker(connection, quote, "Ingrid Vahl", decided)
        not_a_quote(connection, wrong, decided)
    of_old_rules(settings)

    assert reenrich_stored(Stale(), settings).totals.loaded == 6

    found = {row["quote_id"]: row["speaker_name"] for row in rows(settings.warehouse, "FROM who_said_what")}
    assert found[quote] == "Ingrid Vahl"
    assert wrong not in found


def test_a_killed_run_leaves_the_old_results_and_the_next_goes_on(settings: Settings) -> None:
    new = contents(settings.warehouse, without=LEDGERS)
    of_old_rules(settings)
    write(settings, "UPDATE quotes SET speaker_name = 'Somebody Else'")
    old = contents(settings.warehouse, without=(*LEDGERS, *STAGED))
    with started("reenrich", "--warehouse", settings.warehouse, COPYDESK_BATCH_SIZE="1") as process:
        while staged(settings) < 2:
            assert process.poll() is None, "it ended before it was seen to stage"
            time.sleep(0.02)
        process.kill()

    before = staged(settings)
    assert contents(settings.warehouse, without=(*LEDGERS, *STAGED)) == old
    report = reenrich_stored(Stale(), settings)

    assert report.totals == Totals(read=6, loaded=6)
    assert len(report.crashed) == 1
    assert 2 <= before < 6
    assert contents(settings.warehouse, without=LEDGERS) == new


def test_a_rule_set_that_finds_far_less_is_told_and_switched_all_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_old_rules(settings)
    read: list[tuple[Any, ...]] = []

    def past(_: Any, sources: set[str], **asked: Any) -> dict[str, SourcePast]:
        read.append((len(sources), asked["other_than"] != "old", asked["until"]))
        days = [
            SourceDay(
                day=date(2024, 1, 1) + timedelta(days=number), articles=30, words=9000, without_author=0,
                without_date=0, enriched=30, enriched_words=9000, without_quotes=0, quotes=300, unresolved=0,
            )
            for number in range(20)
        ]  # fmt: skip
        return {source: SourcePast(source_id=source, days=tuple(days)) for source in sources}

    monkeypatch.setattr("flows.reenrichment.check_batch", check_batch)
    monkeypatch.setattr("flows.reenrichment.read_past", past)
    monkeypatch.setattr("tasks.check.drift.load_measures", _of_any_size(load_measures()))
    monkeypatch.setattr(Enricher, "submit", lambda _, texts: done([(Enrichment(), 0.0) for _text in texts]))
    told: list[Event] = []
    report = reenrich_stored(Stale(), settings, tell=told.append)

    assert report.totals == Totals(read=6, loaded=6)
    assert {(one.severity, one.rule) for one in report.alarms} == {
        ("warn", "sources.quotes_lost"),
        ("warn", "sources.without_quotes_usual"),
        ("warn", "sources.quotes_usual"),
    }
    assert report.alarms == tuple(one for event in told if isinstance(event, BatchDone) for one in event.alarms)
    # Once, before any of the source's articles has new results.
    assert read == [(1, True, None)]


def _of_any_size(measures: Measures) -> Callable[[], Measures]:
    """The measures, compared from the first article on."""
    small = {name: one.model_copy(update={"least": 1}) for name, one in measures.measures.items()}
    return lambda: measures.model_copy(update={"measures": small})


def test_an_article_that_fails_keeps_its_earlier_results(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    of_old_rules(settings, articles=1)
    before = contents(settings.warehouse, without=(*LEDGERS, "quarantine"))

    refusal = Refusal("timeout", "stopped after 60 s; raise article_timeout and replay it, or report it")
    monkeypatch.setattr(Enricher, "submit", lambda _, texts: done([(refusal, 60.0) for _text in texts]))
    report = reenrich_stored(Stale(), settings)

    assert (report.totals, report.held) == (Totals(read=1, quarantined=1), {"timeout": 1})
    assert contents(settings.warehouse, without=(*LEDGERS, "quarantine")) == before
    (held,) = rows(settings.warehouse, "SELECT reason, detail FROM quarantine")
    assert held["detail"].startswith("enriched anew, it is not switched and keeps its earlier results: stopped after")
