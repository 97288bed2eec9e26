"""Copies of one quotation, however trimmed: quotes.copy_key, kept right over the whole warehouse as articles come.

Of each wording all stretches of four words on end are stored, as numbers. Two wordings are copies where one holds the
other, or most of it: where they have most of the shorter one's stretches in common.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import sqlalchemy as sa

from schemas.keys import wording_number
from schemas.rows import QuoteRow
from warehouse.arrow import query_arrow, registered
from warehouse.namesakes import Groups

FOLDER = Path(__file__).parent
# Grouping anew takes about so many wordings at a time, so that memory stays level.
WORDINGS_AT_ONCE = 20_000


class _Moved(NamedTuple):
    """What stands for a wording or a group now, where it is another, and whether groups of the warehouse are in it."""

    least: Mapping[str, str]
    reaches_known: bool


def group_quotes(connection: sa.Connection, quotes: Collection[QuoteRow]) -> tuple[QuoteRow, ...]:
    """The quotations with the groups that they belong to; quotations of the warehouse that join them are changed there.

    A group is named after its least text_key, so the outcome is the same in whatever order articles come. Works in the
    caller's transaction, before the quotations are added.
    """
    if not quotes:
        return ()
    wordings: dict[str, tuple[str, str]] = {}
    for one in quotes:
        said = (one.type, one.text)
        wordings[one.text_key] = min(said, wordings.get(one.text_key, said))
    types, texts = zip(*wordings.values(), strict=True)
    moved = _group(connection, _strings(text_key=wordings, type=types, text=texts))
    if moved.reaches_known:
        with registered(connection, "moved_groups", _as_table(moved.least)):
            connection.exec_driver_sql(_sql("move_quotes"))
    return tuple(
        one.model_copy(update={"copy_key": moved.least[one.text_key]}) if one.text_key in moved.least else one
        for one in quotes
    )


def regroup_quotes(connection: sa.Connection) -> None:
    """Group all quotations anew, in the caller's transaction: after the rule changed or quotations were taken away."""
    connection.exec_driver_sql("DELETE FROM quote_stretches")
    connection.exec_driver_sql("DELETE FROM quote_wordings")
    count = connection.exec_driver_sql("SELECT approx_count_distinct(text_key) FROM quotes").scalar() or 0
    parts = count // WORDINGS_AT_ONCE + 1
    for part in range(parts):
        _group(connection, query_arrow(connection, _sql("some_wordings"), {"parts": parts, "part": part}))
    connection.exec_driver_sql(_sql("write_groups"))


def _group(connection: sa.Connection, wordings: pa.Table) -> _Moved:
    """Add the wordings that are new, and join the groups of copies; `wordings` have text_key, type and text."""
    numbers = pa.array(map(wording_number, wordings["text_key"].to_pylist()), pa.int64())
    with registered(connection, "grouped_wordings", wordings.append_column("wording", numbers)):
        known = query_arrow(connection, _sql("known_wordings"))
        fresh = query_arrow(connection, _sql("stretches"))
        with registered(connection, "fresh_stretches", fresh):
            copies = query_arrow(connection, _sql("copies"))
            moved = _joined(known, copies, query_arrow(connection, _sql("fresh_copies")))
            with registered(connection, "moved_groups", _as_table(moved.least)):
                if moved.reaches_known:
                    connection.exec_driver_sql(_sql("move_wordings"))
                connection.exec_driver_sql(_sql("add_wordings"))
            connection.exec_driver_sql("INSERT INTO quote_stretches BY NAME FROM fresh_stretches")
    return moved


def _joined(known: pa.Table, copies: pa.Table, fresh_copies: pa.Table) -> _Moved:
    """The groups that pairs of copies make; the second columns of `known` and `copies` are groups of the warehouse."""
    groups = Groups()
    for pairs in (known, copies, fresh_copies):
        for pair in zip(*(column.to_pylist() for column in pairs.columns), strict=True):
            groups.join(pair)
    least = groups.moved()
    return _Moved(least, any(key in least for pairs in (known, copies) for key in pairs["copy_key"].to_pylist()))


def _as_table(least: Mapping[str, str]) -> pa.Table:
    return _strings(copy_key=least, least_key=least.values())


def _strings(**columns: Iterable[str]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text("utf-8")
