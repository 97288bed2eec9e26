"""One SQL query by a reader: nothing it says can change the warehouse or reach another file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from schemas.place import Lake, Place
from schemas.record import Record
from warehouse.errors import QueryError
from warehouse.opening import OFFLINE, open_database
from warehouse.reading_only import require_reading

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 2_048


class Bounds(Record):
    """How much one query may cost."""

    seconds: float = 300.0
    rows: int = 1_000_000


USUAL = Bounds()


def sealed(place: Place) -> dict[str, object]:
    """How a reader's connection is opened: only the warehouse is in its reach, once a lake has been attached."""
    return {**OFFLINE, "python_enable_replacements": False, "enable_external_access": isinstance(place, Lake)}


@contextmanager
def stopped_after(seconds: float, database: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What takes longer inside the block ends with duckdb.InterruptException."""
    timer = threading.Timer(seconds, database.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def run_query(
    place: Place,
    sql: str,
    *,
    parameters: Mapping[str, object] | None = None,
    lock_timeout: float = 30.0,
    bounds: Bounds = USUAL,
) -> pa.Table:
    """The result of one statement; `parameters` are what it has as $name.

    Raises QueryError, also for a query that goes beyond its bounds, and what opening the warehouse raises.
    """
    with open_database(place, read_only=True, lock_timeout=lock_timeout, config=sealed(place)) as database:
        if isinstance(place, Lake):
            # The files of the lake are all that may still be read once it is attached.
            database.execute("SET allowed_directories = $folders", {"folders": [place.data]})
            database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        try:
            statements = database.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"expected one query, found {len(statements)}; run them one after the other")
            _require_reading(database, statements[0].query)
            return _rows(database, statements[0], dict(parameters or {}), bounds)
        except duckdb.Error as exc:
            if isinstance(exc, duckdb.IOException) and isinstance(place, Path):
                raise  # of the file itself: opening says what is wrong with it
            due = _views_due(database) if isinstance(exc, duckdb.CatalogException | duckdb.BinderException) else ""
            raise QueryError(_mend(exc) + due) from exc


def _require_reading(database: duckdb.DuckDBPyConnection, statement: str) -> None:
    try:
        require_reading(database, statement)
    except QueryError as exc:
        raise QueryError(str(exc) + _views_due(database)) from exc


def _views_due(database: duckdb.DuckDBPyConnection) -> str:
    """What to do where a query may have failed for views and functions of another Copydesk, else nothing."""
    from warehouse.migrate import views_are_current  # imported late: migrating makes the search, which queries

    if views_are_current(database):
        return ""
    return "\nIts views are of another version of Copydesk, or missing; any `copydesk ingest` makes them anew"


def _rows(database: Any, statement: Any, parameters: dict[str, object], bounds: Bounds) -> pa.Table:
    """The rows as they come, until there are too many or it takes too long."""
    import pyarrow as pa

    chunks: list[pa.RecordBatch] = []
    count = 0
    try:
        with stopped_after(bounds.seconds, database):
            reader = database.execute(statement, parameters).to_arrow_reader(_CHUNK)
            for chunk in reader:
                chunks.append(chunk)
                count += chunk.num_rows
                if count > bounds.rows:
                    raise QueryError(
                        f"more than {bounds.rows:,} rows; add a LIMIT, or raise query_rows in copydesk.toml"
                    )
        return pa.Table.from_batches(chunks, reader.schema)
    except duckdb.InterruptException as exc:
        raise QueryError(
            f"took longer than {bounds.seconds:g} s; narrow it down, or raise query_timeout in copydesk.toml"
        ) from exc


def _mend(error: duckdb.Error) -> str:
    message = str(error).strip()
    if isinstance(error, duckdb.PermissionException):
        return f"{message}\nOnly the warehouse itself can be read here; open other files with DuckDB's own shell"
    if isinstance(error, duckdb.CatalogException):
        return f"{message}\nSHOW TABLES lists what there is, DESCRIBE <table> its columns; docs/tables.md explains both"
    return message
