"""Full-text search: an index that grows with every load, and SQL functions that any DuckDB client can call.

The index is made of segments, one a batch, so that loading costs the same however many articles there are;
compaction joins segments, so that looking a word up stays quick. docs/decisions/0011 says why it is our own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from schemas.place import Place
from warehouse.arrow import registered
from warehouse.errors import QueryError
from warehouse.query import run_query
from warehouse.sql import compose, name
from warehouse.tables import ARTICLE_VERSIONS, SEARCH_DOCUMENTS, SEARCH_TERMS

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = Path(__file__).parent
# A joined segment holds about so many versions: few enough to be joined in memory, many enough to be found quickly.
SEGMENT_VERSIONS = 50_000
CHUNK = 2_000
# Each after those that it calls.
FUNCTIONS = ("search_words", "search_hits", "search_holds", "search_articles", "search_quotes")


@dataclass(frozen=True)
class Function:
    """A SQL function: what it answers, its parameters with what they mean, and the statement that makes it."""

    name: str
    answers: str
    parameters: dict[str, str]
    statement: str


def load() -> list[Function]:
    """The functions, each after those that it calls."""
    return [_parse(name, (FOLDER / f"{name}.sql").read_text("utf-8")) for name in FUNCTIONS]


def create(connection: sa.Connection) -> None:
    """Make every function anew, in the caller's transaction; the views that they read from must be there."""
    for function in load():
        connection.exec_driver_sql(function.statement)


def index_versions(connection: sa.Connection, version_ids: Collection[str], segment: str) -> None:
    """Add versions of the warehouse to the index, in the caller's transaction; those in it already stay as they are."""
    if not version_ids:
        return
    import pyarrow as pa  # imported late: slow, and a run over unchanged inputs indexes nothing

    of, indexed = ARTICLE_VERSIONS.c, SEARCH_DOCUMENTS.c
    # Written out, the ids are looked for before any text is read; as a subquery they are not.
    ids = sorted(version_ids)
    known = sa.select(indexed.version_id).where(indexed.version_id.in_(ids))
    columns = (of.version_id, of.title, of.standfirst, of.body)
    rows = connection.execute(sa.select(*columns).where(of.version_id.in_(ids), of.version_id.not_in(known))).all()
    schema = pa.schema([(column.name, pa.string()) for column in columns])
    index_texts(connection, pa.Table.from_pylist([dict(row._mapping) for row in rows], schema), segment)


def index_texts(connection: sa.Connection, texts: pa.Table, segment: str) -> None:
    """Add versions that are not yet in the index, as a segment of their own, in the caller's transaction.

    `texts` have version_id, title, standfirst and body.
    """
    if not texts:
        return
    given = {"segment": segment}
    with registered(connection, "indexed_texts", texts):
        connection.execute(_sql("index_words"))
    connection.execute(_sql("index_terms"), given)
    connection.execute(_sql("index_documents"), given)
    connection.exec_driver_sql("DROP TABLE temp.indexed")


def unindex_versions(connection: sa.Connection, version_ids: Collection[str]) -> int:
    """Take versions out of the index, their words too, in the caller's transaction; returns how many were in it."""
    documents = SEARCH_DOCUMENTS.c
    rows = connection.execute(
        sa.select(documents.document, documents.segment).where(documents.version_id.in_(sorted(version_ids)))
    ).all()
    if not rows:
        return 0
    given = {"documents": [row.document for row in rows], "segments": sorted({row.segment for row in rows})}
    connection.execute(_sql("unindex_terms"), given)
    connection.execute(sa.delete(SEARCH_TERMS).where(sa.func.len(SEARCH_TERMS.c.documents) == 0))
    connection.execute(sa.delete(SEARCH_DOCUMENTS).where(documents.document.in_(given["documents"])))
    return len(rows)


def complete_index(connection: sa.Connection, segment: str) -> int:
    """Index every version that is not yet in it, in the caller's transaction; returns how many there were."""
    indexed = sa.select(SEARCH_DOCUMENTS.c.version_id)
    version_id = ARTICLE_VERSIONS.c.version_id
    missing = list(connection.scalars(sa.select(version_id).where(version_id.not_in(indexed))))
    for start in range(0, len(missing), CHUNK):
        index_versions(connection, missing[start : start + CHUNK], f"{segment}-{start}")
    return len(missing)


def join_segments(connection: sa.Connection, name: str) -> int:
    """Join small segments into larger ones, named `name` with a number, in the caller's transaction.

    Returns how many were joined.
    """
    documents = SEARCH_DOCUMENTS.c
    sizes = connection.execute(
        sa.select(documents.segment, sa.func.count().label("versions"))
        .group_by(documents.segment)
        .having(sa.func.count() < SEGMENT_VERSIONS // 2)
        .order_by(documents.segment)
    ).all()
    groups: list[list[str]] = [[]]
    filled = 0
    for segment, versions in sizes:
        if filled + versions > SEGMENT_VERSIONS:
            groups.append([])
            filled = 0
        groups[-1].append(segment)
        filled += versions
    joined = [group for group in groups if len(group) > 1]
    for number, group in enumerate(joined):
        _join(connection, group, f"{name}-{number}")
    return sum(map(len, joined))


def search_rows(
    place: Place, words: str, where: Literal["articles", "quotes"], *, limit: int, lock_timeout: float = 30.0
) -> pa.Table:
    """The best `limit` articles or quotes that hold the words. Raises QueryError where there are none."""
    if not re.search(r"\w", words):
        raise QueryError(f"{words!r}: no word to search for; give one or more, a phrase in double quotes or a star*")
    hits = "FROM {function}($words) ORDER BY score DESC, published_at DESC NULLS LAST LIMIT $limit"
    sql = compose(hits, function=name(f"search_{where}"))
    return run_query(place, sql, parameters={"words": words, "limit": limit}, lock_timeout=lock_timeout)


def _join(connection: sa.Connection, segments: list[str], name: str) -> None:
    given = {"segments": segments, "segment": name}
    connection.execute(_sql("join_terms"), given)
    connection.execute(sa.delete(SEARCH_TERMS).where(SEARCH_TERMS.c.segment.in_(segments)))
    within = SEARCH_DOCUMENTS.c.segment.in_(segments)
    connection.execute(sa.update(SEARCH_DOCUMENTS).where(within).values(segment=name))
    connection.exec_driver_sql("INSERT INTO search_terms BY NAME SELECT * FROM temp.joined ORDER BY term")
    connection.exec_driver_sql("DROP TABLE temp.joined")


def _sql(name: str) -> sa.TextClause:
    # A colon before a letter is a parameter; POSIX classes and casts are written so that none is meant by mistake.
    return sa.text((FOLDER / f"{name}.sql").read_text("utf-8"))


def _parse(name: str, text: str) -> Function:
    """The first comment line, then `-- parameter: description` lines, then the statement."""
    comments = itertools.takewhile(lambda line: line.startswith("--"), text.splitlines())
    header = [line.removeprefix("--").strip() for line in comments]
    return Function(name, header[0], dict(line.split(": ", 1) for line in header[1:]), text)
