"""A warehouse for a test: made, filled by matching and loading, and looked into."""

import functools
import tempfile
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schemas.article import Article, MatchedArticle
from schemas.enrichment import Enrichment
from tasks.load import Batch, load_batch
from tasks.match import WarehouseKnown, match_batch
from tests.records import NOW, enriched
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import METADATA


def new_warehouse(folder: Path) -> Path:
    """An empty warehouse in the folder."""
    path = folder / "news.duckdb"
    path.write_bytes(_empty_warehouse())
    return path


@functools.cache
def _empty_warehouse() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.duckdb")
        migrate(path)
        return path.read_bytes()


def ingest(
    path: Path, articles: Sequence[Article], *, now: datetime = NOW, found: dict[str, Enrichment] | None = None
) -> list[MatchedArticle]:
    """Match and load the articles in one batch; `found` is what enrichment finds, by ref."""
    with open_warehouse(path, read_only=True) as connection:
        matched = [one for one in match_batch(WarehouseKnown(connection), articles) if isinstance(one, MatchedArticle)]
    fresh = [one for one in matched if one.state != "unchanged"]
    batch = Batch(run_id=uuid.uuid4().hex, number=1, input_digest="input", read=len(matched))
    with open_warehouse(path) as connection:
        load_batch(
            connection,
            batch,
            enriched=[enriched(one, (found or {}).get(one.article.ref)) for one in fresh],
            unchanged=[one for one in matched if one.state == "unchanged"],
            now=now,
        )
    return matched


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, as dicts."""
    with open_warehouse(path, read_only=True) as connection:
        return [dict(row) for row in connection.execute(sa.text(sql)).mappings()]


def contents(path: Path, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those named, sorted."""
    with open_warehouse(path, read_only=True) as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in METADATA.tables.items()
            if name not in without
        }
