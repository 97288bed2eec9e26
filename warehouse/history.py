"""A source's own past, read for the gate and for proposed expectations."""

from collections.abc import Collection, Mapping
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from schemas.history import SourceDay, SourcePast

_QUERY = Path(__file__).parent / "source_days.sql"
# A quarter of a year: long enough for weekdays and holidays, short enough that a paper may change.
DAYS = 90


def read_past(connection: sa.Connection, source_ids: Collection[str], *, days: int = DAYS) -> Mapping[str, SourcePast]:
    """The last `days` days with articles of each source, by source_id; nothing for a source that is not known."""
    if not source_ids:
        return {}
    query = sa.text(_QUERY.read_text(encoding="utf-8"))
    found = connection.execute(query, {"source_ids": sorted(source_ids), "days": days}).mappings()
    return {
        source_id: SourcePast(
            source_id=source_id,
            days=tuple(SourceDay(**{name: row[name] for name in SourceDay.model_fields}) for row in rows),
        )
        for source_id, rows in groupby(found, key=lambda row: str(row["source_id"]))
    }
