"""One SQL query by a reader: nothing it says can change the warehouse or reach another file."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.place import Lake, Place
from warehouse.errors import QueryError
from warehouse.session import OFFLINE, open_warehouse

_OPEN = {**OFFLINE, "python_enable_replacements": False}
_SEALED = {**_OPEN, "enable_external_access": False}
_ONLY_READS = "this command only reads the warehouse; begin the query with SELECT, FROM or DESCRIBE"


def run_query(
    place: Place, sql: str, *, parameters: Mapping[str, object] | None = None, lock_timeout: float = 30.0
) -> pa.Table:
    """The result of one statement; `parameters` are what it has as $name.

    Raises QueryError and what opening the warehouse raises.
    """
    config = _OPEN if isinstance(place, Lake) else _SEALED
    with open_warehouse(place, read_only=True, lock_timeout=lock_timeout, config=config) as connection:
        database = connection.connection.driver_connection
        assert database is not None
        if isinstance(place, Lake):
            # The files of the lake are all that may still be read once it is attached.
            database.execute("SET allowed_directories = $folders", {"folders": [place.data]})
            database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        try:
            statements = database.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"expected one query, found {len(statements)}; run them one after the other")
            if duckdb.ExpectedResultType.QUERY_RESULT not in statements[0].expected_result_type:
                raise QueryError(
                    "a query must return rows; this command only reads: begin with SELECT, FROM or DESCRIBE"
                )
            return database.execute(statements[0], dict(parameters or {})).to_arrow_table()
        except duckdb.Error as exc:
            if isinstance(exc, duckdb.IOException) and isinstance(place, Path):
                raise  # of the file itself: opening says what is wrong with it
            raise QueryError(_mend(exc)) from exc


def _mend(error: duckdb.Error) -> str:
    message = str(error).strip()
    if isinstance(error, duckdb.PermissionException):
        return f"{message}\nOnly the warehouse itself can be read here; open other files with DuckDB's own shell"
    if isinstance(error, duckdb.CatalogException):
        return f"{message}\nSHOW TABLES lists what there is, DESCRIBE <table> its columns; docs/tables.md explains both"
    if "read-only mode" in message:
        return _ONLY_READS
    return message
