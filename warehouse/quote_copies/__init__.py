"""Copies of one quotation, however trimmed: quotes.copy_key, kept right over the whole warehouse as articles come.

Of each wording all stretches of four words on end are stored, as numbers. Two wordings are copies where one holds the
other, or most of it: where they have most of the shorter one's stretches in common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from schemas.keys import wording_number
from warehouse.arrow import query_arrow, registered, with_column
from warehouse.key_index import leave_index, next_generation, read_index
from warehouse.namesakes import Groups
from warehouse.tables import QUOTE_STRETCHES, QUOTE_WORDINGS

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = Path(__file__).parent
# Grouping anew takes about so many wordings at a time, so that memory stays level.
WORDINGS_AT_ONCE = 20_000


class _Moved(NamedTuple):
    """What stands for a wording or a group now, where it is another, and whether groups of the warehouse are in it."""

    least: Mapping[str, str]
    reaches_known: bool


class Grouped(NamedTuple):
    """Rows of quotations in their groups, and the groups of the warehouse that are in others now."""

    rows: pa.Table
    left_groups: Collection[str]


def group_quotes(connection: sa.Connection, quotes: pa.Table) -> Grouped:
    """Group the quotations; those of the warehouse that join a group by them are changed there.

    A group is named after its least text_key, so the outcome is the same in whatever order articles come. Works in the
    caller's transaction, before the rows are added.
    """
    if not quotes:
        return Grouped(quotes, ())
    with registered(connection, "added_quotes", quotes):
        moved = _group(connection, query_arrow(connection, _sql("added_wordings")))
    if moved.reaches_known:
        with registered(connection, "moved_groups", _as_table(moved.least)):
            connection.exec_driver_sql(_sql("move_quotes"))
    keys = [moved.least.get(key, key) for key in quotes["text_key"].to_pylist()]
    return Grouped(with_column(quotes, "copy_key", keys), moved.least if moved.reaches_known else ())


def regroup_quotes(connection: sa.Connection) -> None:
    """Group all quotations anew, in the caller's transaction: after the rule changed or quotations were taken away."""
    leave_index(connection)
    connection.exec_driver_sql("DELETE FROM quote_stretches")
    connection.exec_driver_sql("DELETE FROM quote_wordings")
    count = connection.exec_driver_sql("SELECT approx_count_distinct(text_key) FROM quotes").scalar() or 0
    parts = count // WORDINGS_AT_ONCE + 1
    for part in range(parts):
        _group(connection, query_arrow(connection, _sql("some_wordings"), {"parts": parts, "part": part}))
    connection.exec_driver_sql(_sql("write_groups"))


def regroup_some(connection: sa.Connection, copy_keys: Collection[str]) -> None:
    """Group anew what is left of these groups, in the caller's transaction: after quotations of theirs were deleted.

    What joined two of them may be gone, and so may the wording that a group was named after.
    """
    of, at = QUOTE_WORDINGS.c, QUOTE_STRETCHES.c
    gone = connection.scalars(sa.select(of.wording).where(of.copy_key.in_(sorted(copy_keys)))).all()
    leave_index(connection)
    connection.execute(sa.delete(QUOTE_STRETCHES).where(at.wording.in_(gone)))
    connection.execute(sa.delete(QUOTE_WORDINGS).where(of.wording.in_(gone)))
    with registered(connection, "renewed_groups", _strings(copy_key=copy_keys)):
        left = query_arrow(connection, _sql("wordings_of_groups"))
    _group(connection, left)
    connection.exec_driver_sql(_sql("write_groups"))


def _group(connection: sa.Connection, wordings: pa.Table) -> _Moved:
    """Add the wordings that are new, and join the groups of copies; `wordings` have text_key, type and text."""
    import pyarrow as pa
    import pyarrow.compute as pc  # imported late: slow, and a run over unchanged inputs groups nothing

    numbers = pa.array(map(wording_number, wordings["text_key"].to_pylist()), pa.int64())
    wordings = wordings.append_column("wording", numbers)
    known = _known(connection, wordings)
    fresh = wordings.filter(pc.invert(pc.is_in(wordings["text_key"], value_set=known["text_key"].combine_chunks())))
    with registered(connection, "fresh_wordings", fresh):
        stretches = query_arrow(connection, _sql("stretches"))
        index = read_index(connection)
        indexed = index.find(QUOTE_STRETCHES, stretches["stretch"].to_pylist())
        with registered(connection, "fresh_stretches", stretches), registered(connection, "indexed_stretches", indexed):
            copies = query_arrow(connection, _sql("copies"), {"generation": index.generation})
            moved = _joined(known, copies, fresh["text_key"].to_pylist())
            with registered(connection, "moved_groups", _as_table(moved.least)):
                if moved.reaches_known:
                    connection.exec_driver_sql(_sql("move_wordings"))
                connection.exec_driver_sql(_sql("add_wordings"))
            connection.exec_driver_sql(
                "INSERT INTO quote_stretches BY NAME SELECT *, $1 AS generation FROM fresh_stretches",
                (next_generation(connection),),
            )
    return moved


def _known(connection: sa.Connection, wordings: pa.Table) -> pa.Table:
    """Those of the wordings that the warehouse has already, each with its group."""
    of = QUOTE_WORDINGS.c
    with registered(connection, "grouped_wordings", wordings):
        held = query_arrow(connection, "SELECT wording FROM quote_wordings SEMI JOIN grouped_wordings USING (wording)")
    # Written out, they are looked for before any other column is read: most are known of late, or not at all.
    query = sa.select(of.text_key, of.copy_key).where(of.wording.in_(held["wording"].to_pylist()))
    found = connection.execute(query).all()
    return _strings(text_key=[row.text_key for row in found], copy_key=[row.copy_key for row in found])


def _joined(known: pa.Table, copies: pa.Table, fresh: Collection[str]) -> _Moved:
    """The groups that pairs make: of wordings with their groups, and of groups that are copies of each other."""
    groups = Groups()
    for pairs in (known, copies):
        for pair in zip(*(column.to_pylist() for column in pairs.columns), strict=True):
            groups.join(pair)
    least = groups.moved()
    in_warehouse = {key for column in (known["copy_key"], *copies.columns) for key in column.to_pylist()} - set(fresh)
    return _Moved(least, not in_warehouse.isdisjoint(least))


def _as_table(least: Mapping[str, str]) -> pa.Table:
    return _strings(copy_key=least, least_key=least.values())


def _strings(**columns: Iterable[str]) -> pa.Table:
    import pyarrow as pa

    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text("utf-8")
