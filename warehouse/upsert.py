"""Adding rows or replacing those that are known: MERGE, which files and lakes both have (a lake has no keys)."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from schemas.record import Record
from warehouse.arrow import registered


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Record], *, replace: Mapping[str, str] | None = None
) -> None:
    """Add the rows whose key is not there yet; of those that are, replace columns, in the caller's transaction.

    `replace` gives SQL by column, over `known` (the row that is there) and `new`; without it every column is replaced,
    with an empty one none. Of two rows with one key the last counts.
    """
    keys = [column.name for column in table.primary_key]
    latest = {tuple(getattr(row, key) for key in keys): row for row in rows}
    if not latest:
        return
    values = {column.name: f"new.{column.name}" for column in table.columns}
    if replace is None:
        replace = {name: value for name, value in values.items() if name not in keys}
    same = " AND ".join(f"known.{key} = new.{key}" for key in keys)
    changes = ", ".join(f"{name} = {value}" for name, value in replace.items())
    matched = f"WHEN MATCHED THEN UPDATE SET {changes}" if replace else ""
    with registered(connection, "upserted", type(rows[0]).to_arrow(latest.values())):
        connection.exec_driver_sql(
            f"MERGE INTO {table.name} AS known USING upserted AS new ON {same} {matched} "  # noqa: S608
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(values)}) VALUES ({', '.join(values.values())})"
        )
