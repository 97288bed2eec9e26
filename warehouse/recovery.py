"""Recovering a warehouse file that is damaged: from itself and its log as far as they are sound, else from a copy.

Whatever it is made from is written anew and looked over as a whole before it takes the broken file's place, which is
kept aside.
"""

import contextlib
import glob
import json
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from schemas.errors import UserError
from schemas.keys import forgetting_keys
from schemas.place import Lake, Place
from schemas.record import Record
from schemas.run import RunRequest
from warehouse.decided import settle_corrections
from warehouse.errors import WarehouseIsFolder, WarehouseMissing
from warehouse.files import beside, swap_in
from warehouse.forgetting import forget_article, forget_people
from warehouse.forgetting.masking import person_key
from warehouse.invariants import verify
from warehouse.key_index import index_folder
from warehouse.migrate import migrate, schema_state
from warehouse.opening import OFFLINE
from warehouse.schema import SchemaState
from warehouse.session import WriterLock, open_warehouse
from warehouse.sql import compose, literal, name, names
from warehouse.tables import ARTICLE_URLS, ARTICLE_VERSIONS, BATCHES, CORRECTIONS, ENTITIES, FORGOTTEN

# Where DuckDB says that a log is damaged; all commits before that place are sound.
_AT_BYTE = re.compile(r"entry at byte position (\d+)")
# What no input brings back.
_DECISIONS = (CORRECTIONS, FORGOTTEN)


class MissingRun(Record):
    """A run of which the broken file tells, and the recovered one does not hold everything."""

    request: RunRequest
    started_at: datetime


class Recovered(Record):
    """What a warehouse was recovered from, and what it lacks."""

    warehouse: str
    made_from: Literal["itself", "copy"]
    made_from_path: str
    log_cut_at: int | None
    kept_aside: tuple[str, ...]
    versions: int
    last_load: datetime | None
    decisions_kept: dict[str, int]
    is_known: bool
    missing_runs: tuple[MissingRun, ...]


class NothingToRecoverFrom(UserError):
    """Neither the file itself nor a copy is sound."""

    def __init__(self, path: Path, why: Sequence[str]) -> None:
        said = "; ".join(why) or "there is no copy"
        super().__init__(
            f"{path}: nothing to recover it from ({said}). Name a copy with --from, or move the file away and load the "
            "inputs again with `copydesk backfill`; the setting `published` keeps a copy after every run"
        )


class _Unsound(Exception):
    """What was tried cannot be read or does not agree with itself."""


def recover(place: Place, copies: Sequence[Path], *, now: datetime, lock_timeout: float = 30.0) -> Recovered:
    """Make the warehouse again, from the file itself where all of it can be read, else from the first sound copy.

    Raises NothingToRecoverFrom, and WarehouseBusy while a run writes. A kill leaves the broken file where it was.
    """
    if isinstance(place, Lake):
        raise UserError(
            f"{place}: a lake is no file; restore its catalog and its Parquet files from their own backups, or fill a "
            "new lake from a published copy with `copydesk move COPY`"
        )
    if not place.exists() and not any(copy.exists() for copy in copies):
        raise WarehouseMissing(place)
    if place.is_dir():
        raise WarehouseIsFolder(place)
    tried: list[str] = []
    with WriterLock(place, lock_timeout=lock_timeout), beside(place) as work:
        work.mkdir()
        if _was_parted(place):
            _go_on(place)
        salvaged, cut_at = _salvage(place, work)
        new = work / "new.duckdb"
        for kind, source in _candidates(salvaged, copies):
            try:
                _build(source, new, lock_timeout)
            except _Unsound as exc:
                tried.append(f"{place if kind == 'itself' else source}: {exc}")
                new.unlink(missing_ok=True)
                continue
            kept = _keep_decisions(salvaged, new, now, lock_timeout) if kind == "copy" else {}
            missing = _missing_runs(salvaged, new) if kind == "copy" else ()
            versions, last_load = _state(new)
            aside = _take_place(new, place, now)
            return Recovered(
                warehouse=str(place),
                made_from=kind,
                made_from_path=str(place if kind == "itself" else source),
                log_cut_at=cut_at if kind == "itself" else None,
                kept_aside=aside,
                versions=versions,
                last_load=last_load,
                decisions_kept=kept,
                is_known=missing is not None,
                missing_runs=missing or (),
            )
    raise NothingToRecoverFrom(place, tried)


def _candidates(salvaged: Path | None, copies: Sequence[Path]) -> Iterator[tuple[Literal["itself", "copy"], Path]]:
    """A copy is never newer than its warehouse, so the file itself goes first."""
    if salvaged:
        yield "itself", salvaged
    for copy in copies:
        if copy.exists():
            yield "copy", copy


def _salvage(path: Path, work: Path) -> tuple[Path | None, int | None]:
    """A duplicate of the file that opens, with as much of its log as is sound; and where that was cut.

    None where not even the file without its log opens.
    """
    if not path.exists():
        return None, None
    file, log = work / "salvaged.duckdb", work / "salvaged.duckdb.wal"
    shutil.copyfile(path, file)
    cut_at = None
    if (given := path.with_name(path.name + ".wal")).exists():
        shutil.copyfile(given, log)
    while True:
        try:
            with _opened(file) as database:
                database.execute("CHECKPOINT")
            return file, cut_at
        except duckdb.Error as exc:
            if "replaying WAL" not in str(exc) or cut_at == 0:
                return None, None
            found = _AT_BYTE.search(str(exc))
            place = int(found[1]) if found else 0
            # Each cut lies before the last one, so this ends.
            cut_at = place if cut_at is None or place < cut_at else 0
            _cut(log, cut_at)


def _cut(log: Path, size: int) -> None:
    if size:
        with log.open("r+b") as file:
            file.truncate(size)
    else:
        log.unlink()


def _build(source: Path, new: Path, lock_timeout: float) -> None:
    """A new file with all that the source holds, its keys made anew, brought up to date. Raises _Unsound."""
    try:
        with _opened(new) as database:
            database.execute(compose("ATTACH {file} AS source_of_all (READ_ONLY)", file=literal(source)))
            database.execute(compose("COPY FROM DATABASE source_of_all TO {new}", new=name(new.stem)))
        if schema_state(new, lock_timeout=lock_timeout) is SchemaState.ABSENT:
            raise _Unsound("a database, but no warehouse: none of Copydesk's tables is in it")
        migrate(new, lock_timeout=lock_timeout)
        breaches = verify(new, lock_timeout=lock_timeout).breaches
    except (duckdb.Error, sa.exc.DBAPIError, UserError) as exc:
        raise _Unsound(str(exc).splitlines()[0]) from exc
    if breaches:
        raise _Unsound("; ".join(f"{one.invariant} does not hold of {one.count}" for one in breaches))


def _state(path: Path) -> tuple[int, datetime | None]:
    with open_warehouse(path, read_only=True) as connection:
        versions = connection.scalar(sa.select(sa.func.count()).select_from(ARTICLE_VERSIONS))
        return versions or 0, connection.scalar(sa.select(sa.func.max(BATCHES.c.loaded_at)))


def _missing_runs(salvaged: Path | None, new: Path) -> tuple[MissingRun, ...] | None:
    """The runs with batches that the new file does not hold; None where the broken file does not tell."""
    if salvaged is None:
        return None
    query = (
        "SELECT flow, parameters, started_at FROM broken.runs AS r WHERE r.flow IN ('ingest', 'backfill') AND EXISTS ("
        "SELECT 1 FROM broken.batches AS b WHERE b.run_id = r.run_id AND b.batch_id NOT IN "
        "(SELECT batch_id FROM batches)) ORDER BY started_at"
    )
    try:
        rows = _asked(salvaged, new, query).to_pylist()
    except duckdb.Error:
        return None
    return tuple(
        MissingRun(
            request=RunRequest.model_validate({"flow": row["flow"], **json.loads(row["parameters"])}),
            started_at=row["started_at"],
        )
        for row in rows
    )


def _asked(salvaged: Path, new: Path, query: str) -> pa.Table:
    with _opened(new, read_only=True) as database:
        database.execute(compose("ATTACH {file} AS broken (READ_ONLY)", file=literal(salvaged)))
        return database.execute(query).to_arrow_table()


def _keep_decisions(salvaged: Path | None, new: Path, now: datetime, lock_timeout: float) -> dict[str, int]:
    """Carry over what people decided since the copy was made, as far as the broken file can be read."""
    kept: dict[str, int] = {}
    if salvaged is None:
        return kept
    for table in _DECISIONS:
        parts = {"table": name(table.name), "key": names(column.name for column in table.primary_key)}
        newer = compose("FROM broken.{table} WHERE {key} NOT IN (SELECT {key} FROM {table})", **parts)
        try:
            found = _asked(salvaged, new, newer)
        except duckdb.Error:  # damaged, or of an older Copydesk
            continue
        if found.num_rows:
            kept[table.name] = found.num_rows
            with open_warehouse(new, lock_timeout=lock_timeout) as connection, connection.begin():
                insert_from_arrow(connection, table, found)
                if table is FORGOTTEN:
                    _forget_again(connection, set(found["forgotten_key"].to_pylist()), now)
                settle_corrections(connection)
    return kept


def _forget_again(connection: sa.Connection, keys: Collection[str], now: datetime) -> None:
    """An older copy may hold what was forgotten after it was made."""
    versions, urls = ARTICLE_VERSIONS.c, ARTICLE_URLS.c
    known = sa.select(versions.article_id, versions.source_id, versions.content_hash).distinct()
    gone: set[str] = set()
    for article_id, *wording in connection.execute(known).all():
        seen = connection.scalars(sa.select(urls.url).where(urls.article_id == article_id))
        if article_id not in gone and forgetting_keys(article_id, seen, [tuple(wording)]) & set(keys):
            forget_article(connection, article_id, now=now)
            gone.add(article_id)
    names = connection.scalars(sa.select(ENTITIES.c.name).distinct())
    if people := sorted(name for name in names if person_key(name) in keys):
        forget_people(connection, people, now=now)


def kept_aside(path: Path) -> list[Path]:
    """The broken files that recoveries of this warehouse left beside it, with their logs."""
    return sorted(path.parent.glob(f"{glob.escape(path.stem)}.broken-*{glob.escape(path.suffix)}*"))


def _take_place(new: Path, path: Path, now: datetime) -> tuple[str, ...]:
    """Put the new file in the broken one's place, which stays aside with its log; returns where."""
    aside = []
    for suffix in ("", ".wal"):
        old = path.with_name(path.name + suffix)
        if old.exists():
            target = path.with_name(f"{path.stem}.broken-{now:%Y%m%dT%H%M%S}{path.suffix}{suffix}")
            shutil.copyfile(old, target)
            aside.append(str(target))
    # Sorted out of rows that the new file may not have.
    shutil.rmtree(index_folder(path), ignore_errors=True)
    swap_in(new, _finished(path))
    _go_on(path)
    return tuple(aside)


def _go_on(path: Path) -> None:
    """The last steps, which a kill may part: an old log must be gone before a new file would take it for its own."""
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    _finished(path).replace(path)


def _finished(path: Path) -> Path:
    return path.with_name(f".{path.name}.recovered")


def _was_parted(path: Path) -> bool:
    """Whether an earlier recovery was killed before its last step, and nobody has written since."""
    left = _finished(path)
    return left.exists() and not (path.exists() and path.stat().st_mtime_ns > left.stat().st_mtime_ns)


def _opened(path: Path, *, read_only: bool = False) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    config: dict[str, Any] = dict(OFFLINE)
    return contextlib.closing(duckdb.connect(str(path), read_only=read_only, config=config))
