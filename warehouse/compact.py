"""Compaction: the search index joined, and the rows written anew, so that nothing of what was deleted is left."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from schemas.place import Lake, Place
from schemas.record import Record
from warehouse.files import beside, swap_in
from warehouse.key_index import renew_index
from warehouse.lake import NAME as LAKE
from warehouse.migrate import require_current
from warehouse.search import complete_index, join_segments
from warehouse.session import WriterLock, open_warehouse
from warehouse.size import table_sizes
from warehouse.sql import compose, literal, name
from warehouse.turns import transact


class Compacted(Record):
    """Bytes before and after, and the segments of the search index that were joined."""

    bytes_before: int
    bytes_after: int
    joined_segments: int


def compact(place: Place, *, now: datetime, lock_timeout: float = 30.0) -> Compacted:
    """Write the warehouse anew: a file beside itself, as large as it is, swapped in at the end; a kill leaves the old.

    Of a lake the past is given up: no reader can ask for an earlier state any more. Raises WarehouseBusy, LakeConflict
    and what opening raises.
    """
    require_current(place, lock_timeout=lock_timeout)
    with WriterLock(place, lock_timeout=lock_timeout):
        before = _bytes(place, lock_timeout)
        if isinstance(place, Lake):
            joined = transact(place, lambda lake: _compact_lake(lake, now), lock_timeout=lock_timeout, patience=60)
        else:
            joined = _compact_file(place, now, lock_timeout)
        return Compacted(bytes_before=before, bytes_after=_bytes(place, lock_timeout), joined_segments=joined)


def _compact_file(path: Path, now: datetime, lock_timeout: float) -> int:
    with open_warehouse(path, lock_timeout=lock_timeout) as connection:
        joined = _tidy_index(connection, now)
        connection.exec_driver_sql("CHECKPOINT")
        connection.commit()
        with beside(path) as new:
            connection.exec_driver_sql(compose("ATTACH {new} AS written_anew", new=literal(new)))
            copy_all = compose("COPY FROM DATABASE {old} TO written_anew", old=name(path.stem))
            connection.exec_driver_sql(copy_all)
            connection.commit()
            # By itself: where the disk is full, to detach says only that it failed.
            connection.exec_driver_sql("CHECKPOINT written_anew")
            connection.commit()
            connection.exec_driver_sql("DETACH written_anew")
            # The old file is still held, so nobody can have written to it since it was read.
            swap_in(new, path)
    with open_warehouse(path, lock_timeout=lock_timeout) as connection:
        renew_index(connection)
    return joined


def _compact_lake(connection: sa.Connection, now: datetime) -> int:
    joined = _tidy_index(connection, now)
    # Rows that stand in the catalog become files, files with deleted rows are written anew, small ones are joined.
    for call in (
        "CALL ducklake_flush_inlined_data({lake})",
        "CALL ducklake_rewrite_data_files({lake}, delete_threshold => 0)",
        "CALL ducklake_merge_adjacent_files({lake})",
        "CALL ducklake_expire_snapshots({lake}, older_than => now())",
        "CALL ducklake_cleanup_old_files({lake}, cleanup_all => true)",
    ):
        connection.exec_driver_sql(compose(call, lake=literal(LAKE)))
        connection.commit()
    return joined


def _tidy_index(connection: sa.Connection, now: datetime) -> int:
    segment = f"compacted-{now:%Y%m%dT%H%M%S}"
    with connection.begin():
        complete_index(connection, segment)
        return join_segments(connection, segment)


def _bytes(place: Place, lock_timeout: float) -> int:
    if isinstance(place, Lake):
        return sum(one.bytes for one in table_sizes(place, lock_timeout=lock_timeout))
    return place.stat().st_size
