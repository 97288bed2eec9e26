"""What a date string says: calendar day, clock time, offset or zone name, before any judgement about the zone."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tasks.normalise.dates.clock import Clock, read_clock, to_24_hours
from tasks.normalise.dates.english import read_english
from tasks.normalise.dates.facts import date_order_of
from tasks.normalise.dates.localised import read_localised
from tasks.normalise.dates.months import is_month_alone
from tasks.normalise.dates.relative import read_relative

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T\s,_]+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[A-Z]{2,5}|(?:GMT|UTC)?\s?[+\-−]\d{1,2}(?::?\d\d)?)?(?:\[[\w/]+\])?)?Z?"
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_CJK = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]\s*(?:[（(].[)）])?\s*"
    r"(?:(?P<half>午前|午後|오전|오후|上午|下午)?\s*(?P<hour>\d{1,2})\s*[時时시:：]\s*(?P<minute>\d{1,2})?\s*[分분]?)?"
)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4}|\d\d)(?![\d/])"
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+\-−])(\d{1,2})(?::?(\d\d))?")
MONTH_ONLY = "date:month-only"
_LONGEST = 200
_FARTHEST_OFFSET = timedelta(hours=14)


@dataclass(frozen=True)
class Reading:
    """A date string's own claims. `day` is None, with a doubt, where its order is open or it names only a month."""

    day: date | None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    offset: timedelta | None = None
    zone: str | None = None
    doubt: str | None = None

    @property
    def wall(self) -> datetime | None:
        """The clock time as printed, without a zone."""
        if self.day is None or self.hour is None:
            return None
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, self.minute, self.second or 0)


@dataclass(frozen=True)
class DateRules:
    """What the surroundings decide about a date string; `now` is the fetch, None where it is not known."""

    order: str | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    now: datetime | None = None


def read_date(raw: str, rules: DateRules) -> Reading | None:
    """The reading of a date string; None where it holds no date, or more than a date.

    Order of trials: ISO 8601, compact ISO, CJK, epoch seconds, numeric, relative, English, then other languages.
    """
    text = " ".join(raw.split()).strip(" |·•-,")
    if not text or len(text) > _LONGEST:
        return None
    if is_month_alone(text):
        return Reading(None, doubt=MONTH_ONLY)
    try:
        return _read_fixed(text) or _read_numeric(text, rules) or _read_told(text, rules) or _read_words(text, rules)
    except (ValueError, OverflowError):
        return None


def _read_fixed(text: str) -> Reading | None:
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text) or _CJK.fullmatch(text):
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        groups = match.groupdict()
        hour = to_24_hours(int(groups["hour"]), groups.get("half")) if groups["hour"] else None
        minute, second = int(groups["minute"] or 0), groups.get("second")
        if hour is None or hour > 23 or minute > 59 or int(second or 0) > 59:
            return Reading(day)
        return _with_clock(day, Clock(hour, minute, int(second) if second else None, groups.get("zone")))
    if match := _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(match[1]), tz=UTC)
        return Reading(at.date(), at.hour, at.minute, at.second, offset=timedelta(0))
    return None


def _read_numeric(text: str, rules: DateRules) -> Reading | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    clock = read_clock(f"{text[: match.start()]} ; {text[match.end() :]}")
    if clock is None:
        return None
    year = full_year(match["year"], rules.now)
    day = _ordered(int(match["a"]), int(match["b"]), year, match["sep"], rules)
    return _with_clock(day, clock) if day else Reading(None, doubt="date:ambiguous-order")


def _read_told(text: str, rules: DateRules) -> Reading | None:
    told = read_relative(text, rules.now) if rules.now else None
    if told is None:
        return None
    at, exact = told
    if not exact:
        return Reading(at.date(), doubt="date:relative")
    return Reading(at.date(), at.hour, at.minute, offset=at.utcoffset(), doubt="date:relative")


def _read_words(text: str, rules: DateRules) -> Reading | None:
    if found := read_english(text):
        return _with_clock(date(full_year(found.year, rules.now), found.month, found.day), found.clock)
    languages = tuple(dict.fromkeys(tag.split("-")[0].lower() for tag in rules.languages))
    at = read_localised(text, languages, rules.order or date_order_of(rules.country) or "DMY")
    if at is None:
        return None
    if not _CLOCK_IN_TEXT.search(text):
        return Reading(at.date())
    clock = Clock(at.hour, at.minute, at.second if _SECONDS_IN_TEXT.search(text) else None)
    if _NUMERIC_OFFSET.search(text):
        return replace(_with_clock(at.date(), clock), offset=at.utcoffset())
    # The library settles "IST" by itself; a name is ours to judge.
    name = _ZONE_NAME.search(text)
    return _with_clock(at.date(), replace(clock, zone=name[1] if name else None))


_CLOCK_IN_TEXT = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d\b|\d\s?[ap]\.?m\b", re.IGNORECASE)
_SECONDS_IN_TEXT = re.compile(r"\d:\d\d:\d\d")
_NUMERIC_OFFSET = re.compile(r"\d\s?(?:GMT|UTC)?\s?[+\-−]\d{1,2}:?(?:\d\d)?$|\dZ$")
_ZONE_NAME = re.compile(r"\d.*?\b([A-Z]{3,4})\)?$")


def _with_clock(day: date, clock: Clock) -> Reading:
    """The reading of a day and a clock time; a zone that is an offset becomes one."""
    reading = Reading(day, clock.hour, clock.minute, clock.second)
    zone = (clock.zone or "").replace(" ", "")
    if not zone or clock.hour is None:
        return reading
    match = _OFFSET.fullmatch(zone)
    if not match:
        return replace(reading, zone=zone)
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if size > _FARTHEST_OFFSET:
        return reading
    return replace(reading, offset=size if match[1] == "+" else -size)


def full_year(year: str | int, now: datetime | None) -> int:
    """A year of four digits: two digits mean the latest such year that is not after next year."""
    number, this_year = int(year), (now or datetime.now(UTC)).year
    if number >= 100:
        return number
    century = this_year - this_year % 100
    return century + number if century + number <= this_year + 1 else century - 100 + number


def _ordered(first: int, second: int, year: int, separator: str, rules: DateRules) -> date | None:
    """The day of a numeric date; None where day and month cannot be told apart."""
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if first > 12 or first == second else (second, first)
        return date(year, month, day)
    # Only day-first countries part dates by dots, so 03.11.2024 is never the eleventh of March.
    order = rules.order or ("DMY" if separator == "." else date_order_of(rules.country))
    if order == "DMY":
        return date(year, second, first)
    if order == "MDY":
        return date(year, first, second)
    return None
