"""An Arrow table as a table of one connection, for statements over many rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import sqlalchemy as sa


@contextmanager
def registered(connection: sa.Connection, name: str, table: pa.Table) -> Iterator[None]:
    """The rows under this name within the block, inside the caller's transaction."""
    database = connection.connection.driver_connection
    assert database is not None
    database.register(name, table)
    try:
        yield
    finally:
        database.unregister(name)
