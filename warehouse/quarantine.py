"""Reading the quarantine: what was held, and one held record whole."""

import sqlalchemy as sa

from schemas.errors import UserError
from schemas.record import Record
from schemas.rows import QuarantineRow
from warehouse.tables import QUARANTINE


class HeldRecord(Record):
    """A held record without its raw input."""

    quarantine_id: str
    stage: str
    reason: str
    detail: str
    source_ref: str
    attempts: int
    status: str


class NotHeld(UserError):
    """No record, or more than one, has the id."""

    exit_code = 2


def list_quarantine(connection: sa.Connection, *, every_status: bool = False) -> list[HeldRecord]:
    """The held records, latest first; with `every_status` also those that were released or dropped."""
    columns = [QUARANTINE.c[name] for name in HeldRecord.model_fields]
    query = sa.select(*columns).order_by(QUARANTINE.c.last_held_at.desc(), QUARANTINE.c.source_ref)
    if not every_status:
        query = query.where(QUARANTINE.c.status == "held")
    return [HeldRecord(**row) for row in connection.execute(query).mappings()]


def show_quarantine(connection: sa.Connection, quarantine_id: str) -> QuarantineRow:
    """The record whose id is, or alone begins with, `quarantine_id`. Raises NotHeld."""
    query = sa.select(QUARANTINE).where(QUARANTINE.c.quarantine_id.startswith(quarantine_id, autoescape=True)).limit(2)
    found = connection.execute(query).mappings().all()
    if len(found) != 1:
        which = "several records begin" if found else "no record begins"
        raise NotHeld(f"{which} with {quarantine_id!r}; `copydesk quarantine list` shows the ids")
    return QuarantineRow(**found[0])
