"""New results in the place of old ones: entities, mentions, roles, quotes and terms, a batch in one transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet, flatten
from schemas.rejection import Rejected
from schemas.rows import BatchRow, CheckRow, QuoteRow
from schemas.run import QuoteChange
from tasks.load.batch import Batch
from tasks.load.quarantine import hold
from tasks.load.writing import insert_rows, leave_log, write_ledger
from warehouse.forgetting import forgotten_people, mask_rows
from warehouse.persons import link_persons, relink_persons
from warehouse.quote_copies import group_quotes, regroup_quotes
from warehouse.tables import ARTICLE_VERSIONS, CHECKS, ENTITIES, QUOTES, RESULTS


class Replaced(NamedTuple):
    """A batch with new results, and what is different now."""

    ledger: BatchRow
    changes: tuple[QuoteChange, ...]
    kept: int
    entities: Counter[str]


def replace_enrichment(
    connection: sa.Connection,
    batch: Batch,
    *,
    enriched: Sequence[EnrichedArticle],
    rejected: Sequence[Rejected] = (),
    checks: Sequence[CheckRow] = (),
    now: datetime,
) -> Replaced:
    """Switch the versions to their new results in one transaction; those held keep their old ones.

    A version that is no longer in the warehouse, or that a quicker run has switched, counts as unchanged.
    """
    leave_log(connection)
    with connection.begin():
        due = _still_due(connection, enriched)
        rows = mask_rows(flatten(due, run_id=batch.run_id, seen_at=now), forgotten_people(connection))
        changes, kept = _changes(_quotes(connection, due), rows.quotes, due)
        entities = _entity_changes(connection, due, rows)
        _switch(connection, due, rows)
        hold(connection, rejected, run_id=batch.run_id, now=now)
        insert_rows(connection, CHECKS, checks)
        ledger = BatchRow(
            batch_id=batch.batch_id,
            run_id=batch.run_id,
            number=batch.number,
            input_digest=batch.input_digest,
            state="loaded",
            read_count=batch.read,
            loaded_count=len(due),
            unchanged_count=batch.read - len(due) - len(rejected),
            quarantined_count=len(rejected),
            loaded_at=now,
        )
        write_ledger(connection, ledger)
    return Replaced(ledger, tuple(changes), kept, entities)


def settle_people_and_copies(connection: sa.Connection) -> None:
    """Once all are switched: what hung on results that are gone is judged anew."""
    with connection.begin():
        relink_persons(connection)
        regroup_quotes(connection)


def _still_due(connection: sa.Connection, enriched: Sequence[EnrichedArticle]) -> list[EnrichedArticle]:
    of = ARTICLE_VERSIONS.c
    ids = [one.matched.version_id for one in enriched]
    query = sa.select(of.version_id, of.content_hash).where(of.version_id.in_(ids))
    stored = dict(connection.execute(query).tuples().all())
    return [one for one in enriched if stored.get(one.matched.version_id) == one.matched.content_hash]


def _switch(connection: sa.Connection, due: Sequence[EnrichedArticle], rows: RowSet) -> None:
    ids = [one.matched.version_id for one in due]
    for table in RESULTS:
        connection.execute(sa.delete(table).where(table.c.version_id.in_(ids)))
        insert_rows(connection, table, getattr(rows, table.name))
    for version in {one.enrichment_version for one in due}:
        of_version = [one.matched.version_id for one in due if one.enrichment_version == version]
        connection.execute(
            sa.update(ARTICLE_VERSIONS)
            .where(ARTICLE_VERSIONS.c.version_id.in_(of_version))
            .values(enrichment_version=version)
        )
    _number(connection, ids)
    link_persons(connection, ids)
    group_quotes(connection, ids)


def _number(connection: sa.Connection, ids: Sequence[str]) -> None:
    """A version that came meanwhile may have shifted the numbers of these."""
    versions = ARTICLE_VERSIONS.c
    for table in RESULTS:
        connection.execute(
            sa.update(table)
            .where(table.c.version_id.in_(ids), table.c.version_id == versions.version_id)
            .where(table.c.version != versions.version)
            .values(version=versions.version)
        )


def _quotes(connection: sa.Connection, due: Sequence[EnrichedArticle]) -> list[dict[str, Any]]:
    of = QUOTES.c
    columns = [of[name] for name in ("version_id", "part", "start_char", "end_char", "text", "speaker_name")]
    ids = [one.matched.version_id for one in due]
    found = connection.execute(sa.select(*columns).where(of.version_id.in_(ids)).order_by(*columns))
    return [dict(row) for row in found.mappings()]


def _changes(
    before: Sequence[dict[str, Any]], after: Sequence[QuoteRow], due: Sequence[EnrichedArticle]
) -> tuple[list[QuoteChange], int]:
    """Quotations that came, went or changed hands, and how many stayed; one at the same place is the same one."""
    old = {_place(row): row for row in before}
    new = {_place(row): row for row in (one.model_dump() for one in after)}
    titles = {one.matched.version_id: one.matched for one in due}
    changes, kept = [], 0
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place), new.get(place)
        if was and now and was["speaker_name"] == now["speaker_name"]:
            kept += 1
            continue
        matched = titles[place[0]]
        changes.append(
            QuoteChange(
                change="speaker_changed" if was and now else "gained" if now else "lost",
                article_id=matched.article_id,
                title=matched.article.title,
                text=(now or was or {})["text"],
                speaker_before=was and was["speaker_name"],
                speaker_after=now and now["speaker_name"],
                **dict(zip(("version_id", "part", "start_char", "end_char"), place, strict=True)),
            )
        )
    return changes, kept


def _place(row: dict[str, Any]) -> tuple[str, str, int, int]:
    return row["version_id"], row["part"], row["start_char"], row["end_char"]


def _entity_changes(connection: sa.Connection, due: Sequence[EnrichedArticle], rows: RowSet) -> Counter[str]:
    of = ENTITIES.c
    ids = [one.matched.version_id for one in due]
    before = set(connection.execute(sa.select(of.version_id, of.name).where(of.version_id.in_(ids))).tuples().all())
    after = {(row.version_id, row.name) for row in rows.entities}
    return Counter(gained=len(after - before), lost=len(before - after))
