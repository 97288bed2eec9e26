"""One batch through every step: normalise → enrich what looks new → match → check → load."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Protocol, TypeVar

import sqlalchemy as sa

from flows.events import SlowArticle
from flows.gather import Read
from flows.held import set_aside
from schemas.article import Article, MatchedArticle, RawArticle
from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet
from schemas.rejection import Rejected
from schemas.rows import BatchRow, CheckRow, CursorRow
from schemas.run import Alarm, RunRequest
from schemas.settings import Settings
from tasks.check import (
    Keep,
    Suites,
    Waived,
    check_batch,
    check_days,
    load_day_limits,
    load_great_expectations,
    load_suites,
)
from tasks.enrich.articles import Enriching
from tasks.enrich.enricher import Enricher
from tasks.load.batch import Batch, load_batch
from tasks.load.writing import insert_rows
from tasks.match.batch import look_ahead, match_batch, sign
from tasks.match.reader import WarehouseKnown
from tasks.normalise import Profiles, normalise_batch
from warehouse.history import read_calendars, read_past
from warehouse.key_index import renew_index
from warehouse.session import WriterLock, open_warehouse
from warehouse.tables import CHECKS
from warehouse.turns import read_turn, transact

T = TypeVar("T")
_SLOWEST = 5
_NONE_WAIVED: Waived = MappingProxyType({})


class Call(Protocol):
    """Runs a step's work over one batch under the step's name."""

    def __call__(self, step: str, work: Callable[[], T]) -> T: ...


def call_directly(step: str, work: Callable[[], T]) -> T:
    """Run a step in this process, without any server."""
    return work()


@dataclass
class Sorted:
    """The records of one batch on their way: those that go on, and those that do not."""

    articles: list[Article] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    dropped: list[Rejected] = field(default_factory=list)
    outside_range: int = 0
    enriching: Enriching | None = None
    signatures: Mapping[str, bytes] = field(default_factory=dict)
    unchanged: list[MatchedArticle] = field(default_factory=list)
    enriched: list[EnrichedArticle] = field(default_factory=list)
    rows: tuple[RowSet, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    slowest: tuple[SlowArticle, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


def look_at_days(settings: Settings, run_id: str, started_at: datetime) -> tuple[Alarm, ...]:
    """The gate's warnings of the days that were whole when the run started; each day is looked at once, and recorded.

    The run's own inputs decide whose days these are: sources that runs over the same inputs have brought.
    """
    suites, limits = load_suites(settings.suites), load_day_limits()
    # Held from reading to writing, so that two runs that end together do not both tell of a day.
    with WriterLock(settings.place, lock_timeout=settings.writer_timeout):
        with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
            known = read_calendars(
                connection, run_id, now=started_at, past_days=limits.past_days, late_days=limits.late_days
            )
        checked = check_days(known.calendars, suites=suites, run_id=run_id, now=started_at, before=known.looked_at)

        def record(connection: sa.Connection) -> None:
            with connection.begin():
                insert_rows(connection, CHECKS, checked.results)

        if checked.results:
            times = {"lock_timeout": settings.lock_timeout, "patience": settings.writer_timeout}
            transact(settings.place, record, **times)
    return checked.alarms


class Steps:
    """The steps with what they work with; they keep nothing from batch to batch."""

    def __init__(
        self,
        request: RunRequest,
        settings: Settings,
        profiles: Profiles,
        suites: Suites,
        enricher: Enricher,
        call: Call = call_directly,
        *,
        waived: Waived = _NONE_WAIVED,
        keep: Keep | None = None,
    ) -> None:
        self._request, self._settings = request, settings
        self._waived, self._keep = waived, keep
        self._profiles, self._suites, self._enricher, self._call = profiles, suites, enricher, call
        self._gate: Thread | None = None

    def set_aside(self, read: Sequence[Read]) -> tuple[list[Read], list[Rejected]]:
        """What of a batch is to be tried, and what of it somebody has dropped before."""
        with self.open(read_only=True) as connection:
            return set_aside(connection, read)

    def normalise(self, read: Sequence[Read]) -> Sorted:
        """The articles of a batch that are wanted; needs no warehouse."""
        batch = Sorted(rejected=[one for one in read if isinstance(one, Rejected)])
        raws = [one for one in read if isinstance(one, RawArticle)]
        for one in self._timed(batch, "normalise", lambda: normalise_batch(raws, self._profiles)):
            if isinstance(one, Rejected):
                batch.rejected.append(one)
            elif self._wanted(one):
                batch.articles.append(one)
            else:
                batch.outside_range += 1
        return batch

    def expect(self, size: int) -> None:
        """Have processes start while so many bytes are normalised of which none was read before."""
        self._enricher.expect(size)

    def hand_out(self, batch: Sorted) -> None:
        """Have what looks new enriched while others are loaded: nothing is written, and nobody waits."""
        with self.open(read_only=True) as connection:
            known = WarehouseKnown(connection)
            fresh = self._timed(batch, "match", lambda: look_ahead(known, batch.articles))
        if fresh:
            self._load_the_gate()
        batch.enriching = Enriching(fresh, self._enricher)
        # While texts are enriched, and nobody waits for the writer's turn.
        batch.signatures = self._clocked(batch, "match", lambda: sign(fresh))

    def await_enriched(self, batch: Sorted) -> None:
        """Wait for what was handed out."""
        if batch.enriching:
            batch.slowest = _slowest(self._timed(batch, "enrich", batch.enriching.seconds))

    def match(self, batch: Sorted) -> None:
        """Find what is new; from here to the load nobody else may write."""
        with self.open(read_only=True) as connection:
            known = WarehouseKnown(connection)
            matched = self._timed(batch, "match", lambda: match_batch(known, batch.articles, batch.signatures))
        fresh: list[MatchedArticle] = []
        for one in matched:
            if isinstance(one, Rejected):
                batch.rejected.append(one)
            elif one.state == "unchanged":
                batch.unchanged.append(one)
            else:
                fresh.append(one)
        enriching = batch.enriching or Enriching([], self._enricher)
        for each in enriching.results(fresh):
            (batch.rejected if isinstance(each, Rejected) else batch.enriched).append(each)  # type: ignore[arg-type]

    def _load_the_gate(self) -> None:
        """Great Expectations takes seconds to import, so it is while the model, in its own process, loads too."""
        if self._gate is None:
            self._gate = Thread(target=load_great_expectations, daemon=True)
            self._gate.start()

    def check(self, batch: Sorted, ledger: Batch) -> None:
        """Hold what fails the gate, which compares each source with its own past."""
        if self._gate:
            self._gate.join()
        with self.open(read_only=True) as connection:
            past = read_past(connection, {one.matched.article.source.source_id for one in batch.enriched})
        checked = self._timed(
            batch,
            "check",
            lambda: check_batch(
                batch.enriched,
                suites=self._suites,
                run_id=ledger.run_id,
                batch_id=ledger.batch_id,
                now=datetime.now(UTC),
                past=past,
                waived=self._waived,
                keep=self._keep,
            ),
        )
        batch.alarms = checked.alarms
        batch.enriched, batch.rows = list(checked.passed), checked.rows
        batch.rejected += checked.held
        batch.checks = checked.results

    def load(self, batch: Sorted, ledger: Batch, cursors: Sequence[CursorRow] = ()) -> BatchRow:
        """Write the batch in one transaction; to a lake again, after other machines, for as long as a writer waits."""

        def load(connection: sa.Connection) -> BatchRow:
            ledger_row = load_batch(
                connection,
                ledger,
                turn=self._match_again(connection, batch),
                enriched=batch.enriched,
                rows=batch.rows,
                unchanged=batch.unchanged,
                rejected=[*batch.rejected, *batch.dropped],
                checks=batch.checks,
                cursors=cursors,
                now=datetime.now(UTC),
            )
            if ledger_row.loaded_count:
                renew_index(connection)
            return ledger_row

        settings = self._settings
        times = {"lock_timeout": settings.lock_timeout, "patience": settings.writer_timeout}
        return self._timed(batch, "load", lambda: transact(settings.place, load, **times))

    def _match_again(self, connection: sa.Connection, batch: Sorted) -> int | None:
        """Match once more, for other machines may have loaded into a lake since; returns the lake's turn."""
        if isinstance(self._settings.place, Path):
            return None
        turn = read_turn(connection)
        articles = [one.matched.article for one in batch.enriched] + [one.article for one in batch.unchanged]
        with connection.begin():
            again = match_batch(WarehouseKnown(connection), articles, batch.signatures)
        matched = [one for one in again if isinstance(one, MatchedArticle)]
        assert len(matched) == len(articles), "what was stored once can be stored again"
        enriched = [one.model_copy(update={"matched": now}) for one, now in zip(batch.enriched, matched, strict=False)]
        batch.enriched = [one for one in enriched if one.matched.state != "unchanged"]
        batch.rows = ()  # they may be of other versions now
        batch.unchanged = [one.matched for one in enriched if one.matched.state == "unchanged"]
        batch.unchanged += matched[len(enriched) :]
        return turn

    def open(self, *, read_only: bool = False) -> AbstractContextManager[sa.Connection]:
        """The warehouse of the settings."""
        return open_warehouse(self._settings.place, read_only=read_only, lock_timeout=self._settings.lock_timeout)

    def _timed(self, batch: Sorted, step: str, work: Callable[[], T]) -> T:
        return self._clocked(batch, step, lambda: self._call(step, work))

    def _clocked(self, batch: Sorted, step: str, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        try:
            return work()
        finally:
            batch.seconds[step] = batch.seconds.get(step, 0.0) + time.perf_counter() - started

    def _wanted(self, article: Article) -> bool:
        """Within the dates asked for; an article without a date is wanted, lest it be lost."""
        day = article.published.day if article.published else None
        since, until = self._request.since, self._request.until
        return day is None or ((since is None or since <= day) and (until is None or day <= until))


def _slowest(timed: Sequence[tuple[Article, float]]) -> tuple[SlowArticle, ...]:
    slowest = sorted(timed, key=lambda one: -one[1])[:_SLOWEST]
    return tuple(SlowArticle(ref=one.ref, title=one.title, seconds=round(spent, 3)) for one, spent in slowest)
