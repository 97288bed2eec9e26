"""The runs table: what was started, with what, and how it ended."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from schemas.rows import RunRow
from schemas.run import Totals
from tasks.load.errors import TotalsDisagree
from tasks.load.writing import written_row
from warehouse.session import written
from warehouse.tables import BATCHES, RUNS


class Started(NamedTuple):
    """A run that has begun, and the runs that it found dead."""

    row: RunRow
    crashed: tuple[RunRow, ...]


def new_run(
    *,
    flow: str,
    parameters: Mapping[str, object],
    code_version: str,
    enrichment_version: str,
    holder: str | None = None,
    now: datetime,
) -> RunRow:
    """The row of a run that begins now."""
    return RunRow(
        run_id=uuid.uuid4().hex,
        flow=flow,
        parameters=json.dumps(parameters, ensure_ascii=False, sort_keys=True, default=str),
        code_version=code_version,
        enrichment_version=enrichment_version,
        started_at=now,
        finished_at=None,
        state="running",
        holder=holder,
        heartbeat_at=now,
        read_count=0,
        loaded_count=0,
        unchanged_count=0,
        quarantined_count=0,
    )


def start_run(
    connection: sa.Connection,
    row: RunRow,
    *,
    is_alive: Callable[[RunRow], bool | None] = lambda _run: None,
    lease: timedelta = timedelta(hours=1),
) -> Started:
    """Write that a run has begun, and take the place of those that ended without a word: they become crashed.

    `is_alive` says of a run whether its process lives, None where this machine cannot know: then a run is over
    when it gave no sign of life for as long as `lease`.
    """
    with connection.begin():
        running = [RunRow(**found) for found in connection.execute(_running()).mappings()]
        crashed = tuple(one for one in running if not _lives(one, is_alive(one), row.started_at - lease))
        for one in crashed:
            totals = {f"{name}_count": count for name, count in _loaded_totals(connection, one.run_id)}
            connection.execute(sa.update(RUNS).where(RUNS.c.run_id == one.run_id).values(state="crashed", **totals))
        connection.execute(sa.insert(RUNS).values(written_row(row)))
    return Started(row, crashed)


def _running() -> sa.Select[Any]:
    return sa.select(RUNS).where(RUNS.c.state == written("running")).order_by(RUNS.c.started_at, RUNS.c.run_id)


def _lives(run: RunRow, known: bool | None, oldest_sign: datetime) -> bool:
    return (run.heartbeat_at or run.started_at) > oldest_sign if known is None else known


def finish_run(
    connection: sa.Connection, run_id: str, *, read: int, now: datetime, state: Literal["done", "failed"] = "done"
) -> Totals:
    """Write how a run ended, with the totals of its batches; `read` is what the reading step counted.

    Raises TotalsDisagree, once the run is written as failed, unless read = loaded + unchanged + quarantined.
    A run that failed on its way is written as it is.
    """
    with connection.begin():
        totals = _loaded_totals(connection, run_id).model_copy(update={"read": read})
        agree = totals.read == totals.loaded + totals.unchanged + totals.quarantined
        counts = {f"{name}_count": written(count) for name, count in totals.model_dump().items()}
        connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.run_id == written(run_id))
            .values(finished_at=written(now), state=written(state if agree else "failed"), **counts)
        )
    if state == "done" and not agree:
        raise TotalsDisagree(f"run {run_id}", totals)
    return totals


def loaded_inputs(connection: sa.Connection) -> set[str]:
    """The input digests of all batches that are loaded: what a resumed backfill may pass over."""
    with connection.begin():
        loaded = sa.select(BATCHES.c.input_digest).where(BATCHES.c.state == written("loaded")).distinct()
        return set(connection.scalars(loaded))


def _loaded_totals(connection: sa.Connection, run_id: str) -> Totals:
    columns = {
        name: sa.func.coalesce(sa.func.sum(BATCHES.c[f"{name}_count"]), written(0)) for name in Totals.model_fields
    }
    selected = sa.select(*(column.label(name) for name, column in columns.items())).where(
        BATCHES.c.run_id == written(run_id)
    )
    return Totals(**connection.execute(selected).mappings().one())
