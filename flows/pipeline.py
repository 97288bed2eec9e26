"""The composition of the steps: read → normalise → match → enrich → check → load, a batch at a time.

Nothing here knows Prefect: `call` runs a step over one batch, directly or as a task run.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from schemas.article import Article, MatchedArticle, RawArticle
from schemas.enrichment import EnrichedArticle
from schemas.keys import payload_key, stable_key
from schemas.rejection import Rejected
from schemas.rows import CheckRow
from schemas.run import RunReport, RunRequest
from schemas.settings import Settings
from tasks.check import Suites, check_batch, load_suites
from tasks.enrich.articles import enrich_batch
from tasks.enrich.enricher import Enricher
from tasks.load.batch import Batch, load_batch
from tasks.load.runs import finish_run, loaded_inputs, start_run
from tasks.match.batch import match_batch
from tasks.match.reader import WarehouseKnown
from tasks.normalise import Profiles, load_profiles, normalise_batch
from tasks.read import ReadLimits, read_inputs
from warehouse.migrate import migrate
from warehouse.publish import Published, default_copy, publish
from warehouse.session import WriterLock, open_warehouse

T = TypeVar("T")
Read = RawArticle | Rejected


class Call(Protocol):
    """Runs a step's work over one batch under the step's name."""

    def __call__(self, step: str, work: Callable[[], T]) -> T: ...


def call_directly(step: str, work: Callable[[], T]) -> T:
    """Run a step in this process, without any server."""
    return work()


def run_pipeline(
    request: RunRequest,
    settings: Settings,
    *,
    call: Call = call_directly,
    show: Callable[[int], None] = lambda _count: None,
) -> RunReport:
    """Run the whole flow over the inputs and report what became of every record; `show` is told of each batch's size.

    Raises UserError (settings, lock, a warehouse that is too new) before anything is read.
    """
    profiles, suites = load_profiles(settings.sources), load_suites(settings.suites)
    lock = WriterLock(settings.warehouse, lock_timeout=settings.lock_timeout)
    with lock, Enricher(settings.model, settings.workers) as enricher:
        migrate(settings.warehouse, lock_timeout=settings.lock_timeout)
        run = _Run(request, settings, profiles, suites, enricher, call)
        try:
            for batch in run.batches():
                run.load(batch)
                show(len(batch))
        except BaseException:
            with suppress(Exception):  # the failure itself is what the caller must see
                run.finish(failed=True)
            raise
        report = run.finish()
    if settings.published or settings.published_views:
        publish_as_set(settings)
    return report


def publish_as_set(settings: Settings, *, copy: Path | None = None, views: Path | None = None) -> Published:
    """Publish to the places of the settings, or to those given; without either beside the warehouse."""
    return publish(
        settings.warehouse,
        copy or settings.published or default_copy(settings.warehouse),
        parquet=views or settings.published_views,
        now=datetime.now(UTC),
        lock_timeout=settings.lock_timeout,
    )


def read_limits(settings: Settings) -> ReadLimits:
    """The limits of reading that the settings give."""
    return ReadLimits(max_input_bytes=settings.max_input_bytes, max_article_chars=settings.max_article_chars)


@dataclass
class _Sorted:
    """The records of one batch on their way: those that go on, and those that do not."""

    articles: list[Article] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    outside_range: int = 0
    unchanged: list[MatchedArticle] = field(default_factory=list)
    enriched: list[EnrichedArticle] = field(default_factory=list)
    checks: tuple[CheckRow, ...] = ()


class _Run:
    """One run: what it works with, and what it has counted so far."""

    def __init__(
        self,
        request: RunRequest,
        settings: Settings,
        profiles: Profiles,
        suites: Suites,
        enricher: Enricher,
        call: Call,
    ) -> None:
        self._request, self._settings, self._call = request, settings, call
        self._profiles, self._suites, self._enricher = profiles, suites, enricher
        self._read = self._quotes = self._outside_range = self._batches = self._skipped = 0
        self._held: Counter[str] = Counter()
        with self._open() as connection:
            row = start_run(
                connection,
                flow=request.flow,
                parameters=request.model_dump(mode="json", exclude={"flow"}),
                code_version=version("copydesk"),
                enrichment_version=enricher.version,
                now=datetime.now(UTC),
            )
            self._loaded_before = loaded_inputs(connection) if request.flow == "backfill" else set()
        self._run_id = row.run_id

    def batches(self) -> Iterator[list[Read]]:
        """What is read, in batches; a backfill passes over those that the ledger has."""
        items = read_inputs(self._request.inputs, hint=self._request.hint, limits=read_limits(self._settings))
        while batch := self._call("read", lambda: list(islice(items, self._settings.batch_size))):
            if self._digest(batch) in self._loaded_before:
                self._skipped += 1
            else:
                yield batch

    def load(self, read: Sequence[Read]) -> None:
        """Take one batch through every step."""
        batch = self._sort(read)
        self._match_and_enrich(batch)
        count = len(read) - batch.outside_range
        self._batches += 1
        ledger = Batch(run_id=self._run_id, number=self._batches, input_digest=self._digest(read), read=count)
        self._check(batch, ledger.batch_id)
        with self._open() as connection:
            self._call(
                "load",
                lambda: load_batch(
                    connection,
                    ledger,
                    enriched=batch.enriched,
                    unchanged=batch.unchanged,
                    rejected=batch.rejected,
                    checks=batch.checks,
                    now=datetime.now(UTC),
                ),
            )
        self._read += count
        self._outside_range += batch.outside_range
        self._quotes += sum(len(one.enrichment.quotes) for one in batch.enriched)
        self._held.update(one.reason for one in batch.rejected)

    def finish(self, *, failed: bool = False) -> RunReport:
        """Write how the run ended, and report it. Raises TotalsDisagree where a record was lost."""
        with self._open() as connection:
            totals = finish_run(
                connection,
                self._run_id,
                read=self._read,
                now=datetime.now(UTC),
                state="failed" if failed else "done",
            )
        return RunReport(
            run_id=self._run_id,
            flow=self._request.flow,
            warehouse=str(self._settings.warehouse),
            totals=totals,
            held=dict(self._held.most_common()),
            quotes=self._quotes,
            outside_range=self._outside_range,
            batches=self._batches,
            skipped_batches=self._skipped,
        )

    def _open(self, *, read_only: bool = False):  # type: ignore[no-untyped-def]
        return open_warehouse(self._settings.warehouse, read_only=read_only, lock_timeout=self._settings.lock_timeout)

    def _digest(self, batch: Sequence[Read]) -> str:
        """The key of a batch's raw inputs and of what is asked of them."""
        inputs = (key for one in batch for key in (one.input_id, payload_key(one.payload)))
        return stable_key(self._request.since, self._request.until, *inputs)

    def _sort(self, read: Sequence[Read]) -> _Sorted:
        batch = _Sorted(rejected=[one for one in read if isinstance(one, Rejected)])
        raws = [one for one in read if isinstance(one, RawArticle)]
        for one in self._call("normalise", lambda: normalise_batch(raws, self._profiles)):
            if isinstance(one, Rejected):
                batch.rejected.append(one)
            elif self._wanted(one):
                batch.articles.append(one)
            else:
                batch.outside_range += 1
        return batch

    def _wanted(self, article: Article) -> bool:
        """Within the dates asked for; an article without a date is wanted, lest it be lost."""
        day = article.published.day if article.published else None
        since, until = self._request.since, self._request.until
        return day is None or ((since is None or since <= day) and (until is None or day <= until))

    def _match_and_enrich(self, batch: _Sorted) -> None:
        with self._open(read_only=True) as connection:
            matched = self._call("match", lambda: match_batch(WarehouseKnown(connection), batch.articles))
        fresh: list[MatchedArticle] = []
        for one in matched:
            if isinstance(one, Rejected):
                batch.rejected.append(one)
            elif one.state == "unchanged":
                batch.unchanged.append(one)
            else:
                fresh.append(one)
        for each in self._call("enrich", lambda: enrich_batch(fresh, self._enricher)):
            (batch.rejected if isinstance(each, Rejected) else batch.enriched).append(each)  # type: ignore[arg-type]

    def _check(self, batch: _Sorted, batch_id: str) -> None:
        checked = self._call(
            "check",
            lambda: check_batch(
                batch.enriched,
                suites=self._suites,
                run_id=self._run_id,
                batch_id=batch_id,
                now=datetime.now(UTC),
            ),
        )
        batch.enriched = list(checked.passed)
        batch.rejected += checked.held
        batch.checks = checked.results
