"""Opening the warehouse as DuckDB does: one writer or many readers at a time, bounded waiting, clear refusals.

SQLAlchemy comes on top in warehouse.session: to import it takes longer than most queries.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from schemas.place import Lake, Place
from warehouse.errors import (
    DiskRefuses,
    WarehouseBusy,
    WarehouseEmpty,
    WarehouseIsFolder,
    WarehouseMissing,
    WarehouseUnreadable,
    cause_of,
)
from warehouse.lake import open_lake
from warehouse.schema import difference, refuse_others

# Extensions are never fetched: the warehouse works the same without a network.
OFFLINE: Mapping[str, object] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5
_TELLING = (
    duckdb.IOException, duckdb.FatalException, duckdb.SerializationException, duckdb.TransactionException,
    duckdb.InternalException,
)  # fmt: skip
# What opening raises of a file that is something else; a Parquet file would be a view of a database.
_NO_DATABASE = duckdb.IOException | duckdb.SerializationException | duckdb.CatalogException
# What DuckDB says of a disk that refuses, and of a file that is damaged; its exceptions do not tell the two apart.
_REFUSED = ("No space left", "Disk quota", "Read-only file system", "Permission denied", "File too large")
_DAMAGED = ("Corrupt database file", "Could not read enough bytes", "not a valid DuckDB", "replaying WAL")


@contextlib.contextmanager
def open_database(
    place: Place,
    *,
    read_only: bool = False,
    lock_timeout: float = 30.0,
    create: bool = False,
    any_tables: bool = False,
    config: Mapping[str, object] = OFFLINE,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse as a connection of DuckDB's own; a file is free for others again when the block ends.

    Raises what open_warehouse raises.
    """
    any_tables = any_tables or create
    opened = (
        open_lake(place, read_only=read_only, create=create, config=config)
        if isinstance(place, Lake)
        else _open_file(place, read_only=read_only, lock_timeout=lock_timeout, create=create, config=config)
    )
    with opened as database:
        # Without this, day and hour functions would answer in the zone of the machine.
        database.execute("SET TimeZone = 'UTC'")
        if not any_tables:
            refuse_others(database, place)
        try:
            yield database
        except Exception as exc:
            is_of_tables = isinstance(cause_of(exc), duckdb.CatalogException | duckdb.BinderException)
            if is_of_tables and not any_tables and (differs := difference(database, place)):
                raise differs from exc
            raise


@contextlib.contextmanager
def _open_file(
    path: Path, *, read_only: bool, lock_timeout: float, create: bool, config: Mapping[str, object]
) -> Iterator[duckdb.DuckDBPyConnection]:
    _refuse_no_file(path, create=create)
    try:
        with contextlib.closing(_connect(path, lock_timeout, read_only=read_only, config=config)) as database:
            yield database
    except Exception as exc:
        if refusal := _of_the_file(path, cause_of(exc)):
            raise refusal from exc
        raise


def _refuse_no_file(path: Path, *, create: bool) -> None:
    """Raises what is told without a database; where there is none, one may be created."""
    if not path.exists():
        if not create:
            raise WarehouseMissing(path)
    elif path.is_dir():
        raise WarehouseIsFolder(path)
    elif path.is_file() and not path.stat().st_size:
        raise WarehouseEmpty(path)


def _connect(
    path: Path, lock_timeout: float, *, read_only: bool, config: Mapping[str, object]
) -> duckdb.DuckDBPyConnection:
    deadline, pause = time.monotonic() + lock_timeout, _FIRST_PAUSE
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=dict(config))  # type: ignore[arg-type]
        except duckdb.Error as exc:
            holder = _holder(str(exc))
            if holder is None and not isinstance(exc, _NO_DATABASE):
                raise
            if holder is None:
                raise _of_the_file(path, exc) or WarehouseUnreadable(path, _first_line(str(exc))) from exc
            if time.monotonic() >= deadline:
                raise WarehouseBusy(path, holder, lock_timeout) from exc
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
        pause = min(pause * 2, _LONGEST_PAUSE)


def _of_the_file(path: Path, cause: BaseException) -> DiskRefuses | WarehouseUnreadable | None:
    """The refusal that says what is wrong with the file or its disk; None where it is neither."""
    if not isinstance(cause, _TELLING):
        return None
    message = str(cause)
    if any(words in message for words in _REFUSED):
        return DiskRefuses(path, _first_line(message))
    if any(words in message for words in _DAMAGED):
        return WarehouseUnreadable(path, _first_line(message))
    return None


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0]


def _holder(message: str) -> str | None:
    """Who holds the file, from DuckDB's refusal; None where the refusal is of another kind."""
    if "Could not set lock" in message:
        pid = re.search(r"\(PID (\d+)\)", message)
        return f"process {pid[1]}" if pid else "another process"
    if "different configuration" in message:
        return f"this process ({os.getpid()})"
    return None
