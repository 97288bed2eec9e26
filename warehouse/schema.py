"""How a warehouse stands to the tables that this Copydesk knows: looked at whenever one is opened."""

from enum import StrEnum
from pathlib import Path

import duckdb

from schemas.place import Place
from warehouse.errors import TablesDiffer, WarehouseNotMade, WarehouseOutdated, WarehouseTooNew

MIGRATIONS = Path(__file__).parent / "migrations"
# The newest revision; to look it up among the migrations would cost every opening what Alembic takes to start.
NEWEST = "0001"


class SchemaState(StrEnum):
    """How a warehouse file stands to the tables that this Copydesk knows."""

    ABSENT = "absent"
    CURRENT = "current"
    VIEWS_DUE = "views due"
    DUE = "due"
    NEWER = "newer"


def revision(database: duckdb.DuckDBPyConnection) -> str | None:
    """The revision that the warehouse says it has; None where it was never migrated."""
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    if ("alembic_version",) not in database.execute(tables).fetchall():
        return None
    found = database.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else None


def state_of(found: str | None) -> SchemaState:
    """The state of a warehouse of this revision, its views aside."""
    if found is None:
        return SchemaState.ABSENT
    if found == NEWEST:
        return SchemaState.CURRENT
    return SchemaState.DUE if found in _known() else SchemaState.NEWER


def refuse_others(database: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Raises WarehouseNotMade, WarehouseOutdated or WarehouseTooNew for tables that this Copydesk does not know."""
    found = revision(database)
    state = state_of(found)
    if state is SchemaState.ABSENT:
        raise WarehouseNotMade(place)
    if state is SchemaState.DUE:
        raise WarehouseOutdated(place)
    if state is SchemaState.NEWER:
        raise WarehouseTooNew(place, str(found))


def difference(database: duckdb.DuckDBPyConnection, place: Place) -> TablesDiffer | None:
    """What the tables lack although their revision is known: somebody else has changed them. None where nothing."""
    from warehouse.tables import METADATA  # imported late: only who makes tables, and where a statement failed

    found = database.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    ).fetchall()
    there: dict[str, set[str]] = {}
    for table, column in found:
        there.setdefault(table, set()).add(column)
    lacks = [f"no table {name}" for name in METADATA.tables if name not in there]
    lacks += [
        f"no column {name}.{column.name}"
        for name, table in METADATA.tables.items()
        for column in table.columns
        if name in there and column.name not in there[name]
    ]
    return TablesDiffer(place, lacks) if lacks else None


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # imported late: only for a warehouse of another revision

    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
