"""Forgetting people: their rows, and their names in everything that is stored."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from schemas.flatten import RowSet
from schemas.names import fold_name, is_full_name, name_key
from schemas.record import Record
from warehouse.decided import settle_corrections
from warehouse.forgetting.masking import Forgotten, mask_rows, person_key
from warehouse.forgetting.payloads import erase_payloads
from warehouse.forgetting.register import NothingToForget, Outcome, remember
from warehouse.forgetting.rows import counted, delete_rows, mask_column
from warehouse.persons import renew_names
from warehouse.quote_copies import regroup_some
from warehouse.search import index_versions, unindex_versions
from warehouse.staged import unstage
from warehouse.tables import (
    ARTICLE_URLS,
    ARTICLE_VERSIONS,
    AUTHORITY,
    CHECKS,
    CORRECTIONS,
    CURSORS,
    ENTITIES,
    EVIDENCE,
    RECORDS,
    RUNS,
    VERSION_PARTS,
)

CHUNK = 200


def forget_people(connection: sa.Connection, people: Sequence[str], *, now: datetime) -> Outcome:
    """Forget the people with these full names, or the entities or persons with these ids. Raises NothingToForget.

    Everybody of the same name is forgotten with them: a hash does not tell them apart.
    """
    names, entity_ids = _names(connection, people)
    forgotten = Forgotten(frozenset(map(person_key, names)), frozenset(entity_ids))
    remember(connection, forgotten.person_keys, "person", now)

    deleted, masked = _forget_beside_articles(connection, names, forgotten)
    versions = _versions_that_name(connection, names, entity_ids)
    # A re-enrichment finds them again, in the masked texts.
    deleted["staged_versions"] = unstage(connection, versions)
    for start in range(0, len(versions), CHUNK):
        _forget_in(connection, versions[start : start + CHUNK], forgotten, now, deleted, masked)
    settle_corrections(connection)
    masked["quarantine"], unreadable = erase_payloads(
        connection, refs=(), tells=lambda text: bool(forgotten.spans(text)), mask=forgotten.mask
    )
    return Outcome(deleted=counted(deleted), masked=counted(masked), unreadable_payloads=unreadable)


def _names(connection: sa.Connection, people: Iterable[str]) -> tuple[set[str], set[str]]:
    """The full names, and the ids of the entities that were meant by an id."""
    names: set[str] = set()
    entity_ids: set[str] = set()
    of = ENTITIES.c
    for person in people:
        meant = sa.or_(of.entity_id == person, of.person_id == person)
        found = connection.execute(sa.select(of.entity_id, of.name).where(meant)).all()
        entity_ids |= {row.entity_id for row in found}
        names |= {row.name for row in found if is_full_name(row.name)}
        if not found and not is_full_name(person):
            raise NothingToForget(
                f"{person!r}: neither an id nor a full name. A single word means many people: give first and last "
                "name, or the entity_id of the one that is meant"
            )
        if not found:
            names.add(person)
    return names, entity_ids


def _forget_beside_articles(
    connection: sa.Connection, names: Collection[str], forgotten: Forgotten
) -> tuple[Counter[str], Counter[str]]:
    """The user's authority file, corrections, and what runs left behind."""
    keys = sorted(map(name_key, names))
    of = ENTITIES.c
    theirs = sa.or_(of.name_key.in_(keys), of.entity_id.in_(sorted(forgotten.entity_ids)))
    ids = connection.execute(sa.select(of.entity_id, of.person_id).where(theirs)).all()
    gone = sorted({one for row in ids for one in (row.entity_id, row.person_id) if one})
    deleted, masked = Counter[str](), Counter[str]()
    persons = sa.select(AUTHORITY.c.person_id).where(AUTHORITY.c.name_key.in_(keys))
    deleted["authority"] = delete_rows(connection, AUTHORITY, AUTHORITY.c.person_id.in_(persons))
    about = CORRECTIONS.c
    deleted["corrections"] = delete_rows(
        connection,
        CORRECTIONS,
        sa.or_(
            about.target_id.in_(gone), about.other_id.in_(gone), about.target_key.in_(keys), about.other_key.in_(keys)
        ),
    )
    for ref in connection.scalars(sa.select(CURSORS.c.source_ref).distinct()).all():
        if forgotten.spans(ref):
            deleted["cursors"] += delete_rows(connection, CURSORS, CURSORS.c.source_ref == ref)
    for column in (about.value, about.reason, RUNS.c.parameters, CHECKS.c.observed):
        masked[column.table.name] += mask_column(connection, column, forgotten.mask)
    return deleted, masked


def _versions_that_name(connection: sa.Connection, names: Iterable[str], entity_ids: Collection[str]) -> list[str]:
    """The versions that may name any of them: a few too many, never too few."""
    of, entity = ARTICLE_VERSIONS.c, ENTITIES.c
    texts = [
        column
        for column in of
        if isinstance(column.type, sa.String) and not column.name.endswith(("_id", "_hash", "_group"))
    ]
    everything = sa.func.concat_ws(" ", *texts, sa.func.array_to_string(of.keywords, " "))
    queries = [sa.select(entity.version_id).where(entity.entity_id.in_(sorted(entity_ids)))]
    for name in names:
        queries += [
            sa.select(entity.version_id).where(entity.name_key == name_key(name)),
            sa.select(of.version_id).where(_holds_words(everything, name)),
            sa.select(EVIDENCE.c.version_id).where(_holds_words(EVIDENCE.c.raw, name)),
            sa.select(of.version_id)
            .join(ARTICLE_URLS, ARTICLE_URLS.c.article_id == of.article_id)
            .where(_holds_words(ARTICLE_URLS.c.url, name)),
        ]
    return sorted(connection.scalars(sa.union(*queries)))


def _holds_words(text: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    """Whether a text may hold the words of a name; words that the database folds otherwise than we do count as held."""
    folded = sa.func.strip_accents(sa.func.lower(text))
    words = [word for word in fold_name(name).split() if word.isascii() and "ss" not in word]
    return sa.and_(sa.true(), *(sa.func.contains(folded, word) for word in words))


def _forget_in(
    connection: sa.Connection,
    version_ids: Sequence[str],
    forgotten: Forgotten,
    now: datetime,
    deleted: Counter[str],
    masked: Counter[str],
) -> None:
    before = _read(connection, version_ids)
    after = mask_rows(before, forgotten)
    for name in RowSet.model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        deleted[name] += len(old) - len(new)
        masked[name] += len(set(new) - set(old))
        _write(connection, name, before, new)
    if changed_quotes := set(before.quotes) - set(after.quotes):
        regroup_some(connection, {row.copy_key for row in changed_quotes})
    if changed_entities := set(before.entities) - set(after.entities):
        renew_names(connection, {row.name_key for row in changed_entities})
    changed = {row.version_id for row in set(after.article_versions) - set(before.article_versions)}
    if changed:
        unindex_versions(connection, changed)
        index_versions(connection, changed, f"forgotten-{now:%Y%m%dT%H%M%S}-{min(changed)}")


def _read(connection: sa.Connection, version_ids: Sequence[str]) -> RowSet:
    """All rows of the versions, and the addresses of their articles."""
    rows: dict[str, tuple[Record, ...]] = {}
    for table in (ARTICLE_VERSIONS, *VERSION_PARTS):
        found = connection.execute(sa.select(table).where(table.c.version_id.in_(version_ids))).mappings()
        rows[table.name] = tuple(RECORDS[table.name](**row) for row in found)
    articles = sa.select(ARTICLE_VERSIONS.c.article_id).where(ARTICLE_VERSIONS.c.version_id.in_(version_ids))
    found = connection.execute(sa.select(ARTICLE_URLS).where(ARTICLE_URLS.c.article_id.in_(articles))).mappings()
    return RowSet(**rows, article_urls=tuple(RECORDS["article_urls"](**row) for row in found))


def _write(connection: sa.Connection, name: str, before: RowSet, rows: Sequence[Record]) -> None:
    table = ARTICLE_URLS if name == "article_urls" else ARTICLE_VERSIONS.metadata.tables[name]
    if name == "article_urls":
        where = table.c.article_id.in_(sorted({row.article_id for row in before.article_urls}))
    else:
        where = table.c.version_id.in_([row.version_id for row in before.article_versions])
    connection.execute(sa.delete(table).where(where))
    if rows:
        insert_from_arrow(connection, table, type(rows[0]).to_arrow(rows))
