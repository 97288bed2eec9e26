"""What was forgotten, as hashes: how they are made, written and asked for."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from schemas.errors import UserError
from schemas.record import Record
from warehouse.forgetting.masking import Forgotten
from warehouse.session import written
from warehouse.tables import FORGOTTEN


class Outcome(Record):
    """Rows by table, deleted or masked, and the raw inputs that could not be looked into."""

    deleted: dict[str, int]
    masked: dict[str, int]
    unreadable_payloads: tuple[str, ...] = ()


class NothingToForget(UserError):
    """Nothing in the warehouse answers to the name, id or address, or too much does."""

    exit_code = 2


def remember(
    connection: sa.Connection, keys: Collection[str], kind: Literal["article", "person"], now: datetime
) -> None:
    """Write the keys down; those that are there already stay as they are."""
    known = set(connection.scalars(sa.select(FORGOTTEN.c.forgotten_key)))
    rows = [{"forgotten_key": key, "kind": kind, "forgotten_at": now} for key in sorted(set(keys) - known)]
    if rows:
        connection.execute(sa.insert(FORGOTTEN).values(rows))


def forgotten_articles(connection: sa.Connection) -> set[str]:
    """The keys of all forgotten articles."""
    return set(_keys(connection, "article"))


def forgotten_people(connection: sa.Connection) -> Forgotten:
    """Whom loading must mask."""
    return Forgotten(frozenset(_keys(connection, "person")))


def _keys(connection: sa.Connection, kind: str) -> Iterable[str]:
    return connection.scalars(sa.select(FORGOTTEN.c.forgotten_key).where(FORGOTTEN.c.kind == written(kind)))
