"""Loading one batch: rows, quarantine, checks and the ledger row commit together, or not at all."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow
from pydantic import Field

from schemas.article import MatchedArticle
from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet, flatten, joined, source_rows, url_rows
from schemas.keys import stable_key
from schemas.record import Record, uncollected
from schemas.rejection import Rejected
from schemas.rows import (
    ArticleVersionRow,
    BatchRow,
    CheckRow,
    CursorRow,
    EntityRow,
    MinhashBandRow,
    QuoteRow,
    SourceRow,
)
from schemas.run import Totals
from tasks.load.cursors import write_cursors
from tasks.load.errors import TotalsDisagree
from tasks.load.quarantine import hold, release
from tasks.load.versions import join_copies, renumber
from tasks.load.writing import insert_rows, leave_log, write_ledger
from warehouse.arrow import with_column
from warehouse.decided import Touched, settle_touched
from warehouse.forgetting import Forgotten, forgotten_articles, forgotten_people, mask_held, mask_rows, mask_urls
from warehouse.key_index import next_generation
from warehouse.persons import link_persons, with_speakers
from warehouse.quote_copies import group_quotes
from warehouse.search import index_texts
from warehouse.session import written
from warehouse.sql import Part, compose, dotted, literal
from warehouse.tables import (
    ARTICLE_URLS,
    ARTICLE_VERSIONS,
    BATCHES,
    CHECKS,
    ENTITIES,
    MINHASH_BANDS,
    MINHASH_SIGNATURES,
    QUOTES,
    SOURCES,
    VERSION_PARTS,
)
from warehouse.turns import take_turn
from warehouse.upsert import upsert

MEMORY = "1GB"


class Batch(Record):
    """Which batch of which run it is, and how many records were read for it."""

    run_id: str
    number: int
    input_digest: str
    read: int
    passed_over: int = Field(0, description="records of inputs that had not changed: in `read`, but not read again")
    is_stable: bool = Field(False, description="a backfill's: the same inputs are the same batch in every run")
    state: Literal["loaded", "held"] = Field("loaded", description="held: it failed, and all its records are held")

    @property
    def batch_id(self) -> str:
        return stable_key("batch", self.input_digest) if self.is_stable else stable_key(self.run_id, self.number)


def load_batch(
    connection: sa.Connection,
    batch: Batch,
    *,
    enriched: Sequence[EnrichedArticle] = (),
    rows: Sequence[RowSet] = (),
    unchanged: Sequence[MatchedArticle] = (),
    rejected: Sequence[Rejected] = (),
    checks: Sequence[CheckRow] = (),
    cursors: Sequence[CursorRow] = (),
    turn: int | None = None,
    now: datetime,
) -> BatchRow:
    """Load everything of a batch in one transaction of its own, and return its ledger row.

    A batch that the ledger has as loaded is not loaded again; a version that the warehouse holds counts as unchanged.
    `rows` are those of each of `enriched`, where they have been made already; `cursors` are those of the inputs that
    end in this batch; `turn` is the turn of a lake at which it was matched.
    Raises TotalsDisagree, before anything is kept, unless read = loaded + unchanged + quarantined, and LakeConflict.
    """
    # Pages of the warehouse are kept up to this, and not up to what the machine has: a load is as large in a large one.
    connection.exec_driver_sql(compose("SET memory_limit = {memory}", memory=literal(MEMORY)))
    leave_log(connection)
    with connection.begin(), uncollected():
        if turn is not None:
            take_turn(connection, turn)
        if (earlier := _ledger_row(connection, batch.batch_id)) and earlier.state == "loaded":
            return earlier
        known = _known_versions(connection, [one.matched.version_id for one in enriched])
        laid_out = rows or [flatten(one, run_id=batch.run_id, seen_at=now) for one in enriched]
        fresh = [pair for pair in zip(enriched, laid_out, strict=True) if pair[0].matched.version_id not in known]
        unchanged = [*unchanged, *(one.matched for one in enriched if one.matched.version_id in known)]
        known_count = len(unchanged) + batch.passed_over
        ledger = _counted(batch, loaded=len(fresh), unchanged=known_count, quarantined=len(rejected), now=now)
        forgotten = forgotten_people(connection)
        masked = mask_rows(joined([rows for _, rows in fresh]), forgotten)
        several = {one.matched.article_id for one, _ in fresh if not _is_only(one.matched)}
        touched = _load_articles(connection, masked, several, batch.batch_id)
        zones = _load_sightings(connection, [one for one in unchanged if not one.forgotten], forgotten, now)
        settle_touched(connection, touched._replace(zones=touched.zones or zones))
        release(connection, [one.matched.article for one, _ in fresh])
        hold(connection, mask_held(rejected, forgotten, forgotten_articles(connection)), run_id=batch.run_id, now=now)
        insert_rows(connection, CHECKS, checks)
        write_cursors(connection, cursors)
        write_ledger(connection, ledger)
    return ledger


def _ledger_row(connection: sa.Connection, batch_id: str) -> BatchRow | None:
    found = connection.execute(sa.select(BATCHES).where(BATCHES.c.batch_id == written(batch_id))).mappings().first()
    return BatchRow(**found) if found else None


def _counted(batch: Batch, *, loaded: int, unchanged: int, quarantined: int, now: datetime) -> BatchRow:
    totals = Totals(read=batch.read, loaded=loaded, unchanged=unchanged, quarantined=quarantined)
    if totals.read != loaded + unchanged + quarantined:
        raise TotalsDisagree(f"batch {batch.number}", totals)
    return BatchRow(
        batch_id=batch.batch_id,
        run_id=batch.run_id,
        number=batch.number,
        input_digest=batch.input_digest,
        state=batch.state,
        read_count=totals.read,
        loaded_count=loaded,
        unchanged_count=unchanged,
        quarantined_count=quarantined,
        loaded_at=now,
    )


def _known_versions(connection: sa.Connection, version_ids: Sequence[str]) -> set[str]:
    if not version_ids:
        return set()
    column = ARTICLE_VERSIONS.c.version_id
    return set(connection.scalars(sa.select(column).where(column.in_(version_ids))))


def _is_only(one: MatchedArticle) -> bool:
    """Whether it is the one version of its article that was ever seen; others of its batch may be held since."""
    return one.state == "new" and one.version == 1 and one.is_current


def _load_articles(connection: sa.Connection, rows: RowSet, several: Collection[str], segment: str) -> Touched:
    if not rows.article_versions:
        return Touched()
    zones = _upsert_sources(connection, rows.sources)
    upsert(connection, ARTICLE_URLS, rows.article_urls, replace={})
    versions = ArticleVersionRow.to_arrow(rows.article_versions)
    insert_from_arrow(connection, ARTICLE_VERSIONS, versions)
    for table in (*VERSION_PARTS, MINHASH_SIGNATURES):
        if table not in (ENTITIES, QUOTES):
            insert_rows(connection, table, getattr(rows, table.name))
    _add_bands(connection, rows.minhash_bands)
    # Joined with what is there before they are added, so that only older rows that change are looked for.
    entities = link_persons(connection, EntityRow.to_arrow(rows.entities))
    quotes = group_quotes(connection, QuoteRow.to_arrow(rows.quotes))
    insert_from_arrow(connection, ENTITIES, entities.rows)
    insert_from_arrow(connection, QUOTES, with_speakers(quotes.rows, entities.rows))
    articles = {row.article_id for row in rows.article_versions}
    renumber(connection, several)
    join_copies(connection, rows.article_versions)
    index_texts(connection, versions, segment)
    names = {row.name_key for row in rows.entities}
    return Touched(articles, names, entities.changed_names, quotes.left_groups, zones)


def _add_bands(connection: sa.Connection, rows: Sequence[MinhashBandRow]) -> None:
    if not rows:
        return
    generation = next_generation(connection)
    bands = with_column(MinhashBandRow.to_arrow(rows), "generation", [generation] * len(rows))
    insert_from_arrow(connection, MINHASH_BANDS, bands)


def _load_sightings(
    connection: sa.Connection, unchanged: Sequence[MatchedArticle], forgotten: Forgotten, now: datetime
) -> bool:
    """An unchanged article may come from another feed or under another address than before.

    True where a source is of another zone now.
    """
    zones = _upsert_sources(connection, source_rows(unchanged))
    seen = mask_urls(url_rows(unchanged, seen_at=now), forgotten)
    upsert(connection, ARTICLE_URLS, seen, replace={})
    return zones


def _upsert_sources(connection: sa.Connection, rows: Sequence[SourceRow]) -> bool:
    """What is newly known of a source replaces what was known; what is no longer said stays.

    True where a known source is of another zone now.
    """
    if not rows:
        return False
    known = dict(connection.execute(sa.select(SOURCES.c.source_id, SOURCES.c.timezone)).tuples().all())
    zones = any(row.timezone and known.get(row.source_id, row.timezone) != row.timezone for row in rows)
    kept = {column.name: _newest(column.name) for column in SOURCES.c if column.name != "source_id"}
    upsert(connection, SOURCES, rows, replace=kept)
    return zones


def _newest(column: str) -> Part:
    return compose("coalesce({new}, {known})", new=dotted("new", column), known=dotted("known", column))
