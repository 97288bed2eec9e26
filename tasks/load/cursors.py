"""Cursors: how far inputs had been read, written with what they held."""

from collections.abc import Sequence

import sqlalchemy as sa

from schemas.rows import CursorRow
from warehouse.tables import CURSORS
from warehouse.upsert import upsert


def write_cursors(connection: sa.Connection, rows: Sequence[CursorRow]) -> None:
    """Put the cursors in the place of older ones of the same inputs, inside the transaction that is under way."""
    upsert(connection, CURSORS, rows)


def known_cursors(connection: sa.Connection) -> dict[str, CursorRow]:
    """Every cursor by its id."""
    with connection.begin():
        return {found["cursor_id"]: CursorRow(**found) for found in connection.execute(sa.select(CURSORS)).mappings()}
