"""Cursors: how far inputs had been read, written with what they held."""

from collections.abc import Sequence

import sqlalchemy as sa

from schemas.rows import CursorRow
from tasks.load.writing import written_row
from warehouse.session import written
from warehouse.tables import CURSORS
from warehouse.upsert import upsert

# So many are written by statements alone: a run over unchanged inputs need not wait for pandas, which Arrow imports.
_FEW = 30


def write_cursors(connection: sa.Connection, rows: Sequence[CursorRow]) -> None:
    """Put the cursors in the place of older ones of the same inputs, inside the transaction that is under way."""
    if len(rows) > _FEW:
        upsert(connection, CURSORS, rows)
    elif latest := {row.cursor_id: row for row in rows}:
        key = CURSORS.c.cursor_id
        connection.execute(sa.delete(CURSORS).where(key.in_(written(each) for each in latest)))
        connection.execute(sa.insert(CURSORS).values([written_row(row) for row in latest.values()]))


def known_cursors(connection: sa.Connection) -> dict[str, CursorRow]:
    """Every cursor by its id."""
    with connection.begin():
        return {found["cursor_id"]: CursorRow(**found) for found in connection.execute(sa.select(CURSORS)).mappings()}
