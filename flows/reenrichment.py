"""Enriching anew what the warehouse holds, after the model or the rules changed; no source is read again."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import sqlalchemy as sa

from flows.ahead import ahead
from flows.as_set import open_enricher
from flows.events import BatchDone, RunBegan, RunEnded, Tell, tell_nobody
from flows.runs import Begun, Turn, begun_run, changed, writing, writing_the_end
from flows.spreading import Spread, on_cluster
from flows.steps import Call, call_directly
from schemas.article import MatchedArticle
from schemas.enrichment import EnrichedArticle
from schemas.history import SourcePast
from schemas.keys import stable_key
from schemas.place import Lake
from schemas.rejection import Rejected
from schemas.run import Alarm, QuoteChange, Reenriched, RunRequest, Totals
from schemas.settings import Settings
from tasks.check import Checked, Suites, check_batch, load_suites, of_results
from tasks.enrich.articles import Enriching
from tasks.enrich.enricher import Enricher
from tasks.load.batch import Batch
from tasks.load.reenriched import Compared, compare_staged, discard_staged, stage_batch, staged_changes, switch_staged
from tasks.load.runs import finish_run
from tasks.load.stored import Stale, select_stale, stored_versions
from warehouse.history import read_past
from warehouse.migrate import require_current
from warehouse.session import open_warehouse
from warehouse.turns import read_turn

T = TypeVar("T")
TellChanges = Callable[[Sequence[QuoteChange]], None]
Open = Callable[..., AbstractContextManager[sa.Connection]]


def reenrich_stored(
    stale: Stale,
    settings: Settings,
    *,
    every: bool = False,
    switch: bool = True,
    call: Call = call_directly,
    turn: Turn = nullcontext,
    spread: Spread = on_cluster,
    tell: Tell = tell_nobody,
    tell_changes: TellChanges | None = None,
) -> Reenriched:
    """Enrich the stored versions that are meant, those of this model and rule set left out unless `every`.

    New results wait beside the old ones until all are there; then all are switched in one transaction, unless
    `switch` is false: then the next run does it. A run that was killed is continued by the next. `tell_changes` is
    told what the switch changes before it is made. Raises UserError as run_pipeline does.
    """
    require_current(settings.place, lock_timeout=settings.lock_timeout)
    suites = of_results(load_suites(settings.suites))
    with open_enricher(settings, spread) as enricher:
        stale = stale if every else stale.model_copy(update={"other_than": enricher.version})
        request = RunRequest(flow="reenrich", inputs=_asked(stale), since=stale.since, until=stale.until)
        with begun_run(request, settings, enricher.version, turn) as started:
            run = _Reenrichment(settings, stale, suites, enricher, started, call, turn, tell, tell_changes)
            return run.through(request, switch=switch)


def append_changes(path: Path) -> TellChanges:
    """A listener that writes each change as a line of JSON to the file, which is begun anew."""
    path.write_text("", encoding="utf-8")

    def tell(changes: Sequence[QuoteChange]) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(one.model_dump_json() + "\n" for one in changes)

    return tell


class _HandedOut(NamedTuple):
    """Stored versions of one batch on their way."""

    digest: str
    stored: Sequence[MatchedArticle]
    enriching: Enriching
    seconds: dict[str, float]


class _Reenrichment:
    """One run over stored versions."""

    def __init__(
        self, settings: Settings, stale: Stale, suites: Suites, enricher: Enricher, started: Begun, call: Call,
        turn: Turn, tell: Tell, tell_changes: TellChanges | None,
    ) -> None:  # fmt: skip
        self._settings, self._suites, self._enricher, self._call = settings, suites, enricher, call
        self._stale = stale
        self._started, self._tell, self._tell_changes = started, tell, tell_changes
        self._writing = partial(writing, settings, turn)
        self._changed = partial(changed, settings)
        self._open: Open = partial(open_warehouse, settings.place, lock_timeout=settings.lock_timeout)
        self._run_id = started.row.run_id
        self._held: Counter[str] = Counter()
        self._read = self._batches = 0
        self._past: dict[str, SourcePast] = {}
        self._alarms: list[Alarm] = []

    def through(self, request: RunRequest, *, switch: bool) -> Reenriched:
        """Every batch, then the switch."""
        clock = time.perf_counter()
        crashed = tuple(one.run_id for one in self._started.crashed)
        begun = self._started.row.started_at
        self._tell(RunBegan(run_id=self._run_id, request=request, started_at=begun, crashed=crashed))
        try:
            self._stage()
            compared = self._compare_and_switch(switch=switch)
            totals = self._finish("done")
        except BaseException:
            with suppress(Exception):  # the failure itself is what the caller must see
                self._finish("failed")
            self._tell(RunEnded(run_id=self._run_id, flow="reenrich", seconds=time.perf_counter() - clock))
            raise
        self._tell(RunEnded(run_id=self._run_id, flow="reenrich", seconds=time.perf_counter() - clock, is_done=True))
        return self._report(totals, compared, crashed, switch=switch)

    def _stage(self) -> None:
        """New results of everything that has none yet, beside the old ones."""
        version = self._enricher.version
        with self._writing():
            self._changed(partial(discard_staged, other_than=version))
        with self._open(read_only=True) as connection:
            ids = select_stale(connection, self._stale, version, self._enricher.reads)
        for one in ahead(self._handed_out(ids), self._settings.batches_ahead):
            self._stage_one(one)

    def _handed_out(self, ids: Sequence[str]) -> Iterator[_HandedOut]:
        """The versions in batches, each read and handed out to be enriched while those before it are staged."""
        size = self._settings.batch_size
        for start in range(0, len(ids), size):
            some = ids[start : start + size]
            seconds: dict[str, float] = {}
            with self._open(read_only=True) as connection:
                stored = _timed(self._call, seconds, "read", partial(stored_versions, connection, some))
            enriching = Enriching([one.article for one in stored], self._enricher)
            yield _HandedOut(stable_key(*some), stored, enriching, seconds)

    def _stage_one(self, one: _HandedOut) -> None:
        self._batches += 1
        timed = partial(_timed, self._call, one.seconds)
        ledger = Batch(run_id=self._run_id, number=self._batches, input_digest=one.digest, read=len(one.stored))
        enriched: list[EnrichedArticle] = []
        rejected: list[Rejected] = []
        for each in timed("enrich", lambda: one.enriching.results(one.stored)):
            (rejected if isinstance(each, Rejected) else enriched).append(each)  # type: ignore[arg-type]
        now = datetime.now(UTC)
        checked = timed("check", lambda: self._check(enriched, ledger, now))
        rejected = [_keeps_old_results(one) for one in (*rejected, *checked.held)]
        stage = partial(
            stage_batch, batch=ledger, enriched=checked.passed, rejected=rejected, checks=checked.results, now=now
        )
        with self._writing():
            staged = timed("load", lambda: self._changed(stage))
        self._count(ledger, staged, rejected, checked.alarms, one.seconds)

    def _check(self, enriched: list[EnrichedArticle], ledger: Batch, now: datetime) -> Checked:
        past = self._past_of(enriched)
        return check_batch(
            enriched, suites=self._suites, run_id=self._run_id, batch_id=ledger.batch_id, now=now, past=past
        )

    def _past_of(self, enriched: Sequence[EnrichedArticle]) -> dict[str, SourcePast]:
        """What earlier rules found in the sources' articles."""
        sources = {one.matched.article.source.source_id for one in enriched}
        if unread := sources - self._past.keys():
            with self._open(read_only=True) as connection:
                found = read_past(connection, unread, other_than=self._stale.other_than, until=self._stale.until)
            self._past |= {one: found.get(one, SourcePast(source_id=one)) for one in unread}
        return {one: self._past[one] for one in sources}

    def _compare_and_switch(self, *, switch: bool) -> Compared:
        """What the switch changes, told before it is made; then the switch."""
        version = self._enricher.version
        with self._writing():
            with self._open(read_only=True) as connection:
                compared = self._call("compare", lambda: compare_staged(connection, self._stale, version))
                for some in staged_changes(connection, self._stale, version) if self._tell_changes else ():
                    assert self._tell_changes
                    self._tell_changes(some)
            if switch and compared.versions:
                self._read += self._call("switch", lambda: self._changed(self._switch))
        return compared

    def _switch(self, connection: sa.Connection) -> int:
        turn = read_turn(connection) if isinstance(self._settings.place, Lake) else None
        return switch_staged(
            connection,
            self._stale,
            self._enricher.version,
            run_id=self._run_id,
            number=self._batches + 1,
            turn=turn,
            now=datetime.now(UTC),
        )

    def _count(
        self,
        batch: Batch,
        staged: int,
        rejected: Sequence[Rejected],
        alarms: tuple[Alarm, ...],
        seconds: dict[str, float],
    ) -> None:
        self._read += batch.read
        self._alarms += alarms
        held = Counter(one.reason for one in rejected)
        self._held += held
        self._tell(
            BatchDone(
                run_id=self._run_id,
                batch_id=batch.batch_id,
                number=batch.number,
                read=batch.read,
                loaded=staged,
                unchanged=batch.read - staged - len(rejected),
                held=dict(held),
                alarms=alarms,
                seconds=seconds,
            )
        )

    def _finish(self, state: Literal["done", "failed"]) -> Totals:
        finish = partial(finish_run, run_id=self._run_id, read=self._read, now=datetime.now(UTC), state=state)
        with writing_the_end(self._settings) if state == "failed" else self._writing():
            return self._changed(finish)

    def _report(self, totals: Totals, compared: Compared, crashed: tuple[str, ...], *, switch: bool) -> Reenriched:
        return Reenriched(
            run_id=self._run_id,
            warehouse=str(self._settings.place),
            enrichment_version=self._enricher.version,
            totals=totals,
            staged=0 if switch else compared.versions,
            held=dict(self._held.most_common()),
            quotes_kept=compared.quotes["kept"],
            quotes_gained=compared.quotes["gained"],
            quotes_lost=compared.quotes["lost"],
            speakers_changed=compared.quotes["speaker_changed"],
            entities_gained=compared.names["gained"],
            entities_lost=compared.names["lost"],
            alarms=tuple(self._alarms),
            crashed=crashed,
        )


def _timed(call: Call, seconds: dict[str, float], step: str, work: Callable[[], T]) -> T:
    started = time.perf_counter()
    try:
        return call(step, work)
    finally:
        seconds[step] = time.perf_counter() - started


def _keeps_old_results(one: Rejected) -> Rejected:
    detail = f"enriched anew, it is not switched and keeps its earlier results: {one.detail}"
    return one.model_copy(update={"detail": detail})


def _asked(stale: Stale) -> tuple[str, ...]:
    """What is asked for, as the runs table keeps it."""
    return tuple(f"{name}={value}" for name, value in stale.model_dump(exclude={"since", "until"}).items() if value)
