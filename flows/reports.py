"""Reports of a run: Data Docs in a folder, and an artifact in Prefect's pages."""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from flows.events import BatchDone, Event, RunBegan, RunEnded
from flows.report_pages import frame_page, page_of, table_of
from schemas.record import Record
from schemas.run import Alarm, RunReport, Totals
from schemas.settings import Settings
from warehouse.session import open_warehouse
from warehouse.tables import CHECKS, QUARANTINE, RUNS

_SAMPLES = 10


class Frame(NamedTuple):
    """One frame that the gate tried, with the library's own result."""

    record: str
    result: Any


class FailedCheck(Record):
    """A rule that failed in a run, over all its batches."""

    name: str
    batches: int
    rows: int
    example: str | None


class Sample(Record):
    """A record that a run held."""

    reason: str
    source_ref: str
    detail: str


class DataDocs:
    """Writes a folder for each run: an index, and pages for the frames of the first batch and for all that failed."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._folder = folder
        self._began: RunBegan | None = None
        self._frames: list[Frame] = []
        self._rows: list[tuple[str, str, str, str, str]] = []
        self._batches: list[BatchDone] = []

    def keep(self, record: str, result: Any) -> None:
        """Take what the gate says of one frame of the batch that is on its way."""
        self._frames.append(Frame(record, result))

    def tell(self, event: Event) -> None:
        """Write the pages of a batch when it is done, and the index when the run has ended."""
        if isinstance(event, RunBegan):
            self._began = event
            self._folder = self._root / event.run_id
            self._folder.mkdir(parents=True, exist_ok=True)
        elif isinstance(event, BatchDone):
            self._write_batch(event)
        elif isinstance(event, RunEnded):
            self._write_index(event)

    def _write_batch(self, batch: BatchDone) -> None:
        self._batches.append(batch)
        for record, result in self._frames:
            failed = sum(not one.success for one in result.results)
            link = f"batch {batch.number}"
            if failed or batch.number == 1:
                name = f"batch-{batch.number}-{record}.html"
                title = f"Batch {batch.number}: {record}"
                (self._folder / name).write_text(frame_page(record, result, title, "index.html"), encoding="utf-8")
                link = f'<a href="{name}">{link}</a>'
            mark = f'<span class="failed">✗ {failed} failed</span>' if failed else '<span class="passed">✓</span>'
            size = _element_count(result)
            self._rows.append((link, html.escape(record), size, str(len(result.results)), mark))
        self._frames.clear()

    def _write_index(self, event: RunEnded) -> None:
        said = html.escape(event.run_id)
        parts = [f"<h1>Run {said}</h1>", f"<p>{html.escape(event.flow)}, {event.seconds:.1f} s</p>"]
        if event.report:
            parts += _totals_of(event.report)
        else:
            parts.append('<p class="failed">The run failed; what follows is what it had done by then.</p>')
        alarms = event.report.alarms if event.report else [one for batch in self._batches for one in batch.alarms]
        if alarms:
            rows = [[html.escape(one.severity), html.escape(one.rule), html.escape(one.sentence)] for one in alarms]
            parts += ["<h2>Warnings and stops</h2>", table_of(("", "rule", "what is wrong"), rows)]
        parts += ["<h2>What the gate tried</h2>", table_of(("batch", "rows of", "rows", "rules", ""), self._rows)]
        (self._folder / "index.html").write_text(page_of(f"Run {event.run_id}", "".join(parts)), encoding="utf-8")


def failed_checks(connection: sa.Connection, run_id: str) -> list[FailedCheck]:
    """The rules that failed in a run, those that most rows failed first."""
    of = CHECKS.c
    rows = sa.func.sum(of.unexpected_count)
    query = (
        sa.select(
            of.name, sa.func.count().label("batches"), rows.label("rows"), sa.func.min(of.observed).label("example")
        )
        .where(of.run_id == run_id, sa.not_(of.passed))
        .group_by(of.name)
        .order_by(rows.desc(), of.name)
    )
    return [FailedCheck(**row) for row in connection.execute(query).mappings()]


def samples(connection: sa.Connection, run_id: str, most: int = _SAMPLES) -> list[Sample]:
    """Some records that a run held, of as many reasons as there are."""
    of = QUARANTINE.c
    place = sa.func.row_number().over(partition_by=of.reason, order_by=of.source_ref)
    held = sa.select(of.reason, of.source_ref, of.detail, place.label("place")).where(
        of.run_id == run_id, of.status == "held"
    )
    ranked = held.subquery()
    query = sa.select(ranked.c.reason, ranked.c.source_ref, ranked.c.detail)
    found = connection.execute(query.order_by(ranked.c.place, ranked.c.reason).limit(most))
    return [Sample(**row) for row in found.mappings()]


class GateArtifact:
    """Leaves what the gate said of a run among the artifacts of the Prefect flow run that is under way."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._alarms: list[Alarm] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, BatchDone):
            self._alarms += event.alarms
        elif isinstance(event, RunEnded):
            from prefect.artifacts import create_markdown_artifact

            if event.report:
                self._alarms = list(event.report.alarms)
            key = f"copydesk-gate-{event.flow}"
            create_markdown_artifact(self.page(event.run_id), key=key, description=f"Run {event.run_id}")

    def page(self, run_id: str) -> str:
        """The artifact's text: totals, warnings and stops, the rules that failed, and sample rows."""
        settings = self._settings
        with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
            totals = run_totals(connection, run_id)
            checks, held = failed_checks(connection, run_id), samples(connection, run_id)
        return "\n".join(_lines(run_id, totals, self._alarms, checks, held))


def run_totals(connection: sa.Connection, run_id: str) -> Totals:
    """The totals of a run as the warehouse has them; zeros for a run that it does not know."""
    columns = [RUNS.c[f"{name}_count"].label(name) for name in Totals.model_fields]
    row = connection.execute(sa.select(*columns).where(RUNS.c.run_id == run_id)).mappings().first()
    return Totals(**row) if row else Totals()


def _totals_of(report: RunReport) -> list[str]:
    totals = report.totals
    row = [f"{getattr(totals, name):,}" for name in ("read", "loaded", "unchanged", "quarantined")]
    parts = [table_of(("read", "loaded", "unchanged", "quarantined"), [row])]
    if report.held:
        held = [[html.escape(reason), f"{count:,}"] for reason, count in report.held.items()]
        parts += ["<h2>Held</h2>", table_of(("reason", "records"), held)]
    return parts


def _element_count(result: Any) -> str:
    counts = [one.result.get("element_count") for one in result.results]
    return f"{max((count for count in counts if count is not None), default=0):,}"


def _lines(
    run_id: str, totals: Totals, alarms: Sequence[Alarm], checks: Sequence[FailedCheck], held: Sequence[Sample]
) -> Iterator[str]:
    yield f"# The gate in run `{run_id}`\n"
    yield "| read | loaded | unchanged | quarantined |\n|---:|---:|---:|---:|"
    yield f"| {totals.read} | {totals.loaded} | {totals.unchanged} | {totals.quarantined} |\n"
    if alarms:
        yield "## Warnings and stops\n"
        yield from (f"- **{one.severity}** `{one.rule}`: {_cell(one.sentence)}" for one in alarms)
        yield ""
    if checks:
        yield "## Rules that failed\n\n| rule | batches | rows | for instance |\n|---|---:|---:|---|"
        yield from (f"| `{one.name}` | {one.batches} | {one.rows} | {_cell(one.example or '')} |" for one in checks)
        yield ""
    if held:
        yield "## Held records\n\n| reason | input | what is wrong |\n|---|---|---|"
        yield from (f"| `{one.reason}` | {_cell(one.source_ref)} | {_cell(one.detail)} |" for one in held)


def _cell(text: str) -> str:
    """Text that cannot break out of its table cell, nor become markup."""
    plain = " ".join(text.split())[:400]
    for char in "\\`*_[]<>|":
        plain = plain.replace(char, f"&#{ord(char)};")
    return plain
