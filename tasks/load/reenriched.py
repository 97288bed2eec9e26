"""New results beside the old ones until all are there, then in their place: staged batch by batch, switched at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import sqlalchemy as sa

from schemas.enrichment import EnrichedArticle
from schemas.flatten import flatten, joined
from schemas.keys import stable_key
from schemas.rejection import Rejected
from schemas.rows import BatchRow, CheckRow, StagedVersionRow
from schemas.run import QuoteChange
from tasks.load.batch import Batch
from tasks.load.quarantine import hold
from tasks.load.stored import Stale, meant
from tasks.load.writing import insert_rows, leave_log, write_ledger
from warehouse.arrow import registered
from warehouse.decided import settle_corrections
from warehouse.forgetting import forgotten_people, mask_rows
from warehouse.persons import relink_persons
from warehouse.quote_copies import regroup_quotes
from warehouse.sql import Part, compose
from warehouse.staged import unstage
from warehouse.tables import ARTICLE_VERSIONS, BATCHES, CHECKS, STAGED_RESULTS, STAGED_VERSIONS
from warehouse.turns import take_turn

_FOLDER = Path(__file__).parent
_DUE: sa.Select[str] = sa.select(sa.column("version_id", sa.String())).select_from(sa.table("due_versions"))
_CHANGES_AT_ONCE = 1000


class Compared(NamedTuple):
    """What the switch changes: quotations by what becomes of them, names that articles gain and lose."""

    versions: int
    quotes: Counter[str]
    names: Counter[str]


def stage_batch(
    connection: sa.Connection,
    batch: Batch,
    *,
    enriched: Sequence[EnrichedArticle],
    rejected: Sequence[Rejected] = (),
    checks: Sequence[CheckRow] = (),
    now: datetime,
) -> int:
    """Write the new results beside the old ones in one transaction, and return of how many versions.

    Those held keep their old results, and so does a version that is no longer in the warehouse.
    """
    leave_log(connection)
    with connection.begin():
        due = _still_there(connection, enriched)
        laid_out = [flatten(one, run_id=batch.run_id, seen_at=now) for one in due]
        rows = mask_rows(joined(laid_out), forgotten_people(connection))
        unstage(connection, [one.matched.version_id for one in due])
        for table, staged in STAGED_RESULTS.items():
            insert_rows(connection, staged, getattr(rows, table.name))
        insert_rows(connection, STAGED_VERSIONS, [_staged(one, batch, now) for one in due])
        hold(connection, rejected, run_id=batch.run_id, now=now)
        insert_rows(connection, CHECKS, checks)
        write_ledger(connection, _ledger(batch, "staged", held=len(rejected), now=now))
    return len(due)


def discard_staged(connection: sa.Connection, *, other_than: str) -> None:
    """Delete what was staged of another model or rule set than this: it will never be switched."""
    of = STAGED_VERSIONS.c
    old = sa.select(of.version_id).where(of.enrichment_version != other_than)
    with connection.begin():
        if connection.scalar(sa.select(sa.exists(old))):
            # The versions last: they say which of the results are meant.
            for table in (*STAGED_RESULTS.values(), STAGED_VERSIONS):
                connection.execute(sa.delete(table).where(table.c.version_id.in_(old)))


def compare_staged(connection: sa.Connection, stale: Stale, enrichment_version: str) -> Compared:
    """What the switch of the staged versions that are meant will change."""
    with _due_versions(connection, stale, enrichment_version) as due:
        counts = connection.exec_driver_sql(
            compose("SELECT change, count(*) FROM ({changes}) GROUP BY change", changes=_sql("staged_quotes"))
        )
        quotes = Counter[str](dict(counts.tuples().all()))
        names = connection.exec_driver_sql(_sql("staged_names")).mappings().one()
        return Compared(len(due), quotes, Counter(names))


def staged_changes(connection: sa.Connection, stale: Stale, enrichment_version: str) -> Iterator[Sequence[QuoteChange]]:
    """Each quotation that the switch will bring, take away or give to another speaker, some at a time."""
    query = compose(
        "SELECT c.*, v.title FROM ({changes}) AS c JOIN article_versions AS v USING (version_id) "
        "WHERE change != 'kept' ORDER BY version_id, part, start_char, end_char, change",
        changes=_sql("staged_quotes"),
    )
    with _due_versions(connection, stale, enrichment_version):
        for found in connection.exec_driver_sql(query).mappings().partitions(_CHANGES_AT_ONCE):
            yield [QuoteChange(**row) for row in found]


def switch_staged(
    connection: sa.Connection,
    stale: Stale,
    enrichment_version: str,
    *,
    run_id: str,
    number: int,
    turn: int | None = None,
    now: datetime,
) -> int:
    """Put the staged results of the versions that are meant in the place of the old ones, all in one transaction.

    Returns how many versions that are that earlier runs had staged: the ledger has them as batch `number` of this run.
    `turn` is the turn of a lake. Raises LakeConflict.
    """
    leave_log(connection)
    with _due_versions(connection, stale, enrichment_version):
        if turn is not None:
            take_turn(connection, turn)
        for table, staged in STAGED_RESULTS.items():
            connection.execute(sa.delete(table).where(table.c.version_id.in_(_DUE)))
            # A version that came meanwhile may have shifted the numbers.
            of = {**dict(staged.c), "version": ARTICLE_VERSIONS.c.version}
            rows = (
                sa.select(*of.values())
                .join(ARTICLE_VERSIONS, ARTICLE_VERSIONS.c.version_id == staged.c.version_id)
                .where(staged.c.version_id.in_(_DUE))
            )
            connection.execute(sa.insert(table).from_select(list(of), rows))
        versions = ARTICLE_VERSIONS.c
        connection.execute(
            sa.update(ARTICLE_VERSIONS)
            .where(versions.version_id.in_(_DUE))
            .values(enrichment_version=enrichment_version)
        )
        relink_persons(connection)
        regroup_quotes(connection)
        settle_corrections(connection)
        earlier = _write_switched(connection, run_id, number, now)
        for table in (STAGED_VERSIONS, *STAGED_RESULTS.values()):
            connection.execute(sa.delete(table).where(table.c.version_id.in_(_DUE)))
    return earlier


@contextmanager
def _due_versions(connection: sa.Connection, stale: Stale, enrichment_version: str) -> Iterator[Sequence[str]]:
    """A transaction in which `due_versions` holds those that are meant and staged."""
    of = STAGED_VERSIONS.c
    query = sa.select(of.version_id).where(of.enrichment_version == enrichment_version, of.version_id.in_(meant(stale)))
    with connection.begin():
        due = connection.scalars(query).all()
        with registered(connection, "due_versions", pa.table({"version_id": pa.array(due, pa.string())})):
            yield due


def _still_there(connection: sa.Connection, enriched: Sequence[EnrichedArticle]) -> list[EnrichedArticle]:
    of = ARTICLE_VERSIONS.c.version_id
    ids = [one.matched.version_id for one in enriched]
    there = set(connection.scalars(sa.select(of).where(of.in_(ids))))
    return [one for one in enriched if one.matched.version_id in there]


def _staged(one: EnrichedArticle, batch: Batch, now: datetime) -> StagedVersionRow:
    return StagedVersionRow(
        version_id=one.matched.version_id,
        article_id=one.matched.article_id,
        enrichment_version=one.enrichment_version,
        batch_id=batch.batch_id,
        staged_at=now,
    )


def _write_switched(connection: sa.Connection, run_id: str, number: int, now: datetime) -> int:
    """The ledger: what this run's batches loaded after all, and one batch for what earlier runs had staged."""
    of, batches = STAGED_VERSIONS.c, BATCHES.c
    counts = (
        sa.select(of.batch_id, sa.func.count().label("switched"))
        .where(of.version_id.in_(_DUE))
        .group_by(of.batch_id)
        .subquery("counts")
    )
    total = connection.scalar(sa.select(sa.func.sum(counts.c.switched))) or 0
    own = sa.and_(batches.run_id == run_id, batches.batch_id == counts.c.batch_id)
    connection.execute(
        sa.update(BATCHES)
        .where(own)
        .values(
            state="loaded",
            loaded_count=counts.c.switched,
            unchanged_count=batches.unchanged_count - counts.c.switched,
        )
    )
    of_this_run = sa.select(sa.func.sum(batches.loaded_count)).where(batches.run_id == run_id)
    earlier = int(total) - int(connection.scalar(of_this_run) or 0)
    if earlier:
        batch = Batch(run_id=run_id, number=number, input_digest=stable_key("staged before", run_id), read=earlier)
        write_ledger(connection, _ledger(batch, "loaded", loaded=earlier, now=now))
    return earlier


def _ledger(batch: Batch, state: Any, *, loaded: int = 0, held: int = 0, now: datetime) -> BatchRow:
    return BatchRow(
        batch_id=batch.batch_id,
        run_id=batch.run_id,
        number=batch.number,
        input_digest=batch.input_digest,
        state=state,
        read_count=batch.read,
        loaded_count=loaded,
        unchanged_count=batch.read - loaded - held,
        quarantined_count=held,
        loaded_at=now,
    )


def _sql(name: str) -> Part:
    return Part((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
