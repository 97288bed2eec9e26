"""The keys of one table in ascending order, and the holder of each: files of numbers that are mapped, not read.

A look is a binary search: it touches a few pages of a file, however long that is.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from warehouse.arrow import query_arrow, registered
from warehouse.session import database_of
from warehouse.sql import Part, compose, name

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_ROWS_AT_ONCE = 1 << 17


class Keyed(NamedTuple):
    """A table of keys and holders; where a holder is no number, `named_in` is a table that has each of them once."""

    table: sa.Table
    key: str
    holder: str
    named_in: sa.Table | None = None

    @property
    def parts(self) -> dict[str, Part]:
        """Its name and those of its columns, for statements."""
        return {"table": name(self.table.name), "key": name(self.key), "holder": name(self.holder)}


class SortedKeys(NamedTuple):
    """Keys (int64, ascending) and their holders (int64): numbers as in the table, or places in `names`."""

    of: Keyed
    keys: np.ndarray
    holders: np.ndarray
    names: pa.Table | None

    def find(self, keys: Collection[int]) -> pa.Table:
        """All rows with any of the keys: the key and its holder, as in the table."""
        import numpy as np
        import pyarrow as pa

        asked = np.unique(np.fromiter(keys, np.int64, len(keys)))
        first = np.searchsorted(self.keys, asked)
        times = np.searchsorted(self.keys, asked, side="right") - first
        # So many places from each first one on, one after the other.
        places = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
        holders = pa.array(self.holders[places])
        if self.names is not None:
            holders = self.names[self.of.holder].take(holders)
        return pa.table({self.of.key: pa.array(np.repeat(asked, times)), self.of.holder: holders})

    def agrees(self, connection: sa.Connection, generation: int) -> bool:
        """Whether these are the table's rows of the generation and earlier ones, in order."""
        import numpy as np
        import pyarrow as pa

        if not np.all(self.keys[:-1] <= self.keys[1:]):
            return False
        parts, column = self.of.parts, self.of.holder
        there = compose("SELECT count(*), sum(hash({key}, {holder})) FROM {table} WHERE generation <= $1", **parts)
        here = compose("SELECT count(*), sum(hash({key}, {holder})) FROM sorted_keys", **parts)
        if self.names is not None:
            column = "place"
            here = compose(
                "SELECT count(*), sum(hash({key}, {holder})) FROM sorted_keys JOIN names USING (place)", **parts
            )
        files = pa.table({self.of.key: pa.array(self.keys), column: pa.array(self.holders)})
        with registered(connection, "sorted_keys", files), registered(connection, "names", _placed(self.names)):
            summed = connection.exec_driver_sql(here).one()
        return bool(summed == connection.exec_driver_sql(there, (generation,)).one())


def nothing(of: Keyed) -> pa.Table:
    """What is found where there are no files."""
    import pyarrow as pa

    holder = pa.int64() if of.named_in is None else pa.string()
    return pa.schema([(of.key, pa.int64()), (of.holder, holder)]).empty_table()


def write(connection: sa.Connection, of: Keyed, folder: Path) -> None:
    """Write the files of a table; when it returns they are on disk."""
    import pyarrow as pa

    database = database_of(connection)
    names = None
    ordered = compose("SELECT {key}, {holder} FROM {table} ORDER BY {key}", **of.parts)
    if of.named_in is not None:
        listed = "SELECT {holder} FROM {named_in} ORDER BY {holder}"
        names = query_arrow(connection, compose(listed, named_in=name(of.named_in.name), **of.parts))
        ordered = compose("SELECT {key}, place FROM {table} JOIN names USING ({holder}) ORDER BY {key}", **of.parts)
        with _path(of, folder, "names").open("wb") as file:
            with pa.ipc.new_file(file, names.schema) as writer:
                writer.write_table(names)
            os.fsync(file.fileno())
    with (
        registered(connection, "names", _placed(names)),
        _path(of, folder, "keys").open("wb") as keys,
        _path(of, folder, "holders").open("wb") as holders,
    ):
        for batch in database.execute(ordered).to_arrow_reader(_ROWS_AT_ONCE):
            for file, column in zip((keys, holders), batch.columns, strict=True):
                file.write(column.to_numpy())
        for file in (keys, holders):
            file.flush()
            os.fsync(file.fileno())


def read(of: Keyed, folder: Path) -> SortedKeys:
    """The files of a table. Raises OSError and ValueError where they are not whole."""
    import pyarrow as pa

    keys, holders = (_mapped(_path(of, folder, kind)) for kind in ("keys", "holders"))
    if len(keys) != len(holders):
        raise ValueError(f"{of.key}: {len(keys)} keys and {len(holders)} holders")
    if of.named_in is None:
        return SortedKeys(of, keys, holders, None)
    with pa.memory_map(str(_path(of, folder, "names"))) as file:
        return SortedKeys(of, keys, holders, pa.ipc.open_file(file).read_all())


def _path(of: Keyed, folder: Path, kind: str) -> Path:
    return folder / f"{of.table.name}.{kind}"


def _mapped(path: Path) -> np.ndarray:
    import numpy as np

    # An empty file cannot be mapped.
    return np.memmap(path, np.int64, mode="r") if path.stat().st_size else np.empty(0, np.int64)


def _placed(names: pa.Table | None) -> pa.Table:
    """The names with their places, none where there are none."""
    import numpy as np
    import pyarrow as pa

    if names is None:
        return pa.table({"place": pa.array([], pa.int64())})
    return names.append_column("place", pa.array(np.arange(len(names))))
