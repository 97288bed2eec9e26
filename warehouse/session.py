"""Opening the warehouse: one writer or many readers at a time, with bounded waiting and clear refusals."""

import contextlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import filelock
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from schemas.place import Lake, Place
from warehouse.errors import (
    DiskRefuses,
    WarehouseBusy,
    WarehouseEmpty,
    WarehouseIsFolder,
    WarehouseMissing,
    WarehouseUnreadable,
)
from warehouse.lake import open_lake
from warehouse.schema import difference, refuse_others

# Extensions are never fetched: the warehouse works the same without a network.
OFFLINE: Mapping[str, object] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_LOG = logging.getLogger("copydesk.warehouse")
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


def open_warehouse(
    place: Place,
    *,
    read_only: bool = False,
    lock_timeout: float = 30.0,
    create: bool = False,
    any_tables: bool = False,
    config: Mapping[str, object] = OFFLINE,
) -> AbstractContextManager[sa.Connection]:
    """A connection to the warehouse; a file is free for others again when the block ends.

    Unless it may be created or have `any_tables`, it has those that this Copydesk knows: else raises WarehouseNotMade,
    WarehouseOutdated or WarehouseTooNew. Raises WarehouseMissing, WarehouseUnreadable and DiskRefuses, also for what
    goes wrong inside the block, and of a file WarehouseBusy after `lock_timeout` seconds.
    """
    opened = (
        open_lake(place, read_only=read_only, create=create, config=config)
        if isinstance(place, Lake)
        else _open_file(place, read_only=read_only, lock_timeout=lock_timeout, create=create, config=config)
    )
    return _as_known(opened, place, any_tables=create or any_tables)


@contextlib.contextmanager
def _as_known(
    opened: AbstractContextManager[sa.Connection], place: Place, *, any_tables: bool
) -> Iterator[sa.Connection]:
    """The opened warehouse in the zone and with the tables that all statements reckon with."""
    with opened as connection:
        # Without this, day and hour functions would answer in the zone of the machine.
        connection.exec_driver_sql("SET TimeZone = 'UTC'")
        if not any_tables:
            refuse_others(connection, place)
        connection.commit()
        try:
            yield connection
        except (DBAPIError, duckdb.Error) as exc:
            if not any_tables and isinstance(_cause(exc), duckdb.CatalogException | duckdb.BinderException):
                connection.rollback()
                if differs := difference(connection, place):
                    raise differs from exc
            raise


@contextlib.contextmanager
def _open_file(
    path: Path,
    *,
    read_only: bool,
    lock_timeout: float,
    create: bool,
    config: Mapping[str, object],
) -> Iterator[sa.Connection]:
    _refuse_no_file(path, create=create)
    engine = sa.create_engine(
        sa.URL.create("duckdb", database=str(path)),
        poolclass=NullPool,
        connect_args={"read_only": read_only, "config": dict(config)},
    )
    try:
        with _connect(engine, path, lock_timeout) as connection:
            yield connection
    except (DBAPIError, duckdb.Error) as exc:
        if refusal := _of_the_file(path, _cause(exc)):
            raise refusal from exc
        raise
    finally:
        engine.dispose()


def _refuse_no_file(path: Path, *, create: bool) -> None:
    """Raises what is told without a database; where there is none, one may be created."""
    if not path.exists():
        if not create:
            raise WarehouseMissing(path)
    elif path.is_dir():
        raise WarehouseIsFolder(path)
    elif path.is_file() and not path.stat().st_size:
        raise WarehouseEmpty(path)


def _connect(engine: sa.Engine, path: Path, lock_timeout: float) -> sa.Connection:
    deadline, pause = time.monotonic() + lock_timeout, _FIRST_PAUSE
    while True:
        try:
            return engine.connect()
        except (DBAPIError, duckdb.Error) as exc:
            cause = _cause(exc)
            holder = _holder(str(cause))
            if holder is None and not isinstance(cause, _NO_DATABASE):
                raise
            if holder is None:
                raise _of_the_file(path, cause) or WarehouseUnreadable(path, _first_line(str(cause))) from exc
            if time.monotonic() >= deadline:
                raise WarehouseBusy(path, holder, lock_timeout) from exc
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
        pause = min(pause * 2, _LONGEST_PAUSE)


def _cause(exc: DBAPIError | duckdb.Error) -> BaseException:
    """DuckDB's own exception."""
    return (exc.orig or exc) if isinstance(exc, DBAPIError) else exc


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


def local_file(place: Place) -> Path:
    """The file beside which this machine keeps its locks."""
    return Path(tempfile.gettempdir(), f"copydesk-lake-{place.key}") if isinstance(place, Lake) else place


class WriterLock:
    """Held from the matching of a batch to its last write, so that only one run writes at a time.

    The file itself stays open to readers between short transactions. Who waits holds a second lock, the turn, so that
    a run of many batches cannot take this one again before others had it. Raises WarehouseBusy.
    """

    def __init__(self, place: Place, *, lock_timeout: float = 30.0) -> None:
        # Of a lake, runs of this machine take turns too: they would only find each other's changes at the commit.
        path = local_file(place)
        self._path = place
        self._timeout = lock_timeout
        self._lock_file = path.with_name(path.name + ".lock")
        self._lock = filelock.FileLock(self._lock_file, timeout=lock_timeout, thread_local=False)
        self._turn = filelock.FileLock(path.with_name(path.name + ".turn"), timeout=lock_timeout, thread_local=False)

    def __enter__(self) -> Self:
        self._lock_file.parent.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + self._timeout
        try:
            with self._take(self._turn, deadline):
                self._take(self._lock, deadline)
        except filelock.Timeout as exc:
            raise WarehouseBusy(self._path, self._named_holder(), self._timeout) from exc
        self._lock_file.write_text(f"{os.getpid()}\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()

    def _take(self, lock: filelock.BaseFileLock, deadline: float) -> AbstractContextManager[object]:
        try:
            return lock.acquire(timeout=0)
        except filelock.Timeout:
            left = max(0.0, deadline - time.monotonic())
            _LOG.warning("%s: waiting up to %.0f s for %s", self._path, left, self._named_holder())
            return lock.acquire(timeout=left)

    def _named_holder(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            return f"another run (process {int(self._lock_file.read_text())})"
        return "another run"
