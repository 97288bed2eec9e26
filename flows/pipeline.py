"""A run: inputs in batches through the steps, one ledger row a batch, and a report of what became of every record.

Nothing here knows Prefect: `call` runs a step over one batch, directly or as a task run, and `turn` is held while
a batch is matched and loaded. What looks new in the next batches is enriched meanwhile.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from flows.ahead import ahead
from flows.as_set import open_enricher, publish_as_set, read_limits
from flows.events import BatchDone, RunBegan, RunEnded, Tell, tell_all, tell_nobody
from flows.gather import Gathered, Gatherer, Read
from flows.held import Held, origins_of
from flows.reports import DataDocs
from flows.runs import Begun, Turn, begun_run, changed, writing, writing_the_end
from flows.spreading import Spread, on_cluster
from flows.steps import Call, Sorted, Steps, call_directly, look_at_days
from schemas.errors import UserError
from schemas.keys import payload_key, stable_key
from schemas.record import rarely_collected
from schemas.rejection import Rejected
from schemas.rows import BatchRow, CursorRow
from schemas.run import Alarm, RunReport, RunRequest
from schemas.settings import Settings
from tasks.check import load_suites
from tasks.load.batch import Batch
from tasks.load.runs import finish_run
from tasks.normalise import load_profiles
from tasks.read import own_readers, total_bytes

_LOG = logging.getLogger("copydesk.run")
_SAID = 5


class RunFailed(UserError):
    """A run that went to its end, and counts as failed; its report says what became of every record."""

    def __init__(self, report: RunReport, sentence: str) -> None:
        super().__init__(f"run {report.run_id} {sentence}")
        self.report = report


class BatchStopped(RunFailed):
    """A rule stopped articles: they are held, everything else is loaded."""

    def __init__(self, report: RunReport) -> None:
        stops = [alarm for alarm in report.alarms if alarm.severity == "stop"]
        said = " ".join(list(dict.fromkeys(alarm.sentence for alarm in stops))[:_SAID])
        rules = ", ".join(dict.fromkeys(alarm.rule for alarm in stops))
        super().__init__(
            report,
            f"was stopped by {rules}: {said} The articles are held and nothing of them is loaded: "
            "`copydesk quarantine list` shows them; replay, release or drop them",
        )


class BatchesFailed(RunFailed):
    """Batches failed as a whole: their records are held, everything else is loaded."""

    def __init__(self, report: RunReport, why: str) -> None:
        super().__init__(
            report,
            f"is done, but of its batches {report.failed_batches} failed as a whole, the last with {why}; their "
            "records are held (batch_failed). Mend the cause and run the same command again, or `copydesk replay`",
        )


class TooManyFailures(UserError):
    """More batches failed as a whole than the settings allow."""


def run_pipeline(
    request: RunRequest,
    settings: Settings,
    *,
    call: Call = call_directly,
    turn: Turn = nullcontext,
    spread: Spread = on_cluster,
    tell: Tell = tell_nobody,
    held: Held | None = None,
) -> RunReport:
    """Run the whole flow over the inputs and report what became of every record; `tell` is told of each batch.

    Other runs may load between two batches. `held` are held records to run instead of the request's inputs. Raises
    UserError: settings, a lock that was waited for in vain, a warehouse that is too new, TooManyFailures, and at the
    end BatchesFailed or BatchStopped.
    """
    docs = DataDocs(settings.report) if settings.report else None
    tell, keep = (tell_all(tell, docs.tell), docs.keep) if docs else (tell, None)
    profiles, suites = load_profiles(settings.sources), load_suites(settings.suites)
    own_readers(settings.readers)  # one that cannot be loaded ends the run before it begins
    with rarely_collected(), open_enricher(settings, spread) as enricher:
        waived = held.waived if held else {}
        if isinstance(settings.place, Path) and not settings.place.exists():
            # Whatever is read will be enriched, and a warehouse is not laid out in no time.
            enricher.expect(total_bytes(request.inputs) or 0)
        steps = Steps(request, settings, profiles, suites, enricher, call, waived=waived, keep=keep)
        with begun_run(request, settings, enricher.version, turn) as started:
            run = _Run(request, settings, steps, started, call, partial(writing, settings, turn), tell, held)
            report = run.through()
    if settings.published or settings.published_views:
        publish_as_set(settings)
    if run.failure:
        raise BatchesFailed(report, run.failure)
    if any(alarm.severity == "stop" for alarm in report.alarms):
        raise BatchStopped(report)
    return report


@dataclass
class _Prepared:
    """A batch on its way to the writer's turn, and why it got no further."""

    batch: Gathered
    digest: str
    is_skipped: bool = False
    on_its_way: Sorted = field(default_factory=Sorted)
    error: Exception | None = None


class _Run:
    """One run: what it works with, and what it has counted so far."""

    def __init__(
        self, request: RunRequest, settings: Settings, steps: Steps, started: Begun, call: Call,
        writing: Callable[[], AbstractContextManager[None]], tell: Tell,
        held: Held | None = None,
    ) -> None:  # fmt: skip
        self._request, self._settings, self._steps, self._call = request, settings, steps, call
        self._writing, self._tell, self._started = writing, tell, started
        self._run_id = started.row.run_id
        self._clock = time.perf_counter()
        self._read = self._quotes = self._outside_range = self._batches = self._skipped = 0
        self._failed = self._unchanged_inputs = self._dropped = 0
        self.failure: str | None = None
        self._held: Counter[str] = Counter()
        self._alarms: list[Alarm] = []
        self._gatherer = Gatherer(
            request,
            read_limits(settings),
            size=settings.batch_size,
            scope=_scope(request, settings),
            cursors=started.cursors,
            opened=held.opened(steps.open) if held else None,
        )

    def through(self) -> RunReport:
        """Take every batch through the steps."""
        self._tell(self._begun())
        try:
            for one in ahead(self._prepared(), self._settings.batches_ahead):
                self._take(one)
            return self._finish()
        except BaseException:
            with suppress(Exception):  # the failure itself is what the caller must see
                self._finish(failed=True)
            raise

    def _prepared(self) -> Iterator[_Prepared]:
        """What is read, in batches, each as far as it can be brought before those before it are loaded."""
        batches = self._gatherer.batches()
        while batch := self._call("read", lambda: next(batches, None)):
            one = _Prepared(batch, batch.digest(self._request))
            # A backfill passes over what the ledger has.
            one.is_skipped = one.digest in self._started.loaded
            if not one.is_skipped:
                self._prepare(one)
            yield one

    def _prepare(self, one: _Prepared) -> None:
        if not one.batch.records:
            return
        self._steps.expect(one.batch.unknown_bytes)
        try:
            wanted, dropped = self._steps.set_aside(one.batch.records)
            one.on_its_way = self._steps.normalise(wanted)
            one.on_its_way.dropped = dropped
            self._steps.hand_out(one.on_its_way)
        except UserError:
            raise
        except Exception as exc:
            one.error = exc

    def _take(self, one: _Prepared) -> None:
        self._unchanged_inputs += len(one.batch.passed_over)
        if one.is_skipped:
            self._skipped += 1
            self._tell_done(one.batch, 0, Sorted())
            return
        if not one.batch.records and not one.batch.passed_over_count:
            return
        self._batches += 1
        try:
            if one.error:
                raise one.error
            self._load(one)
        except UserError:
            raise
        except Exception as exc:
            self._hold(one, exc)

    def _load(self, one: _Prepared) -> None:
        """What is left of a batch's steps, in the writer's turn."""
        batch, on_its_way = one.batch, one.on_its_way
        count = len(batch.records) + batch.passed_over_count - on_its_way.outside_range
        ledger = self._ledger(one, count)
        self._steps.await_enriched(on_its_way)
        with self._writing():
            if batch.records:  # else inputs were passed over, which the ledger and the cursors say
                self._steps.match(on_its_way)
                self._steps.check(on_its_way, ledger)
            on_its_way.rejected = origins_of(on_its_way.rejected, batch.records)
            cursors = self._cursors(batch, [*on_its_way.rejected, *on_its_way.dropped])
            row = self._steps.load(on_its_way, ledger, cursors)
        self._outside_range += on_its_way.outside_range
        if row.run_id != self._run_id:  # another backfill was quicker
            self._batches -= 1
            self._skipped += 1
            return
        self._quotes += sum(len(one.enrichment.quotes) for one in on_its_way.enriched)
        self._count(batch, row, on_its_way)

    def _hold(self, one: _Prepared, exc: Exception) -> None:
        """A batch that failed takes no other with it, and loses no record."""
        batch = one.batch
        why = f"{type(exc).__name__}: {exc}"
        _LOG.error("batch %d of run %s failed as a whole (%s)", self._batches, self._run_id, why, exc_info=exc)
        failed = [each if isinstance(each, Rejected) else _failed(each, why) for each in batch.records]
        held = Sorted(rejected=origins_of(failed, batch.records))
        ledger = self._ledger(one, len(batch.records) + batch.passed_over_count, state="held")
        with self._writing():
            row = self._steps.load(held, ledger, self._cursors(batch, held.rejected))
        self._failed += 1
        self.failure = why
        self._count(batch, row, held, failed=why)
        if self._failed > self._settings.max_failed_batches:
            raise TooManyFailures(
                f"{self._failed} batches failed as a whole, the last with {why}; their records are in quarantine "
                "(batch_failed). Mend the cause and run the same command again, or raise max_failed_batches"
            )

    def _ledger(self, one: _Prepared, count: int, **fields: str) -> Batch:
        return Batch(
            run_id=self._run_id,
            number=self._batches,
            input_digest=one.digest,
            read=count,
            passed_over=one.batch.passed_over_count,
            is_stable=self._request.flow == "backfill",
            **fields,
        )

    def _cursors(self, batch: Gathered, rejected: list[Rejected]) -> list[CursorRow]:
        # A backfill resumes by its batches; cursors would cut them anew.
        if self._request.flow != "ingest":
            return []
        return self._gatherer.cursors_of(batch, rejected, run_id=self._run_id, now=datetime.now(UTC))

    def _count(self, batch: Gathered, row: BatchRow, on_its_way: Sorted, failed: str | None = None) -> None:
        self._read += row.read_count
        self._held.update(one.reason for one in on_its_way.rejected)
        self._dropped += len(on_its_way.dropped)
        self._alarms += on_its_way.alarms
        self._tell_done(batch, row.loaded_count, on_its_way, row, failed)

    def _tell_done(
        self, batch: Gathered, loaded: int, on_its_way: Sorted, row: BatchRow | None = None, failed: str | None = None
    ) -> None:
        self._tell(
            BatchDone(
                run_id=self._run_id,
                batch_id=row.batch_id if row else "",
                number=self._batches,
                read=len(batch.records),
                loaded=loaded,
                unchanged=row.unchanged_count if row else len(batch.records),
                held=dict(Counter(one.reason for one in on_its_way.rejected)),
                dropped=len(on_its_way.dropped),
                failed=failed,
                done_bytes=batch.done_bytes,
                seconds=dict(on_its_way.seconds),
                slowest=on_its_way.slowest,
                alarms=on_its_way.alarms,
            )
        )

    def _begun(self) -> RunBegan:
        return RunBegan(
            run_id=self._run_id,
            request=self._request,
            started_at=self._started.row.started_at,
            total_bytes=total_bytes(self._request.inputs),
            crashed=tuple(one.run_id for one in self._started.crashed),
        )

    def _is_failed(self) -> bool:
        return bool(self._failed) or any(alarm.severity == "stop" for alarm in self._alarms)

    def _finish(self, *, failed: bool = False) -> RunReport:
        """Write how the run ended, and report it. Raises TotalsDisagree where a record was lost."""
        with writing_the_end(self._settings) if failed else self._writing():
            state: Literal["done", "failed"] = "failed" if failed or self._is_failed() else "done"
            finish = partial(finish_run, run_id=self._run_id, read=self._read, now=datetime.now(UTC), state=state)
            totals = changed(self._settings, finish)
        if not failed and self._request.flow == "ingest":
            self._alarms += self._days()
        report = RunReport(
            run_id=self._run_id,
            flow=self._request.flow,
            warehouse=str(self._settings.place),
            totals=totals,
            held=dict(self._held.most_common()),
            dropped=self._dropped,
            quotes=self._quotes,
            alarms=tuple(self._alarms),
            outside_range=self._outside_range,
            batches=self._batches,
            skipped_batches=self._skipped,
            failed_batches=self._failed,
            unchanged_inputs=self._unchanged_inputs,
            crashed=tuple(one.run_id for one in self._started.crashed),
        )
        seconds = time.perf_counter() - self._clock
        self._tell(
            RunEnded(
                run_id=self._run_id,
                flow=report.flow,
                seconds=seconds,
                is_done=not failed and not self._is_failed(),
                report=None if failed else report,
            )
        )
        return report

    def _days(self) -> tuple[Alarm, ...]:
        """Warnings of the days that have become whole."""
        try:
            return look_at_days(self._settings, self._run_id, self._started.row.started_at)
        # The articles are loaded: the run's outcome is not changed by what is only told of it.
        except Exception as exc:
            _LOG.error("whole days were not looked at (%s: %s); the next run does", type(exc).__name__, exc)
            return ()


def _failed(read: Read, why: str) -> Rejected:
    """A record of a batch that failed as a whole."""
    assert not isinstance(read, Rejected)
    return Rejected(
        stage="load",
        reason="batch_failed",
        detail=f"{read.ref}: its batch failed as a whole ({why}); mend the cause, then run `copydesk replay`",
        source_ref=read.ref,
        input_id=read.input_id,
        payload=read.payload,
    )


def _scope(request: RunRequest, settings: Settings) -> str:
    """What decides what becomes of an input: where any of it changes, every input is read once more.

    Limits and pace are not in it: a cursor passes over nothing that was held, and what is loaded stays so.
    """
    files = [payload_key(path.read_bytes()) for path in (settings.sources, *settings.readers) if path]
    return stable_key(version("copydesk"), request.hint.model_dump_json(), *files)
