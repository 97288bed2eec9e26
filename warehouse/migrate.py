"""Creating the warehouse and bringing an older one up to date: tables by Alembic, then descriptions and views."""

from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from warehouse import search, views
from warehouse.errors import WarehouseOutdated, WarehouseTooNew
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(StrEnum):
    """How a warehouse file stands to the tables that this Copydesk knows."""

    ABSENT = "absent"
    CURRENT = "current"
    DUE = "due"
    NEWER = "newer"


def migrate(path: Path, *, lock_timeout: float = 30.0) -> None:
    """Create the warehouse, or bring it up to date; its rows stay. Raises WarehouseTooNew and what opening raises."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(path, lock_timeout=lock_timeout, create=True) as connection:
        state = _state(connection)
        if state is SchemaState.NEWER:
            raise WarehouseTooNew(path, str(_revision(connection)))
        connection.rollback()
        # One transaction for all of it: a kill leaves the warehouse as it was.
        with connection.begin():
            if state is not SchemaState.CURRENT:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            _describe(connection)
            views.create(connection)
            search.create(connection)


def schema_state(path: Path, *, lock_timeout: float = 30.0) -> SchemaState:
    """Whether the file's tables are those that this Copydesk knows; changes nothing."""
    if not path.exists():
        return SchemaState.ABSENT
    with open_warehouse(path, read_only=True, lock_timeout=lock_timeout) as connection:
        return _state(connection)


def require_current(path: Path, *, lock_timeout: float = 30.0) -> None:
    """Raise WarehouseOutdated or WarehouseTooNew unless the warehouse is as this Copydesk knows it."""
    with open_warehouse(path, read_only=True, lock_timeout=lock_timeout) as connection:
        state = _state(connection)
        if state is SchemaState.NEWER:
            raise WarehouseTooNew(path, str(_revision(connection)))
        if state is not SchemaState.CURRENT:
            raise WarehouseOutdated(path)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _revision(connection: sa.Connection) -> str | None:
    """The revision that the file says it has; None where it was never migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _state(connection: sa.Connection) -> SchemaState:
    revision = _revision(connection)
    if revision is None:
        return SchemaState.ABSENT
    scripts = ScriptDirectory.from_config(_config())
    if revision == scripts.get_current_head():
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.DUE if revision in known else SchemaState.NEWER


def _describe(connection: sa.Connection) -> None:
    """Put the descriptions of the records on tables and columns; a new wording needs no revision."""
    said = {
        (table, column): comment
        for table, column, comment in connection.execute(
            sa.text(
                "SELECT table_name, NULL, comment FROM duckdb_tables() UNION ALL "
                "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
            )
        )
    }
    for table in METADATA.sorted_tables:
        if said.get((table.name, None)) != table.comment:
            connection.execute(sa.schema.SetTableComment(table))
        for column in table.columns:
            if said.get((table.name, column.name)) != column.comment:
                connection.execute(sa.schema.SetColumnComment(column))
