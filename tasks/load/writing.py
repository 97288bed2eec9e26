"""What every write to the warehouse needs: rows by Arrow, the ledger row, the log left to the end of the run."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from schemas.record import Record
from schemas.rows import BatchRow
from warehouse.session import written
from warehouse.tables import BATCHES, RUNS


def leave_log(connection: sa.Connection) -> None:
    """Closing folds the log into the file, which takes longer the more keys there are: once a run, not once a batch."""
    connection.exec_driver_sql("PRAGMA disable_checkpoint_on_shutdown")
    connection.commit()


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Record]) -> None:
    """Add the rows to their table."""
    if rows:
        insert_from_arrow(connection, table, type(rows[0]).to_arrow(rows))


def write_ledger(connection: sa.Connection, row: BatchRow) -> None:
    """Write the batch's row, which is a sign of life of its run."""
    # One that was held before is there already, and tried again.
    connection.execute(sa.delete(BATCHES).where(BATCHES.c.batch_id == written(row.batch_id)))
    connection.execute(sa.insert(BATCHES).values(written_row(row)))
    alive = sa.update(RUNS).where(RUNS.c.run_id == written(row.run_id))
    connection.execute(alive.values(heartbeat_at=written(row.loaded_at)))


def written_row(row: Record) -> dict[str, Any]:
    """The values of a row, to be inserted without a parameter."""
    return {name: None if value is None else written(value) for name, value in row}
