"""What a date string says: calendar day, clock time, offset or zone name, before any judgement about the zone."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from tasks.normalise.dates.english import read_english
from tasks.normalise.dates.facts import date_order_of

_ZONE = r"(?P<zone>Z|UTC|GMT|[A-Z]{2,5}|(?:GMT|UTC)?\s?[+\-−]\d{1,2}(?::?\d\d)?)"
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[T\s,_]+{_CLOCK}\s*{_ZONE}?(?:\[[\w/]+\])?)?Z?"
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_NUMERIC = re.compile(
    rf"(?:[^\W\d]+\.?,?\s+)?(?P<a>\d{{1,2}})(?P<sep>[./-])\s?(?P<b>\d{{1,2}})(?P=sep)\s?(?P<year>\d{{4}}|\d\d)"
    rf"(?:[\s,|·–-]*(?:\w{{1,3}}\s)?{_CLOCK}\s*(?P<half>[ap]\.?m\.?)?\s*(?:Uhr|h|hrs|Uur)?\s*{_ZONE}?)?",
    re.IGNORECASE,
)
_CJK = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]\s*(?:[（(].[)）])?\s*"
    r"(?:(?P<half>午前|午後|오전|오후|上午|下午)?\s*(?P<hour>\d{1,2})\s*[時时시:：]\s*(?P<minute>\d{1,2})?\s*[分분]?)?"
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+\-−])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_LATE_HALF = {"pm", "午後", "오후", "下午"}


@dataclass(frozen=True)
class Reading:
    """A date string's own claims. `day` is None where its order could not be decided."""

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
    """What the surroundings decide about a date string."""

    order: str | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def read_date(raw: str, rules: DateRules) -> Reading | None:
    """The reading of a date string; None where it holds no date.

    Order of trials: ISO 8601, compact ISO, epoch seconds, numeric, CJK, English, then dateparser in the languages
    given, because that one is two orders slower.
    """
    text = " ".join(raw.split()).strip(" |·•-,")
    if not text or len(text) > 200:
        return None
    try:
        return _read_fixed_forms(text, rules) or read_relative(text, rules) or _read_words(text, rules)
    except (ValueError, OverflowError):
        return None


def _read_fixed_forms(text: str, rules: DateRules) -> Reading | None:
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text) or _CJK.fullmatch(text):
        return _from_match(match, date(int(match["year"]), int(match["month"]), int(match["day"])))
    if match := _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(match[1]), tz=UTC)
        return Reading(at.date(), at.hour, at.minute, at.second, offset=timedelta(0))
    if match := _NUMERIC.fullmatch(text):
        day = _ordered(int(match["a"]), int(match["b"]), full_year(match["year"], rules.now), match["sep"], rules)
        return replace(_from_match(match, day), doubt=None if day else "date:ambiguous-order")
    return None


def _read_words(text: str, rules: DateRules) -> Reading | None:
    found = read_english(text)
    if found is None:
        return _read_localised(text, rules)
    day = date(full_year(found.year, rules.now), found.month, found.day)
    reading = Reading(day, found.hour, found.minute, found.second)
    return _with_zone(reading, found.zone)


def _from_match(match: re.Match[str], day: date | None) -> Reading:
    groups = match.groupdict()
    if not groups.get("hour"):
        return Reading(day)
    hour = to_24_hours(int(groups["hour"]), groups.get("half"))
    second = int(groups["second"]) if groups.get("second") else None
    reading = Reading(day, hour, int(groups.get("minute") or 0), second)
    # An hour of 24 or a minute of 75 is no clock time: better the day alone than nothing.
    if hour > 23 or reading.minute > 59 or (second or 0) > 59:
        return Reading(day)
    return _with_zone(reading, groups.get("zone"))


def to_24_hours(hour: int, half: str | None) -> int:
    """The hour on the 24-hour clock, given am, pm or nothing."""
    if not half or hour > 12:
        return hour
    late = half.lower().replace(".", "") in _LATE_HALF
    return hour % 12 + (12 if late else 0)


def _with_zone(reading: Reading, zone: str | None) -> Reading:
    if not zone:
        return reading
    zone = zone.strip()
    if match := _OFFSET.fullmatch(zone):
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if size > timedelta(hours=14):
            return reading
        return replace(reading, offset=size if match[1] == "+" else -size)
    return replace(reading, zone=zone)


def full_year(year: str | int, now: datetime) -> int:
    """A year of four digits: two digits mean the latest such year that is not after next year."""
    number = int(year)
    if number >= 100:
        return number
    century = now.year - now.year % 100
    return century + number if century + number <= now.year + 1 else century - 100 + number


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


_RELATIVE = re.compile(
    r"(?:about |over |updated |published |posted |last updated )*"
    r"(?P<count>\d{1,3}|an?|one|two|three)\s*(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?) ago",
    re.IGNORECASE,
)
_COUNT_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def read_relative(text: str, rules: DateRules) -> Reading | None:
    """A time told from the fetch ("3 hours ago", "yesterday"); None where the fetch time is not known or none is told."""
    if rules.now.year == 1970:
        return None
    lower = text.lower().removeprefix("published ").removeprefix("updated ")
    if lower in ("just now", "moments ago"):
        return _instant(rules.now)
    if lower in ("today", "yesterday"):
        return Reading((rules.now - timedelta(days=lower == "yesterday")).date(), doubt="date:relative")
    match = _RELATIVE.fullmatch(text)
    if not match:
        return None
    count = _COUNT_WORDS.get(match["count"].lower()) or int(match["count"])
    unit = match["unit"][0].lower()
    at = rules.now - timedelta(seconds=count * _UNIT_SECONDS[unit])
    # "3 hours ago" is up to an hour out, so only its day is claimed.
    return _instant(at) if unit in "sm" else Reading(at.date(), doubt="date:relative")


def _instant(at: datetime) -> Reading:
    return Reading(at.date(), at.hour, at.minute, offset=at.utcoffset(), doubt="date:relative")


_CLOCK_IN_TEXT = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d\b|\d\s?[ap]\.?m\b", re.IGNORECASE)

_NUMERIC_OFFSET = re.compile(r"\d\s?(?:GMT|UTC)?\s?[+\-−]\d{1,2}:?(?:\d\d)?$|\dZ$")
_ZONE_NAME = re.compile(r"\d.*?\b([A-Z]{3,4})\)?$")


def _read_localised(text: str, rules: DateRules) -> Reading | None:
    languages = tuple(dict.fromkeys(tag.split("-")[0].lower() for tag in rules.languages))
    if not re.search(r"\d", text) or len(text) > 80:
        return None
    at = _dateparser(text, languages, rules.order or date_order_of(rules.country) or "DMY")
    if at is None:
        return None
    if not _CLOCK_IN_TEXT.search(text):
        return Reading(at.date())
    reading = Reading(at.date(), at.hour, at.minute, at.second)
    if _NUMERIC_OFFSET.search(text):
        return replace(reading, offset=at.utcoffset())
    # The library settles "IST" by itself; a name is ours to judge.
    name = _ZONE_NAME.search(text)
    return replace(reading, zone=name[1]) if name else reading


@lru_cache(maxsize=4096)
def _dateparser(text: str, languages: tuple[str, ...], order: str) -> datetime | None:
    import dateparser

    settings = {"DATE_ORDER": order, "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = dateparser.parse(text, languages=list(languages) or None, settings=settings)
    except (ValueError, RecursionError):
        # An unknown language code: let the library look at its own list instead of giving the date up.
        found = dateparser.parse(text, settings=settings)
    return found if isinstance(found, datetime) else None
