"""Adding rows or replacing those that are known: MERGE, which files and lakes both have (a lake has no keys)."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from schemas.record import Record
from warehouse.arrow import registered
from warehouse.sql import Part, compose, dotted, listed, name, names


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Record], *, replace: Mapping[str, Part] | None = None
) -> None:
    """Add the rows whose key is not there yet; of those that are, replace columns, in the caller's transaction.

    `replace` gives SQL by column, over `known` (the row that is there) and `new`; without it every column is replaced,
    with an empty one none. Of two rows with one key the last counts.
    """
    keys = [column.name for column in table.primary_key]
    latest = {tuple(getattr(row, key) for key in keys): row for row in rows}
    if not latest:
        return
    columns = [column.name for column in table.columns]
    if replace is None:
        replace = {one: dotted("new", one) for one in columns if one not in keys}
    changes = [compose("{column} = {value}", column=name(one), value=value) for one, value in replace.items()]
    statement = compose(
        "MERGE INTO {table} AS known USING upserted AS new ON {same} {matched} "
        "WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values})",
        table=name(table.name),
        same=listed((_same(key) for key in keys), " AND "),
        matched=compose("WHEN MATCHED THEN UPDATE SET {changes}", changes=listed(changes)) if changes else Part(),
        columns=names(columns),
        values=names(columns, of="new"),
    )
    with registered(connection, "upserted", type(rows[0]).to_arrow(latest.values())):
        connection.exec_driver_sql(statement)


def _same(key: str) -> Part:
    return compose("{known} = {new}", known=dotted("known", key), new=dotted("new", key))
