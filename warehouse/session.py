"""The warehouse by SQLAlchemy, and the lock of those that write to it."""

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import filelock
import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.dialects import registry
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import DDLCompiler

from schemas.place import Lake, Place
from warehouse.errors import WarehouseBusy
from warehouse.opening import OFFLINE, open_database

_LOG = logging.getLogger("copydesk.warehouse")
# Else SQLAlchemy looks for it in all packages that are installed.
registry.register("duckdb", "duckdb_sqlalchemy", "Dialect")


@contextlib.contextmanager
def open_warehouse(
    place: Place,
    *,
    read_only: bool = False,
    lock_timeout: float = 30.0,
    create: bool = False,
    any_tables: bool = False,
    config: Mapping[str, object] = OFFLINE,
) -> Iterator[sa.Connection]:
    """A connection to the warehouse; a file is free for others again when the block ends.

    Unless it may be created or have `any_tables`, it has those that this Copydesk knows: else raises WarehouseNotMade,
    WarehouseOutdated or WarehouseTooNew. Raises WarehouseMissing, WarehouseUnreadable and DiskRefuses, also for what
    goes wrong inside the block, and of a file WarehouseBusy after `lock_timeout` seconds.
    """
    opened = open_database(
        place, read_only=read_only, lock_timeout=lock_timeout, create=create, any_tables=any_tables, config=config
    )
    with opened as database:
        wrapper = ConnectionWrapper(database)
        engine = sa.create_engine("duckdb://", poolclass=StaticPool, creator=lambda: wrapper)
        # Read by the rule of compilation below: the tables are the same but for their keys.
        engine.dialect.keyless = isinstance(place, Lake)  # type: ignore[attr-defined]
        engine.dialect.insert_returning = not isinstance(place, Lake)  # not known to DuckLake
        with engine.connect() as connection:
            yield connection


def database_of(connection: sa.Connection) -> duckdb.DuckDBPyConnection:
    """DuckDB's own connection, in the same transaction."""
    database: duckdb.DuckDBPyConnection | None = connection.connection.driver_connection
    assert database is not None
    return database


def written(value: str | int | datetime) -> sa.BindParameter[Any]:
    """A value that SQLAlchemy writes into its statement, for statements that every run needs.

    With the first parameter of any kind DuckDB's Python module imports pandas, which takes a third of a run's start.
    """
    return sa.literal(value, literal_execute=True)


@compiles(sa.PrimaryKeyConstraint, "duckdb")
def _key(constraint: sa.PrimaryKeyConstraint, compiler: DDLCompiler, **arguments: Any) -> str | None:
    """DuckLake refuses keys; whoever loads sees to it that there are no two rows of one key."""
    if getattr(compiler.dialect, "keyless", False):
        return None
    return compiler.visit_primary_key_constraint(constraint, **arguments)


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
