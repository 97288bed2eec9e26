"""Copies for readers: one DuckDB file and the views as Parquet, swapped in whole while flows load.

A reader that has the copy open keeps what it opened; the next one to open it finds the new copy.
"""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import filelock
import sqlalchemy as sa

from schemas.errors import UserError
from schemas.place import Lake, Place
from schemas.record import Record
from schemas.rows import PublicationRow
from warehouse import views
from warehouse.errors import WarehouseBusy
from warehouse.files import beside, swap_in
from warehouse.move import copy_all
from warehouse.session import open_warehouse
from warehouse.sql import compose, literal, name
from warehouse.tables import PUBLICATIONS
from warehouse.turns import transact
from warehouse.upsert import upsert

ATTEMPTS = 10


class Published(Record):
    """What was published where."""

    copy_path: str
    copy_bytes: int
    parquet_folder: str | None
    parquet_rows: dict[str, int]


class PublishError(UserError):
    """A place where no copy can be published."""

    exit_code = 2


def default_copy(place: Place) -> Path:
    """Where the copy of a warehouse lies unless another place is named."""
    if isinstance(place, Lake):
        return Path("warehouse.published.duckdb")
    return place.with_name(f"{place.stem}.published{place.suffix}")


def publish(
    place: Place, copy: Path, *, parquet: Path | None = None, now: datetime, lock_timeout: float = 30.0
) -> Published:
    """Copy the warehouse to `copy`, and its views from there to one Parquet file each in the folder `parquet`.

    A kill at any moment leaves the earlier copy whole. Raises PublishError, WarehouseBusy and what opening raises.
    """
    copy, parquet = copy.resolve(), parquet and parquet.resolve()
    _refuse(place, copy, parquet)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(copy, lock_timeout) as new:
        _remember(place, copy, parquet, now, lock_timeout)
        if isinstance(place, Lake):
            copy_all(place, new, lock_timeout=lock_timeout)
        else:
            _copy_file(place, new, lock_timeout)
        _try_out(new)
        swap_in(new, copy)
        rows = export_views(copy, parquet, lock_timeout=lock_timeout) if parquet else {}
    return Published(
        copy_path=str(copy),
        copy_bytes=copy.stat().st_size,
        parquet_folder=str(parquet) if parquet else None,
        parquet_rows=rows,
    )


def publications(connection: sa.Connection) -> list[PublicationRow]:
    """The copies that were ever made of this warehouse, as far as publishing made them."""
    found = connection.execute(sa.select(PUBLICATIONS).order_by(PUBLICATIONS.c.path)).mappings()
    return [PublicationRow(**row) for row in found]


def renew(place: Place, *, now: datetime, lock_timeout: float = 30.0) -> tuple[list[str], list[str]]:
    """Make every copy of the warehouse anew that is still where it was published.

    Returns the paths that were renewed, and those where nothing lies any more, which are struck off.
    """
    with open_warehouse(place, lock_timeout=lock_timeout) as connection, connection.begin():
        known = publications(connection)
        missing = [row.path for row in known if not Path(row.path).exists()]
        connection.execute(sa.delete(PUBLICATIONS).where(PUBLICATIONS.c.path.in_(missing)))
    left = [row for row in known if row.path not in missing]
    for row in left:
        if row.kind == "copy":
            publish(place, Path(row.path), now=now, lock_timeout=lock_timeout)
        else:
            export_views(place, Path(row.path), lock_timeout=lock_timeout)
    return [row.path for row in left], missing


def export_views(place: Place, folder: Path, *, lock_timeout: float = 30.0) -> dict[str, int]:
    """Write each view of a warehouse to `folder/<view>.parquet` and return their rows.

    All are written before the first is swapped in, so that they differ in age for milliseconds only.
    """
    rows: dict[str, int] = {}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder, lock_timeout) as new:
        new.mkdir()
        with open_warehouse(place, read_only=True, lock_timeout=lock_timeout) as connection:
            for view in views.load():
                parts = {"view": name(view.name), "file": literal(new / f"{view.name}.parquet")}
                written = connection.exec_driver_sql(compose("COPY (FROM {view}) TO {file} (FORMAT parquet)", **parts))
                rows[view.name] = written.scalar_one()
        folder.mkdir(exist_ok=True)
        for file in new.iterdir():
            swap_in(file, folder / file.name)
    return rows


def _refuse(place: Place, copy: Path, parquet: Path | None) -> None:
    if isinstance(place, Path) and copy == place.resolve():
        raise PublishError(f"{copy}: is the warehouse itself; name another file with --to")
    if copy.is_dir():
        raise PublishError(f"{copy}: is a folder; name a file with --to")
    if parquet and parquet.exists() and not parquet.is_dir():
        raise PublishError(f"{parquet}: is a file; name a folder with --parquet")
    if copy.exists() and not _is_a_database(copy):
        raise PublishError(f"{copy}: is not a DuckDB file, so it is not replaced; name another file with --to")


def _is_a_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _remember(place: Place, copy: Path, parquet: Path | None, now: datetime, lock_timeout: float) -> None:
    """Write down where copies lie: whoever forgets something later must reach them."""
    rows = [PublicationRow(path=str(copy), kind="copy", published_at=now)]
    if parquet:
        rows.append(PublicationRow(path=str(parquet), kind="parquet", published_at=now))

    def remember(connection: sa.Connection) -> None:
        with connection.begin():
            upsert(connection, PUBLICATIONS, rows)

    transact(place, remember, lock_timeout=lock_timeout, patience=lock_timeout)


def _copy_file(path: Path, new: Path, lock_timeout: float) -> None:
    log = path.with_name(path.name + ".wal")
    for _ in range(ATTEMPTS):
        with open_warehouse(path, lock_timeout=lock_timeout) as connection:
            connection.exec_driver_sql("CHECKPOINT")
        # Held open for reading, so that no writer comes in between; one that was quicker has left a log.
        with open_warehouse(path, read_only=True, lock_timeout=lock_timeout):
            if not log.exists():
                shutil.copyfile(path, new)
                break
    else:
        raise WarehouseBusy(path, "runs that load without a pause", lock_timeout)


def _try_out(new: Path) -> None:
    with contextlib.closing(duckdb.connect(str(new), read_only=True)) as database:
        database.execute("SELECT version_num FROM alembic_version")


@contextlib.contextmanager
def _one_at_a_time(target: Path, lock_timeout: float) -> Iterator[Path]:
    """A place beside the target to write to. Two publishers at once would replace each other's copy in any order."""
    lock = filelock.FileLock(target.with_name(target.name + ".lock"), timeout=lock_timeout)
    try:
        lock.acquire()
    except filelock.Timeout as exc:
        raise WarehouseBusy(target, "another `copydesk publish`", lock_timeout) from exc
    try:
        with beside(target) as new:
            yield new
    finally:
        lock.release()
