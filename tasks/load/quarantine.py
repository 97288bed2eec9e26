"""Writing to the quarantine, inside the transaction of a batch."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from duckdb_sqlalchemy import insert

from schemas.article import Article
from schemas.keys import payload_key, stable_key
from schemas.rejection import Origin, Rejected
from schemas.rows import QuarantineRow
from warehouse.tables import QUARANTINE


def quarantine_id(rejected: Rejected) -> str:
    """The key of a held record: the same input held for the same reason has the same one."""
    return stable_key(rejected.source_ref, rejected.stage, rejected.reason, payload_key(rejected.payload))


def hold(connection: sa.Connection, rejected: Sequence[Rejected], *, run_id: str, now: datetime) -> None:
    """Write the held records; one that was held before counts another attempt."""
    # One row a key: a record that stands twice in a batch was still tried once.
    rows = {quarantine_id(one): _row(one, run_id, now) for one in rejected}
    if not rows:
        return
    statement = insert(QUARANTINE).values([row.model_dump() for row in rows.values()])
    excluded = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[QUARANTINE.c.quarantine_id],
            set_={
                "run_id": excluded.run_id,
                "detail": excluded.detail,
                "source_name": excluded.source_name,
                "rules": excluded.rules,
                "origin": excluded.origin,
                # What somebody dropped stays dropped when its file is read again.
                "status": sa.case((QUARANTINE.c.status == "dropped", "dropped"), else_="held"),
                "attempts": QUARANTINE.c.attempts + 1,
                "last_held_at": excluded.last_held_at,
            },
        )
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
    # The n-th article of a feed is another one tomorrow, so there only the same input is the same record.
    mended = [key for key, ref, payload in held if "#" not in ref or payload == payloads[ref]]
    if mended:
        connection.execute(
            sa.update(QUARANTINE).where(QUARANTINE.c.quarantine_id.in_(mended)).values(status="released")
        )


def _source_name(rejected: Rejected) -> str | None:
    """The outlet as far as it is known: resolved, named from outside, or the address's host."""
    origin = rejected.origin or Origin(input_id=rejected.input_id)
    address = origin.url or rejected.source_ref
    host = urlsplit(address).hostname if address.startswith(("http://", "https://")) else None
    return rejected.source_name or origin.hint.name or origin.hint.domain or host


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
