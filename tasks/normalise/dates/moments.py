"""From a date string to a Moment: an instant only where the zone is known, and how it is known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from schemas.article import Moment, Precision, ZoneBasis
from tasks.normalise.dates.facts import is_zone_name, offset_of_name, zone_of_country
from tasks.normalise.dates.reading import DateRules, Reading, read_date

_TOLERANCE = timedelta(days=1)
_OLDEST_YEAR = 1600  # the first newspapers


@dataclass(frozen=True)
class DateContext:
    """What decides about the dates of one article."""

    timezone: str | None = None
    country: str | None = None
    order: str | None = None
    languages: tuple[str, ...] = ()
    fetched_at: datetime | None = None


def moment_of(raw: str | None, context: DateContext, *, future: bool = False) -> tuple[Moment | None, tuple[str, ...]]:
    """The moment that a date string names, and notes on what stayed open.

    None with a note for a date that cannot be read (date:unreadable), whose order is open (date:ambiguous-order),
    that names a month without a day (date:month-only) or that lies after the fetch (date:future).
    A zone name with several meanings leaves the day (date:ambiguous-zone).
    `future`: a date after the fetch is right, as that of an embargo is.
    """
    if not raw or not raw.strip():
        return None, ()
    rules = DateRules(context.order, context.country, context.languages, context.fetched_at)
    reading = read_date(raw, rules)
    if reading is None:
        return None, ("date:unreadable",)
    if reading.day is None:
        return None, (reading.doubt or "date:ambiguous-order",)
    if reading.day.year < _OLDEST_YEAR:
        return None, ("date:unreadable",)
    moment, notes = _placed(reading, raw, context)
    latest = (context.fetched_at or datetime.now(UTC)) + _TOLERANCE
    if not future and ((moment.at and moment.at > latest) or moment.day > latest.date()):
        return None, ("date:future",)
    return moment, (*notes, *((reading.doubt,) if reading.doubt else ()))


def _placed(reading: Reading, raw: str, context: DateContext) -> tuple[Moment, tuple[str, ...]]:
    """The reading with its zone decided: given, the source's, the country's, or open."""
    assert reading.day is not None
    wall = reading.wall
    if wall is None:
        return Moment(day=reading.day, raw=raw), ()
    precision: Precision = "minute" if reading.second is None else "second"
    if reading.offset is not None:
        return _aware(wall, reading.offset, precision, "given", raw), ()
    if reading.zone and is_zone_name(reading.zone.upper()):
        offset = offset_of_name(reading.zone.upper(), wall, context.timezone, context.country)
        if offset is None:
            return Moment(day=reading.day, raw=raw), ("date:ambiguous-zone",)
        return _aware(wall, offset, precision, "given", raw), ()
    for zone, basis in ((context.timezone, "source"), (zone_of_country(context.country), "country")):
        if zone:
            offset = wall.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta(0)
            return _aware(wall, offset, precision, "source" if basis == "source" else "country", raw), ()
    return Moment(day=reading.day, raw=raw), ("date:unknown-zone",)


def _aware(wall: datetime, offset: timedelta, precision: Precision, basis: ZoneBasis, raw: str) -> Moment:
    at = wall.replace(tzinfo=timezone(offset))
    return Moment(day=at.date(), at=at, precision=precision, zone_basis=basis, raw=raw)
