"""Writing to the quarantine, inside the transaction of a batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from schemas.article import Article
from schemas.keys import payload_key, stable_key
from schemas.rejection import Origin, Rejected
from schemas.rows import QuarantineRow
from warehouse.sql import Part, dotted
from warehouse.tables import QUARANTINE
from warehouse.upsert import upsert


class Settled(NamedTuple):
    """Full ids of replayed records that are held no more: loaded at last, or held for another reason."""

    released: tuple[str, ...]
    replaced: tuple[str, ...]


def quarantine_id(rejected: Rejected) -> str:
    """The key of a held record: the same input held for the same reason has the same one."""
    return stable_key(rejected.source_ref, rejected.stage, rejected.reason, payload_key(rejected.payload))


def hold(connection: sa.Connection, rejected: Sequence[Rejected], *, run_id: str, now: datetime) -> None:
    """Write the held records; one that was held before counts another attempt."""
    # One row a key: a record that stands twice in a batch was still tried once.
    upsert(
        connection,
        QUARANTINE,
        [_row(one, run_id, now) for one in rejected],
        replace={
            **{
                name: dotted("new", name)
                for name in ("run_id", "detail", "source_name", "rules", "origin", "last_held_at")
            },
            # What somebody dropped stays dropped when its file is read again.
            "status": Part("CASE WHEN known.status = 'dropped' THEN 'dropped' ELSE 'held' END"),
            "attempts": Part("known.attempts + 1"),
        },
    )


def release(connection: sa.Connection, loaded: Sequence[Article]) -> None:
    """Mark what was held as released where its file or address has now been loaded."""
    payloads = {article.ref: article.payload for article in loaded}
    if not payloads:
        return
    held = connection.execute(
        sa.select(QUARANTINE.c.quarantine_id, QUARANTINE.c.source_ref, QUARANTINE.c.payload).where(
            QUARANTINE.c.status == "held", QUARANTINE.c.source_ref.in_(list(payloads))
        )
    )
    # The n-th article of a feed is another one tomorrow, so there only the same input is the same record, or one that
    # was written in part when it was read.
    mended = [key for key, ref, payload in held if "#" not in ref or (payload and payloads[ref].startswith(payload))]
    if mended:
        connection.execute(
            sa.update(QUARANTINE).where(QUARANTINE.c.quarantine_id.in_(mended)).values(status="released")
        )


def settle(connection: sa.Connection, replayed: Sequence[str], *, run_id: str) -> Settled:
    """Write what became of held records that a run has tried again; `replayed` are their full ids.

    Held again for the same reason: its attempt is counted already. Held for another one: the old record is replaced,
    and the new one carries its attempts on. Neither: it was loaded, or is in the warehouse already, and is released.
    """
    key, table = QUARANTINE.c.quarantine_id, QUARANTINE.c
    old = connection.execute(
        sa.select(key, table.source_ref, table.attempts).where(
            key.in_(list(replayed)), table.status.in_(("held", "released")), table.run_id != run_id
        )
    ).all()
    again = connection.execute(sa.select(key, table.source_ref).where(table.run_id == run_id)).all()
    released: list[str] = []
    replaced: list[str] = []
    for old_id, ref, attempts in old:
        # A container that was held as a whole may come back as its n-th article.
        heirs = [new_id for new_id, new_ref in again if new_ref == ref or new_ref.startswith((f"{ref}#", f"{ref}!"))]
        (replaced if heirs else released).append(old_id)
        connection.execute(
            sa.update(QUARANTINE).where(key.in_(heirs)).values(attempts=sa.func.greatest(table.attempts, attempts + 1))
        )
    _set_status(connection, released, "released")
    _set_status(connection, replaced, "replaced")
    return Settled(tuple(released), tuple(replaced))


def decide(
    connection: sa.Connection,
    ids: Sequence[str],
    *,
    status: Literal["released", "dropped"],
    by: str,
    why: str,
    now: datetime,
) -> None:
    """Write who decided that these records are released or dropped, and why."""
    _set_status(connection, ids, status, decided_by=by, decided_why=why, decided_at=now)


def _set_status(connection: sa.Connection, ids: Sequence[str], status: str, **values: object) -> None:
    if ids:
        statement = sa.update(QUARANTINE).where(QUARANTINE.c.quarantine_id.in_(list(ids)))
        connection.execute(statement.values(status=status, **values))


def _source_name(rejected: Rejected) -> str | None:
    """The outlet as far as it is known: resolved, named from outside, or the address's host."""
    origin = rejected.origin or Origin(input_id=rejected.input_id)
    address = origin.url or rejected.source_ref
    return rejected.source_name or origin.hint.name or origin.hint.domain or _host(address)


def _host(address: str) -> str | None:
    """None for a file, and for an address that is none: it may be what the record is held for."""
    try:
        return urlsplit(address).hostname if address.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _row(rejected: Rejected, run_id: str, now: datetime) -> QuarantineRow:
    return QuarantineRow(
        quarantine_id=quarantine_id(rejected),
        run_id=run_id,
        stage=rejected.stage,
        reason=rejected.reason,
        detail=rejected.detail,
        source_ref=rejected.source_ref,
        payload=rejected.payload,
        attempts=1,
        status="held",
        first_held_at=now,
        last_held_at=now,
        source_name=_source_name(rejected),
        rules=rejected.rules,
        origin=rejected.origin and rejected.origin.model_dump_json(),
        decided_by=None,
        decided_why=None,
        decided_at=None,
    )
