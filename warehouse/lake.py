"""Opening a lake: DuckDB in memory, with the lake attached as the database in use.

A lake has no primary keys; DuckLake notices when two machines change the same rows at once, and the later one is
told so at its commit (see warehouse.conflicts).
"""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from schemas.place import Lake
from warehouse.errors import (
    LakeConflict,
    LakeLost,
    LakeSoftwareMissing,
    WarehouseMissing,
    WarehouseUnreadable,
    cause_of,
)
from warehouse.sql import compose, flag, literal, name

NAME = "warehouse"
# What a server says, or is said of it, that is stopped, started or restarted; what it answers itself begins with FATAL.
_LOST = re.compile(
    r"server closed the connection|terminating connection|connection to server .*? failed: (?!.?FATAL)|"
    r"starting up|shutting down|no connection to the server|Failed to execute query"
)


@contextmanager
def open_lake(
    lake: Lake, *, read_only: bool, create: bool, config: Mapping[str, object]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are the lake's.

    Raises WarehouseMissing, WarehouseUnreadable, LakeLost, LakeConflict and LakeSoftwareMissing.
    """
    try:
        with closing(duckdb.connect(":memory:", config=dict(config))) as database:  # type: ignore[arg-type]
            attach(database, lake, NAME, read_only=read_only, create=create)
            database.execute(compose("USE {lake}", lake=name(NAME)))
            yield database
    except Exception as exc:
        cause = cause_of(exc)
        if not isinstance(cause, duckdb.Error):
            raise
        said = str(cause)
        if lost := _LOST.search(said):
            raise LakeLost(lake, lost[0]) from exc
        if "conflict" not in said.lower():
            raise
        raise LakeConflict(lake, said.splitlines()[-1]) from exc


def attach(database: Any, lake: Lake, alias: str, *, read_only: bool = False, create: bool = False) -> None:
    """Attach the lake to a DuckDB connection under a name."""
    for extension in ("ducklake", *(["postgres_scanner"] if lake.catalog.startswith("postgres:") else [])):
        database.execute(compose("LOAD {file}", file=literal(_extension(extension))))
    if protocol := re.match(r"([a-z][a-z0-9+.-]*)://", lake.data):
        _register_files(database, protocol[1])
    parts = {"catalog": literal(f"ducklake:{lake.catalog}"), "alias": name(alias), "files": literal(lake.data)}
    attached = "ATTACH {catalog} AS {alias} (DATA_PATH {files}, CREATE_IF_NOT_EXISTS {create}, READ_ONLY {read_only})"
    parts |= {"create": flag(create), "read_only": flag(read_only)}
    try:
        database.execute(compose(attached, **parts))
    except duckdb.Error as exc:
        # The message may repeat the whole catalog string, its password among it.
        why = str(Lake(catalog=" ".join(str(exc).split()), data="")).removeprefix("lake ")
        if lost := _LOST.search(why):
            raise LakeLost(lake, lost[0]) from exc
        if re.search(r"does not exist|creating a new DuckLake is explicitly disabled|no such file", why, re.IGNORECASE):
            raise WarehouseMissing(lake) from exc
        if create and re.search("duplicate key|already exists", why):
            raise LakeConflict(lake, "it is being made") from exc
        raise WarehouseUnreadable(lake, why) from exc


def _register_files(database: Any, protocol: str) -> None:
    import fsspec

    with suppress(duckdb.InvalidInputException):  # DuckDB knows the protocol itself
        database.register_filesystem(fsspec.filesystem(protocol))


def _extension(name: str) -> str:
    """The file of a DuckDB extension that is installed as a Python package."""
    module = f"duckdb_extension_{name}"
    spec = importlib.util.find_spec(module)
    folders = spec.submodule_search_locations if spec else None
    version = f"v{duckdb.__version__}"
    for folder in folders or ():
        file = Path(folder, "extensions", version, f"{name}.duckdb_extension")
        if file.exists():
            return str(file)
    raise LakeSoftwareMissing(module.replace("_", "-"), duckdb.__version__)
