"""Arrow tables in and out of a connection, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from warehouse.session import database_of

if TYPE_CHECKING:
    import pyarrow as pa


@contextmanager
def registered(connection: sa.Connection, name: str, table: pa.Table) -> Iterator[None]:
    """The rows as a table under this name within the block."""
    database = database_of(connection)
    database.register(name, table)
    try:
        yield
    finally:
        database.unregister(name)


def query_arrow(connection: sa.Connection, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The rows of a query; parameters are named with a dollar sign."""
    return database_of(connection).execute(sql, dict(parameters or {})).to_arrow_table()


def with_column(table: pa.Table, name: str, values: Sequence[object]) -> pa.Table:
    """The table with other values in one of its columns."""
    import pyarrow as pa

    index = table.schema.get_field_index(name)
    field = table.schema.field(index)
    return table.set_column(index, field, pa.array(values, field.type))
