"""Reading the quarantine: what was held, and held records whole."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from pydantic import Field

from schemas.errors import UserError
from schemas.record import Record
from schemas.rows import QuarantineRow
from warehouse.tables import QUARANTINE


class Selection(Record):
    """Which held records are meant: those that are all of what is named."""

    ids: tuple[str, ...] = Field((), description="ids, or their first letters; none means any")
    reason: str | None = Field(None, description="code of the reason")
    source: str | None = Field(None, description="the outlet's name, in any case")
    since: date | None = Field(None, description="first day (UTC) on which they were last held")


class HeldRecord(Record):
    """A held record without its raw input."""

    quarantine_id: str
    stage: str
    reason: str
    detail: str
    source_ref: str
    source_name: str | None
    attempts: int
    status: str


class NotHeld(UserError):
    """No record, or more than one, has the id."""

    exit_code = 2


_ALL = Selection()


def list_quarantine(
    connection: sa.Connection, selection: Selection = _ALL, *, every_status: bool = False
) -> list[HeldRecord]:
    """The held records, latest first; with `every_status` also those that are held no more."""
    columns = [QUARANTINE.c[name] for name in HeldRecord.model_fields]
    query = sa.select(*columns).where(*_conditions(selection, every_status=every_status))
    ordered = query.order_by(QUARANTINE.c.last_held_at.desc(), QUARANTINE.c.source_ref)
    return [HeldRecord(**row) for row in connection.execute(ordered).mappings()]


def show_quarantine(connection: sa.Connection, quarantine_id: str) -> QuarantineRow:
    """The record whose id is, or alone begins with, `quarantine_id`. Raises NotHeld."""
    query = sa.select(QUARANTINE).where(_begins(quarantine_id)).limit(2)
    found = connection.execute(query).mappings().all()
    if len(found) != 1:
        raise _not_one(quarantine_id, bool(found))
    return _row(found[0])


def held_ids(connection: sa.Connection, selection: Selection) -> list[str]:
    """The full ids of the records that are held, those that were held first before the others.

    Raises NotHeld for an id that begins no or several held records.
    """
    key = QUARANTINE.c.quarantine_id
    for quarantine_id in selection.ids:
        held = sa.select(key).where(_begins(quarantine_id), QUARANTINE.c.status == "held").limit(2)
        found = connection.scalars(held).all()
        if len(found) != 1:
            raise _not_one(quarantine_id, bool(found))
    query = sa.select(key).where(*_conditions(selection))
    return list(connection.scalars(query.order_by(QUARANTINE.c.first_held_at, QUARANTINE.c.source_ref)))


def held_rows(connection: sa.Connection, ids: Collection[str]) -> Iterator[QuarantineRow]:
    """The records with these full ids, raw input included, in the order in which they were first held."""
    query = sa.select(QUARANTINE).where(QUARANTINE.c.quarantine_id.in_(list(ids)))
    ordered = query.order_by(QUARANTINE.c.first_held_at, QUARANTINE.c.source_ref)
    yield from (_row(row) for row in connection.execute(ordered).mappings())


def dropped_rows(connection: sa.Connection, source_refs: Collection[str]) -> list[QuarantineRow]:
    """The records under these names that somebody has dropped."""
    query = sa.select(QUARANTINE).where(
        QUARANTINE.c.status == "dropped", QUARANTINE.c.source_ref.in_(list(source_refs))
    )
    return [_row(row) for row in connection.execute(query).mappings()]


def _conditions(selection: Selection, *, every_status: bool = False) -> Iterator[sa.ColumnElement[bool]]:
    if not every_status:
        yield QUARANTINE.c.status == "held"
    if selection.ids:
        yield sa.or_(*(_begins(one) for one in selection.ids))
    if selection.reason:
        yield QUARANTINE.c.reason == selection.reason
    if selection.source:
        yield sa.func.lower(QUARANTINE.c.source_name) == selection.source.lower()
    if selection.since:
        yield QUARANTINE.c.last_held_at >= datetime.combine(selection.since, time.min, UTC)


def _begins(quarantine_id: str) -> sa.ColumnElement[bool]:
    return QUARANTINE.c.quarantine_id.startswith(quarantine_id, autoescape=True)


def _not_one(quarantine_id: str, several: bool) -> NotHeld:
    which = "several records begin" if several else "no record begins"
    return NotHeld(f"{which} with {quarantine_id!r}; `copydesk quarantine list` shows the ids")


def _row(row: sa.RowMapping) -> QuarantineRow:
    return QuarantineRow(**{**row, "rules": tuple(row["rules"])})
