"""A source's own past, read for the gate and for proposed expectations; and what was told of it before."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from schemas.history import SourceCalendar, SourceDay, SourcePast

_FOLDER = Path(__file__).parent
# A quarter of a year: long enough for weekdays and holidays, short enough that a paper may change.
DAYS = 90


class Calendars(NamedTuple):
    """The calendars of a run's sources, and when a run over the same inputs last looked at whole days."""

    calendars: list[SourceCalendar]
    looked_at: datetime | None


def read_past(
    connection: sa.Connection,
    source_ids: Collection[str],
    *,
    days: int = DAYS,
    other_than: str | None = None,
    until: date | None = None,
) -> Mapping[str, SourcePast]:
    """The last `days` days with articles of each source, by source_id; nothing for a source that is not known.

    With `other_than` only articles whose results are of another model or rule set, with `until` only those up to then.
    """
    if not source_ids:
        return {}
    wanted = {"source_ids": sorted(source_ids), "days": days, "other_than": other_than, "until": until}
    found = connection.execute(_query("source_days"), wanted).mappings()
    return {
        source_id: SourcePast(
            source_id=source_id,
            days=tuple(SourceDay(**{name: row[name] for name in SourceDay.model_fields}) for row in rows),
        )
        for source_id, rows in groupby(found, key=lambda row: str(row["source_id"]))
    }


def read_calendars(
    connection: sa.Connection, run_id: str, *, now: datetime, past_days: int, late_days: int
) -> Calendars:
    """What arrived by day of the sources that runs with the parameters of this one have brought, this one included.

    Only what arrived within `late_days` of its day counts: an archive says nothing of what comes daily.
    """
    # A few days more, so that the oldest day that is compared is whole too.
    since = now - timedelta(days=past_days + 2 * late_days)
    query = _written("source_calendar", run_id=run_id, late_days=late_days, since=since)
    found = connection.execute(query).mappings()
    calendars = [
        SourceCalendar(
            source_id=source_id,
            source_name=name,
            timezone=timezone,
            articles={row["day"]: row["articles"] for row in rows},
        )
        for (source_id, name, timezone), rows in groupby(
            found, key=lambda row: (row["source_id"], row["source_name"], row["timezone"])
        )
    ]
    return Calendars(calendars, connection.scalar(_written("last_look", run_id=run_id)))


def stopped_before(connection: sa.Connection, run_id: str, rules: Collection[str]) -> set[str]:
    """Names of the sources that these rules stopped in the run, and that wait for a decision since an earlier one."""
    return set(connection.scalars(_query("stopped_before"), {"run_id": run_id, "rules": sorted(rules)}))


def _written(name: str, **values: str | int | datetime) -> sa.TextClause:
    """The query with its values in it, as every run asks it."""
    return _query(name).bindparams(*(sa.bindparam(key, value, literal_execute=True) for key, value in values.items()))


def _query(name: str) -> sa.TextClause:
    return sa.text((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
