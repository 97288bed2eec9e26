"""How large the warehouse is: rows and bytes of every table."""

from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from schemas.record import Record
from warehouse.session import open_warehouse
from warehouse.tables import METADATA


class TableSize(Record):
    """One table, or what the file holds beside tables."""

    table: str
    rows: int | None
    bytes: int


def table_sizes(path: Path, *, lock_timeout: float = 30.0) -> list[TableSize]:
    """Every table, the largest first; then what keys and free space take, and the log beside the file.

    A block that several tables share is parted among them. Raises what opening the warehouse raises.
    """
    with open_warehouse(path, read_only=True, lock_timeout=lock_timeout) as connection:
        block = connection.scalar(sa.text("SELECT block_size FROM pragma_database_size()")) or 0
        free = connection.scalar(sa.text("SELECT free_blocks FROM pragma_database_size()")) or 0
        blocks = {name: _blocks(connection, name) for name in METADATA.tables}
        rows = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }
    shared = Counter(block_id for of in blocks.values() for block_id in of)
    tables = [
        TableSize(table=name, rows=rows[name], bytes=round(sum(block / shared[block_id] for block_id in of)))
        for name, of in blocks.items()
    ]
    log = path.with_name(path.name + ".wal")
    log_bytes = log.stat().st_size if log.exists() else 0
    in_tables = sum(one.bytes for one in tables)
    return [
        *sorted(tables, key=lambda one: (-one.bytes, one.table)),
        TableSize(
            table="(keys and bookkeeping)", rows=None, bytes=max(0, path.stat().st_size - in_tables - free * block)
        ),
        TableSize(table="(free space)", rows=None, bytes=free * block),
        TableSize(table="(log)", rows=None, bytes=log_bytes),
    ]


def _blocks(connection: sa.Connection, table: str) -> set[int]:
    found = connection.execute(
        sa.text("SELECT DISTINCT block_id FROM pragma_storage_info(:name) WHERE block_id >= 0"), {"name": table}
    )
    return set(found.scalars())
