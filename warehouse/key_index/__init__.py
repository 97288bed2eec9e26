"""The keys by which copies are looked up, sorted in files beside the warehouse: a look takes no longer in a larger one.

The tables have every row; the files are made of them, and may be deleted at any time: then tables are looked through
until files are made again. Rows say of which generation they are: those that came after the files were made are of a
later one, and looked for in the tables. docs/decisions/0021 says why.
"""

from __future__ import annotations

import errno
import logging
import shutil
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import sqlalchemy as sa

from schemas.rows import KeyIndexRow
from warehouse.key_index.sorted_keys import Keyed, SortedKeys, nothing, read, write
from warehouse.tables import ARTICLE_VERSIONS, KEY_INDEX, MINHASH_BANDS, MINHASH_SIGNATURES, QUOTE_STRETCHES

if TYPE_CHECKING:
    import pyarrow as pa

_LOG = logging.getLogger("copydesk.warehouse")
# Files are made anew when they lack so many versions, and this share of all: making them takes six seconds a million
# versions, and until then what they lack is looked for in the tables.
LEAST_VERSIONS = 50_000
SHARE = 1 / 16
# Two numbers of eight bytes a row, and again what sorting puts aside; as much is left to the tables.
BYTES_A_ROW = 64
# Where files could not be written: a run does not try again with every batch.
_GIVEN_UP: set[Path] = set()
KEYED = {
    of.table: of
    for of in (
        Keyed(MINHASH_BANDS, "band_key", "version_id", named_in=MINHASH_SIGNATURES),
        Keyed(QUOTE_STRETCHES, "stretch", "wording"),
    )
}


@dataclass(frozen=True)
class KeyIndex:
    """The keys of all rows of its generation and earlier ones; of none where that is 0."""

    generation: int
    tables: Mapping[sa.Table, SortedKeys]

    def find(self, table: sa.Table, keys: Collection[int]) -> pa.Table:
        """All rows of the table that are in the index and have any of the keys: the key and its holder."""
        return self.tables[table].find(keys) if self.generation else nothing(KEYED[table])

    def disagreeing(self, connection: sa.Connection) -> list[str]:
        """The tables whose rows are others than the files have."""
        return [table.name for table, held in self.tables.items() if not held.agrees(connection, self.generation)]


_NONE = KeyIndex(0, {})


def read_index(connection: sa.Connection) -> KeyIndex:
    """The index of a warehouse; of generation 0 where it has none: a lake, a copy, one that is small."""
    base, made = _base(connection), _made(connection)
    if base is None or made is None or made.folder is None:
        return _NONE
    folder = base / made.folder
    if not folder.is_dir():
        return _NONE  # a copy, or somebody has removed them
    try:
        return KeyIndex(made.generation, {table: read(of, folder) for table, of in KEYED.items()})
    except (OSError, ValueError) as exc:
        _LOG.warning("%s: not used (%s): what is in it is looked for in the tables", folder, exc)
        return _NONE


def next_generation(connection: sa.Connection) -> int:
    """The generation of rows that are added now."""
    made = _made(connection)
    return (made.generation if made else 0) + 1


def leave_index(connection: sa.Connection) -> None:
    """Use the files no more, in the transaction that takes away rows which they have."""
    connection.execute(sa.update(KEY_INDEX).values(folder=None))


def renew_index(connection: sa.Connection) -> None:
    """Make the files where they are due, in a transaction of its own, and remove those that are not used.

    Where they cannot be written a warning says so, and what is in them is looked for in the tables as before.
    """
    base = _base(connection)
    if base is None or base in _GIVEN_UP:
        return
    if _is_due(connection):
        _make(connection, base)
    if base.is_dir():
        made = _made(connection)
        for each in base.iterdir():
            if made is None or each.name != made.folder:
                shutil.rmtree(each, ignore_errors=True)
    connection.rollback()


def index_folder(path: Path) -> Path:
    """Where the files of a warehouse lie."""
    return path.with_name(path.name + ".keys")


def _base(connection: sa.Connection) -> Path | None:
    query = "SELECT path FROM duckdb_databases() WHERE database_name = current_database() AND type = 'duckdb'"
    path = connection.exec_driver_sql(query).scalar()
    return index_folder(Path(path)) if path else None


def _made(connection: sa.Connection) -> sa.Row[Any] | None:
    return connection.execute(sa.select(KEY_INDEX)).one_or_none()


def _is_due(connection: sa.Connection) -> bool:
    versions = _versions(connection)
    # Most warehouses are smaller, and no file is looked for.
    if versions < LEAST_VERSIONS:
        return False
    made = _made(connection)
    within = made.versions if made and read_index(connection).generation else 0
    return versions - within >= max(LEAST_VERSIONS, versions * SHARE)


def _versions(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(ARTICLE_VERSIONS)) or 0


def _make(connection: sa.Connection, base: Path) -> None:
    folder, started = base / uuid.uuid4().hex, time.monotonic()
    connection.rollback()
    try:
        with connection.begin():
            _require_space(connection, base)
            row = KeyIndexRow(
                generation=next_generation(connection), folder=folder.name, versions=_versions(connection)
            )
            folder.mkdir(parents=True)
            for of in KEYED.values():
                write(connection, of, folder)
            connection.execute(sa.delete(KEY_INDEX))
            connection.execute(sa.insert(KEY_INDEX).values(row.model_dump()))
    except (OSError, duckdb.Error, sa.exc.DBAPIError) as exc:
        _GIVEN_UP.add(base)
        shutil.rmtree(folder, ignore_errors=True)
        _LOG.warning("%s: not written (%s); looking for copies takes longer without", base, exc)
    else:
        _LOG.info("%s: the keys of %s versions in %.1f s", base, f"{row.versions:,}", time.monotonic() - started)


def _require_space(connection: sa.Connection, base: Path) -> None:
    rows = sum(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in KEYED)
    free = shutil.disk_usage(base.parent).free
    if free < rows * BYTES_A_ROW:
        raise OSError(errno.ENOSPC, f"{free:,} bytes free, {rows * BYTES_A_ROW:,} wanted")
