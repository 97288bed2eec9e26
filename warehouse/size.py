"""How large the warehouse is: rows and bytes of every table."""

from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from schemas.place import Lake, Place
from schemas.record import Record
from warehouse.key_index import index_folder
from warehouse.lake import NAME as LAKE
from warehouse.session import open_warehouse
from warehouse.tables import METADATA


class TableSize(Record):
    """One table, or what the file holds beside tables."""

    table: str
    rows: int | None
    bytes: int


def table_sizes(place: Place, *, lock_timeout: float = 30.0) -> list[TableSize]:
    """Every table, the largest first; of a file then keys, free space, and what lies beside it.

    A block that several tables share is parted among them; rows that a lake keeps in its catalog weigh nothing here.
    Raises what opening the warehouse raises.
    """
    with open_warehouse(place, read_only=True, lock_timeout=lock_timeout) as connection:
        rows = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }
        if isinstance(place, Lake):
            weights, beside = _lake_weights(connection)
        else:
            weights, beside = _file_weights(connection, place)
    tables = [TableSize(table=name, rows=rows[name], bytes=weights.get(name, 0)) for name in rows]
    return [*sorted(tables, key=lambda one: (-one.bytes, one.table)), *beside]


def _lake_weights(connection: sa.Connection) -> tuple[dict[str, int], list[TableSize]]:
    sizes = "SELECT table_name, file_size_bytes + delete_file_size_bytes FROM ducklake_table_info(:lake)"
    found = connection.execute(sa.text(sizes), {"lake": LAKE})
    return dict(found.tuples().all()), []


def _file_weights(connection: sa.Connection, path: Path) -> tuple[dict[str, int], list[TableSize]]:
    block = connection.scalar(sa.text("SELECT block_size FROM pragma_database_size()")) or 0
    free = (connection.scalar(sa.text("SELECT free_blocks FROM pragma_database_size()")) or 0) * block
    blocks = {name: _blocks(connection, name) for name in METADATA.tables}
    shared = Counter(block_id for of in blocks.values() for block_id in of)
    weights = {name: round(sum(block / shared[block_id] for block_id in of)) for name, of in blocks.items()}
    log = path.with_name(path.name + ".wal")
    beside = {
        "(keys and bookkeeping)": max(0, path.stat().st_size - sum(weights.values()) - free),
        "(free space)": free,
        "(log)": log.stat().st_size if log.exists() else 0,
        "(sorted keys)": sum(file.stat().st_size for file in index_folder(path).glob("*/*")),
    }
    return weights, [TableSize(table=name, rows=None, bytes=weight) for name, weight in beside.items()]


def _blocks(connection: sa.Connection, table: str) -> set[int]:
    found = connection.execute(
        sa.text("SELECT DISTINCT block_id FROM pragma_storage_info(:name) WHERE block_id >= 0"), {"name": table}
    )
    return set(found.scalars())
