"""Moving a warehouse: all rows of one place into another that is empty, a file into a lake or a lake into a file."""

from pathlib import Path

import sqlalchemy as sa

from schemas.errors import UserError
from schemas.place import Lake, Place
from warehouse.errors import WarehouseNotMade
from warehouse.lake import attach
from warehouse.migrate import migrate, require_current, schema_state
from warehouse.schema import SchemaState
from warehouse.session import WriterLock, database_of, open_warehouse
from warehouse.sql import compose, dotted, literal, name
from warehouse.tables import LOAD_TURNS, METADATA
from warehouse.turns import read_turn, take_turn

_SOURCE = "moved_from"


class NotEmpty(UserError):
    """Rows would be mixed with those that are there."""

    exit_code = 2

    def __init__(self, place: Place, table: str) -> None:
        super().__init__(f"{place}: holds rows already ({table}); move into a new one")


def move(source: Path, lake: Lake, *, lock_timeout: float = 30.0) -> dict[str, int]:
    """Copy all rows of the file into the lake, in one transaction, and return them by table; the file stays.

    Raises WarehouseNotMade, NotEmpty, and what opening either raises.
    """
    if schema_state(source, lock_timeout=lock_timeout) is SchemaState.ABSENT:
        raise WarehouseNotMade(source)
    with WriterLock(source, lock_timeout=lock_timeout):
        migrate(source, lock_timeout=lock_timeout)
        return copy_all(source, lake, lock_timeout=lock_timeout)


def copy_all(source: Place, target: Place, *, lock_timeout: float = 30.0) -> dict[str, int]:
    """Copy all rows as they are at one moment into a warehouse that is new or empty, and return them by table."""
    require_current(source, lock_timeout=lock_timeout)
    migrate(target, lock_timeout=lock_timeout)
    with open_warehouse(target, lock_timeout=lock_timeout) as connection:
        turn = read_turn(connection)
        _attach(connection, source)
        with connection.begin():
            if isinstance(target, Lake):
                take_turn(connection, turn)
            return {each: _copy(connection, table, target) for each, table in METADATA.tables.items()}


def _attach(connection: sa.Connection, source: Place) -> None:
    database = database_of(connection)
    if isinstance(source, Lake):
        attach(database, source, _SOURCE, read_only=True)
    else:
        attach_file = compose("ATTACH {file} AS {source} (READ_ONLY)", file=literal(source), source=name(_SOURCE))
        database.execute(attach_file)


def _copy(connection: sa.Connection, table: sa.Table, target: Place) -> int:
    if table is LOAD_TURNS:
        return 0  # each place counts its own
    if connection.scalar(sa.select(sa.exists(sa.select(table)))):
        raise NotEmpty(target, table.name)
    both = {"table": name(table.name), "source": dotted(_SOURCE, table.name)}
    return connection.exec_driver_sql(compose("INSERT INTO {table} BY NAME FROM {source}", **both)).rowcount
