"""Compaction: the search index joined, and the file written anew, so that nothing of what was deleted is left in it."""

from datetime import datetime
from pathlib import Path

from schemas.record import Record
from warehouse.files import beside, swap_in
from warehouse.search import complete_index, join_segments
from warehouse.session import WriterLock, open_warehouse


class Compacted(Record):
    """Bytes of the file before and after, and the segments of the search index that were joined."""

    bytes_before: int
    bytes_after: int
    joined_segments: int


def compact(path: Path, *, now: datetime, lock_timeout: float = 30.0) -> Compacted:
    """Write the warehouse anew beside itself and swap it in; a kill leaves the old file.

    Needs as much free disk as the file has. Raises WarehouseBusy and what opening raises.
    """
    with WriterLock(path, lock_timeout=lock_timeout), open_warehouse(path, lock_timeout=lock_timeout) as connection:
        name = f"compacted-{now:%Y%m%dT%H%M%S}"
        with connection.begin():
            complete_index(connection, name)
            joined = join_segments(connection, name)
        connection.exec_driver_sql("CHECKPOINT")
        connection.commit()
        before = path.stat().st_size
        with beside(path) as new:
            literal = str(new).replace("'", "''")
            connection.exec_driver_sql(f"ATTACH '{literal}' AS written_anew")
            connection.exec_driver_sql(f'COPY FROM DATABASE "{path.stem}" TO written_anew')
            connection.commit()
            connection.exec_driver_sql("DETACH written_anew")
            # The old file is still held, so nobody can have written to it since it was read.
            swap_in(new, path)
    return Compacted(bytes_before=before, bytes_after=path.stat().st_size, joined_segments=joined)
