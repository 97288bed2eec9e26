"""Creating the warehouse and bringing an older one up to date: tables by Alembic, then descriptions and views."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import sqlalchemy as sa

from schemas.keys import stable_key
from schemas.place import Place
from warehouse import search, views
from warehouse.decided import decided_queries, settle_corrections
from warehouse.errors import WarehouseMissing, WarehouseTooNew
from warehouse.opening import open_database
from warehouse.schema import MIGRATIONS, SchemaState, difference, revision, state_of
from warehouse.session import database_of, open_warehouse
from warehouse.sql import compose, literal
from warehouse.tables import METADATA

# What shows that somebody has changed it: a view that is made anew loses its description. The text of a view differs
# from one opening to the next, so it says nothing.
_AS_MADE = (
    "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = current_database()",
    "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE database_name = current_database()",
    "SELECT view_name, comment FROM duckdb_views() WHERE database_name = current_database()",
    "SELECT function_name, parameters FROM duckdb_functions() WHERE database_name = current_database()",
)


def migrate(path: Place, *, lock_timeout: float = 30.0) -> None:
    """Create the warehouse, or bring it up to date; its rows stay. Raises WarehouseTooNew and what opening raises."""
    with open_up_to_date(path, lock_timeout=lock_timeout):
        pass


@contextmanager
def open_up_to_date(path: Place, *, lock_timeout: float = 30.0) -> Iterator[sa.Connection]:
    """The warehouse as open_warehouse gives it, created or brought up to date before. Raises as migrate does."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(path, lock_timeout=lock_timeout, create=True) as connection:
        _bring_up_to_date(connection, path)
        yield connection


def _bring_up_to_date(connection: sa.Connection, path: Place) -> None:
    database = database_of(connection)
    found = revision(database)
    state = state_of(found)
    if state is SchemaState.CURRENT and views_are_current(database):
        return
    if state is SchemaState.NEWER:
        raise WarehouseTooNew(path, str(found))
    _refuse_changed(database, path, state)
    # One transaction for all of it: a kill leaves the warehouse as it was.
    with connection.begin():
        if state is not SchemaState.CURRENT:
            _upgrade(connection)
        _describe(connection)
        views.create(connection)
        search.create(connection)
        settle_corrections(connection)
        # Two first loads of a lake would both add a row, and not find each other.
        connection.exec_driver_sql("INSERT INTO load_turns SELECT 0 WHERE NOT EXISTS (FROM load_turns)")
        comment = compose("COMMENT ON TABLE alembic_version IS {known}", known=literal(_definitions(database)))
        connection.exec_driver_sql(comment)


def schema_state(path: Place, *, lock_timeout: float = 30.0) -> SchemaState:
    """Whether tables, descriptions and views are those that this Copydesk knows; changes nothing.

    Raises TablesDiffer where the tables are not those of their own revision.
    """
    try:
        with open_database(path, read_only=True, lock_timeout=lock_timeout, any_tables=True) as database:
            state = state_of(revision(database))
            _refuse_changed(database, path, state)
            if state is SchemaState.CURRENT and not views_are_current(database):
                return SchemaState.VIEWS_DUE
            return state
    except WarehouseMissing:
        return SchemaState.ABSENT


def _refuse_changed(database: duckdb.DuckDBPyConnection, path: Place, state: SchemaState) -> None:
    if state is SchemaState.CURRENT and (differs := difference(database, path)):
        raise differs


def require_current(path: Place, *, lock_timeout: float = 30.0) -> None:
    """Raise what opening raises, before anything is done that would be for nothing."""
    with open_database(path, read_only=True, lock_timeout=lock_timeout):
        pass


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # imported late: only where a warehouse is made or brought up to date
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def views_are_current(database: duckdb.DuckDBPyConnection) -> bool:
    """Whether descriptions, views and functions are those that this Copydesk makes."""
    return _definitions_said(database) == _definitions(database)


def _definitions(database: duckdb.DuckDBPyConnection) -> str:
    """A key of everything that is made anew beside the tables: as this Copydesk makes it, and as it is there."""
    made, functions = views.load(), search.load()
    comments = [(table.comment, *(column.comment for column in table.columns)) for table in METADATA.sorted_tables]
    queries = [view.query for view in made] + [function.statement for function in functions]
    names = {*METADATA.tables, *(view.name for view in made), *(function.name for function in functions)}
    there = sorted(repr(row) for query in _AS_MADE for row in database.execute(query).fetchall() if row[0] in names)
    return stable_key(comments, queries, decided_queries(), there)


def _definitions_said(database: duckdb.DuckDBPyConnection) -> str | None:
    """The key with which they were last made."""
    said = database.execute(
        "SELECT comment FROM duckdb_tables() "
        "WHERE table_name = 'alembic_version' AND database_name = current_database()"
    ).fetchone()
    return str(said[0]) if said and said[0] else None


def _describe(connection: sa.Connection) -> None:
    """Put the descriptions of the records on tables and columns; a new wording needs no revision."""
    said = {
        (table, column): comment
        for table, column, comment in connection.execute(
            sa.text(
                "SELECT table_name, NULL, comment FROM duckdb_tables() WHERE database_name = current_database() "
                "UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() "
                "WHERE database_name = current_database()"
            )
        )
    }
    for table in METADATA.sorted_tables:
        if said.get((table.name, None)) != table.comment:
            connection.execute(sa.schema.SetTableComment(table))
        for column in table.columns:
            if said.get((table.name, column.name)) != column.comment:
                connection.execute(sa.schema.SetColumnComment(column))
