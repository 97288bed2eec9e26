"""Enriching anew what the warehouse holds, after the model or the rules changed; no source is read again."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from flows.events import BatchDone, RunBegan, RunEnded, Tell, tell_nobody
from flows.pipeline import Turn, begun_run, open_enricher, writing
from flows.steps import Call, call_directly
from schemas.enrichment import EnrichedArticle
from schemas.history import SourcePast
from schemas.keys import stable_key
from schemas.rejection import Rejected
from schemas.run import Alarm, QuoteChange, Reenriched, RunRequest
from schemas.settings import Settings
from tasks.check import Suites, check_batch, load_suites, of_results
from tasks.enrich.articles import enrich_batch
from tasks.enrich.enricher import Enricher
from tasks.load.batch import Batch
from tasks.load.reenriched import Replaced, replace_enrichment, settle_people_and_copies
from tasks.load.runs import Started, finish_run
from tasks.load.stored import Stale, select_stale, stored_versions
from warehouse.history import read_past
from warehouse.migrate import require_current
from warehouse.session import open_warehouse

TellChanges = Callable[[Sequence[QuoteChange]], None]
Open = Callable[..., AbstractContextManager[sa.Connection]]


def reenrich_stored(
    stale: Stale,
    settings: Settings,
    *,
    every: bool = False,
    call: Call = call_directly,
    turn: Turn = nullcontext,
    tell: Tell = tell_nobody,
    tell_changes: TellChanges = lambda _changes: None,
) -> Reenriched:
    """Enrich the stored versions that are meant, those of this model and rule set left out unless `every`.

    Old results stay until a batch's new ones have passed the gate; then the batch is switched in one transaction.
    A run that was killed is continued by the next. Raises UserError as run_pipeline does.
    """
    require_current(settings.place, lock_timeout=settings.lock_timeout)
    suites = of_results(load_suites(settings.suites))
    with open_enricher(settings) as enricher:
        stale = stale if every else stale.model_copy(update={"other_than": enricher.version})
        request = RunRequest(flow="reenrich", inputs=_asked(stale), since=stale.since, until=stale.until)
        with begun_run(request, settings, enricher.version, turn) as started:
            run = _Reenrichment(settings, stale, suites, enricher, started, call, turn, tell, tell_changes)
            return run.through(request)


def append_changes(path: Path) -> TellChanges:
    """A listener that writes each change as a line of JSON to the file, which is begun anew."""
    path.write_text("", encoding="utf-8")

    def tell(changes: Sequence[QuoteChange]) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(one.model_dump_json() + "\n" for one in changes)

    return tell


class _Reenrichment:
    """One run over stored versions."""

    def __init__(
        self, settings: Settings, stale: Stale, suites: Suites, enricher: Enricher, started: Started, call: Call,
        turn: Turn, tell: Tell, tell_changes: TellChanges,
    ) -> None:  # fmt: skip
        self._settings, self._suites, self._enricher, self._call = settings, suites, enricher, call
        self._stale = stale
        self._started, self._tell, self._tell_changes = started, tell, tell_changes
        self._writing = partial(writing, settings, turn)
        self._open: Open = partial(open_warehouse, settings.place, lock_timeout=settings.lock_timeout)
        self._run_id = started.row.run_id
        self._counts: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._read = 0
        self._past: dict[str, SourcePast] = {}
        self._alarms: list[Alarm] = []

    def through(self, request: RunRequest) -> Reenriched:
        """Every batch, then what hangs on all of them."""
        clock = time.perf_counter()
        crashed = tuple(one.run_id for one in self._started.crashed)
        begun = self._started.row.started_at
        self._tell(RunBegan(run_id=self._run_id, request=request, started_at=begun, crashed=crashed))
        try:
            with self._open(read_only=True) as connection:
                # What the model does not read has no results, whatever its version.
                found = select_stale(connection, self._stale)
            ids = [one.version_id for one in found if self._enricher.reads(one.language)]
            size = self._settings.batch_size
            for number, start in enumerate(range(0, len(ids), size), start=1):
                self._batch(number, ids[start : start + size])
            with self._writing(), self._open() as connection:
                self._call("settle", lambda: settle_people_and_copies(connection))
            report = self._finish(crashed)
        except BaseException:
            with suppress(Exception):  # the failure itself is what the caller must see
                self._finish(crashed, failed=True)
            self._tell(RunEnded(run_id=self._run_id, flow="reenrich", seconds=time.perf_counter() - clock))
            raise
        self._tell(RunEnded(run_id=self._run_id, flow="reenrich", seconds=time.perf_counter() - clock, is_done=True))
        return report

    def _batch(self, number: int, ids: Sequence[str]) -> None:
        with self._open(read_only=True) as connection:
            stored = self._call("read", lambda: stored_versions(connection, ids))
        ledger = Batch(run_id=self._run_id, number=number, input_digest=stable_key(*ids), read=len(stored))
        enriched: list[EnrichedArticle] = []
        rejected: list[Rejected] = []
        for each in self._call("enrich", lambda: enrich_batch(stored, self._enricher)):
            (rejected if isinstance(each, Rejected) else enriched).append(each)  # type: ignore[arg-type]
        now = datetime.now(UTC)
        checked = self._call(
            "check",
            lambda: check_batch(
                enriched,
                suites=self._suites,
                run_id=self._run_id,
                batch_id=ledger.batch_id,
                now=now,
                past=self._past_of(enriched),
            ),
        )
        self._alarms += checked.alarms
        rejected = [_keeps_old_results(one) for one in (*rejected, *checked.held)]
        with self._writing(), self._open() as connection:
            replaced = self._call(
                "load",
                lambda: replace_enrichment(
                    connection, ledger, enriched=checked.passed, rejected=rejected, checks=checked.results, now=now
                ),
            )
        self._count(ledger, replaced, rejected, checked.alarms)

    def _past_of(self, enriched: Sequence[EnrichedArticle]) -> dict[str, SourcePast]:
        """What earlier rules found in the sources' articles, read before any of a source's has new results."""
        sources = {one.matched.article.source.source_id for one in enriched}
        if unread := sources - self._past.keys():
            with self._open(read_only=True) as connection:
                found = read_past(connection, unread, other_than=self._stale.other_than, until=self._stale.until)
            self._past |= {one: found.get(one, SourcePast(source_id=one)) for one in unread}
        return {one: self._past[one] for one in sources}

    def _count(self, batch: Batch, replaced: Replaced, rejected: Sequence[Rejected], alarms: tuple[Alarm, ...]) -> None:
        self._read += batch.read
        held = Counter(one.reason for one in rejected)
        self._held += held
        self._counts["kept"] += replaced.kept
        self._counts.update(one.change for one in replaced.changes)
        self._counts["entities_gained"] += replaced.entities["gained"]
        self._counts["entities_lost"] += replaced.entities["lost"]
        self._tell_changes(replaced.changes)
        self._tell(
            BatchDone(
                run_id=self._run_id,
                batch_id=batch.batch_id,
                number=batch.number,
                read=batch.read,
                loaded=replaced.ledger.loaded_count,
                unchanged=replaced.ledger.unchanged_count,
                held=dict(held),
                alarms=alarms,
            )
        )

    def _finish(self, crashed: tuple[str, ...], *, failed: bool = False) -> Reenriched:
        with self._writing(), self._open() as connection:
            now, state = datetime.now(UTC), "failed" if failed else "done"
            totals = finish_run(connection, self._run_id, read=self._read, now=now, state=state)  # type: ignore[arg-type]
        return Reenriched(
            run_id=self._run_id,
            warehouse=str(self._settings.place),
            enrichment_version=self._enricher.version,
            totals=totals,
            held=dict(self._held.most_common()),
            quotes_kept=self._counts["kept"],
            quotes_gained=self._counts["gained"],
            quotes_lost=self._counts["lost"],
            speakers_changed=self._counts["speaker_changed"],
            entities_gained=self._counts["entities_gained"],
            entities_lost=self._counts["entities_lost"],
            alarms=tuple(self._alarms),
            crashed=crashed,
        )


def _keeps_old_results(one: Rejected) -> Rejected:
    detail = f"enriched anew, it was not switched and keeps its earlier results: {one.detail}"
    return one.model_copy(update={"detail": detail})


def _asked(stale: Stale) -> tuple[str, ...]:
    """What is asked for, as the runs table keeps it."""
    return tuple(f"{name}={value}" for name, value in stale.model_dump(exclude={"since", "until"}).items() if value)
