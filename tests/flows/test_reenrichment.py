"""Enriching anew: old results stay until new ones have passed, and what changed is reported."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.events import BatchDone, Event
from flows.pipeline import run_pipeline
from flows.reenrichment import append_changes, reenrich_stored
from schemas.enrichment import Enrichment
from schemas.history import SourceDay, SourcePast
from schemas.rejection import Refusal
from schemas.run import RunRequest, Totals
from schemas.settings import Settings
from tasks.check.drift import Measures, load_measures
from tasks.load.stored import Stale
from tests.benchmarks.articles import write_jsonl
from tests.warehouses import contents, rows
from warehouse.session import open_warehouse

LEDGERS = ("runs", "batches", "checks")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A warehouse of six articles."""
    folder = tmp_path_factory.mktemp("fresh")
    write_jsonl(folder / "in.jsonl", 6)
    settings = Settings(warehouse=folder / "news.duckdb", article_timeout=0)
    run_pipeline(RunRequest.of("ingest", [str(folder / "in.jsonl")]), settings)
    with open_warehouse(settings.warehouse) as connection:
        connection.exec_driver_sql("CHECKPOINT")
    return settings.warehouse.read_bytes()


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


def test_what_is_switched_stays_so_when_the_run_is_stopped_and_the_next_goes_on(settings: Settings) -> None:
    before = contents(settings.warehouse, without=LEDGERS)
    of_old_rules(settings)

    def stop(event: Event) -> None:
        if isinstance(event, BatchDone) and event.number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reenrich_stored(Stale(), settings, tell=stop)
    assert reenrich_stored(Stale(), settings).totals == Totals(read=2, loaded=2)

    assert contents(settings.warehouse, without=LEDGERS) == before
    states = rows(settings.warehouse, "SELECT state FROM runs WHERE flow = 'reenrich' ORDER BY started_at")
    assert [row["state"] for row in states] == ["failed", "done"]


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

    monkeypatch.setattr("flows.reenrichment.read_past", past)
    monkeypatch.setattr("tasks.check.drift.load_measures", _of_any_size(load_measures()))
    monkeypatch.setattr("tasks.enrich.enricher.Enricher.enrich", lambda _, texts: [Enrichment() for _text in texts])
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

    def refuse(_: Any, texts: Sequence[str]) -> list[Enrichment | Refusal]:
        return [Refusal("timeout", "stopped after 60 s; raise article_timeout and replay it, or report it")]

    monkeypatch.setattr("tasks.enrich.enricher.Enricher.enrich", refuse)
    report = reenrich_stored(Stale(), settings)

    assert (report.totals, report.held) == (Totals(read=1, quarantined=1), {"timeout": 1})
    assert contents(settings.warehouse, without=(*LEDGERS, "quarantine")) == before
    (held,) = rows(settings.warehouse, "SELECT reason, detail FROM quarantine")
    assert held["detail"].startswith("enriched anew, it was not switched and keeps its earlier results: stopped after")
