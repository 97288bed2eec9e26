"""Cursors: how far inputs had been read, written with what they held."""

from collections.abc import Sequence

import sqlalchemy as sa
from duckdb_sqlalchemy import insert

from schemas.rows import CursorRow
from warehouse.tables import CURSORS


def write_cursors(connection: sa.Connection, rows: Sequence[CursorRow]) -> None:
    """Put the cursors in the place of older ones of the same inputs, inside the transaction that is under way."""
    latest = {row.cursor_id: row.model_dump() for row in rows}
    if not latest:
        return
    statement = insert(CURSORS).values(list(latest.values()))
    replaced = {column.name: statement.excluded[column.name] for column in CURSORS.c if not column.primary_key}
    connection.execute(statement.on_conflict_do_update(index_elements=[CURSORS.c.cursor_id], set_=replaced))


def known_cursors(connection: sa.Connection) -> dict[str, CursorRow]:
    """Every cursor by its id."""
    with connection.begin():
        return {found["cursor_id"]: CursorRow(**found) for found in connection.execute(sa.select(CURSORS)).mappings()}
