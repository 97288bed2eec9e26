"""What `copydesk forget` does: the tables in one transaction, then the file itself, then the copies made of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from schemas.place import Lake
from schemas.record import Record
from schemas.settings import Settings
from warehouse.compact import compact
from warehouse.forgetting import Outcome, forget_article, forget_people
from warehouse.migrate import require_current
from warehouse.publish import renew
from warehouse.recovery import kept_aside
from warehouse.session import WriterLock
from warehouse.turns import read_turn, take_turn, transact


class Forgot(Record):
    """What was forgotten, or would be."""

    dry_run: bool
    deleted: dict[str, int]
    masked: dict[str, int]
    unreadable_payloads: tuple[str, ...]
    renewed_copies: tuple[str, ...] = ()
    missing_copies: tuple[str, ...] = ()
    kept_aside: tuple[str, ...] = ()


def forget_for_good(
    settings: Settings, *, articles: Sequence[str] = (), people: Sequence[str] = (), dry_run: bool = False
) -> Forgot:
    """Forget the articles (ids or addresses) and people (names or ids), wherever the warehouse reaches.

    Deleted rows stay in the free space of a DuckDB file, so the file is written anew. Raises NothingToForget.
    """
    place, timeout, now = settings.place, settings.lock_timeout, datetime.now(UTC)

    def forget(connection: sa.Connection) -> list[Outcome]:
        turn = read_turn(connection)
        transaction = connection.begin()
        if isinstance(place, Lake):
            take_turn(connection, turn)
        outcomes = [forget_article(connection, article, now=now) for article in articles]
        if people:
            outcomes.append(forget_people(connection, people, now=now))
        if dry_run:
            transaction.rollback()
        else:
            transaction.commit()
        return outcomes

    require_current(place, lock_timeout=timeout)
    with WriterLock(place, lock_timeout=timeout):
        outcomes = transact(place, forget, lock_timeout=timeout, patience=settings.writer_timeout)
    done = _summed(outcomes, dry_run)
    if dry_run:
        return done
    compact(place, now=now, lock_timeout=timeout)
    renewed, missing = renew(place, now=now, lock_timeout=timeout)
    aside = () if isinstance(place, Lake) else tuple(map(str, kept_aside(place)))
    return done.model_copy(
        update={"renewed_copies": tuple(renewed), "missing_copies": tuple(missing), "kept_aside": aside}
    )


def print_forgotten(forgot: Forgot, *, as_json: bool) -> None:
    """The outcome, and what nobody but the user can reach."""
    if as_json:
        print(forgot.model_dump_json())
        return
    would = "would be " if forgot.dry_run else ""
    for what, counts in (("deleted", forgot.deleted), ("masked", forgot.masked)):
        rows = ", ".join(f"{count:,} {table}" for table, count in sorted(counts.items())) or "nothing"
        print(f"{would}{what}: {rows}")
    if not forgot.deleted and not forgot.masked:
        print("Nothing here has that name or address: if it should, look how it is spelt: `copydesk search`.")
    for ref in forgot.unreadable_payloads:
        print(f"a packed raw input could not be looked into: {ref}; `copydesk quarantine` drops it")
    for path in forgot.renewed_copies:
        print(f"renewed: {path}")
    for path in forgot.missing_copies:
        print(f"published once, but no longer there: {path}; if it was moved, delete it")
    for path in forgot.kept_aside:
        print(f"kept aside by `copydesk recover`, with all that it held: {path}; delete it")
    if not forgot.dry_run:
        print(
            "Backups, copies made by hand, Data Docs, logs and the input files are out of reach: delete them yourself."
        )


def _summed(outcomes: Iterable[Outcome], dry_run: bool) -> Forgot:
    deleted, masked = Counter[str](), Counter[str]()
    unreadable: dict[str, None] = {}
    for one in outcomes:
        deleted.update(one.deleted)
        masked.update(one.masked)
        unreadable |= dict.fromkeys(one.unreadable_payloads)
    return Forgot(dry_run=dry_run, deleted=deleted, masked=masked, unreadable_payloads=tuple(unreadable))
