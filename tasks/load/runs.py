"""The runs table: what was started, with what, and how it ended."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from schemas.rows import RunRow
from schemas.run import Totals
from tasks.load.errors import TotalsDisagree
from warehouse.tables import BATCHES, RUNS


def start_run(
    connection: sa.Connection,
    *,
    flow: str,
    parameters: Mapping[str, object],
    code_version: str,
    enrichment_version: str,
    now: datetime,
) -> RunRow:
    """Write that a run has begun, and return its row.

    A run that still counts as running was killed, since only one writes at a time: it is marked as failed.
    """
    row = RunRow(
        run_id=uuid.uuid4().hex,
        flow=flow,
        parameters=json.dumps(parameters, ensure_ascii=False, sort_keys=True, default=str),
        code_version=code_version,
        enrichment_version=enrichment_version,
        started_at=now,
        finished_at=None,
        state="running",
        read_count=0,
        loaded_count=0,
        unchanged_count=0,
        quarantined_count=0,
    )
    with connection.begin():
        connection.execute(sa.update(RUNS).where(RUNS.c.state == "running").values(state="failed"))
        connection.execute(sa.insert(RUNS).values(row.model_dump()))
    return row


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
        connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.run_id == run_id)
            .values(
                finished_at=now,
                state=state if agree else "failed",
                **{f"{name}_count": count for name, count in totals.model_dump().items()},
            )
        )
    if state == "done" and not agree:
        raise TotalsDisagree(f"run {run_id}", totals)
    return totals


def loaded_inputs(connection: sa.Connection) -> set[str]:
    """The input digests of all batches that are loaded: what a resumed backfill may pass over."""
    with connection.begin():
        return set(connection.scalars(sa.select(BATCHES.c.input_digest).distinct()))


def _loaded_totals(connection: sa.Connection, run_id: str) -> Totals:
    columns = {name: sa.func.coalesce(sa.func.sum(BATCHES.c[f"{name}_count"]), 0) for name in Totals.model_fields}
    selected = sa.select(*(column.label(name) for name, column in columns.items())).where(BATCHES.c.run_id == run_id)
    return Totals(**connection.execute(selected).mappings().one())
