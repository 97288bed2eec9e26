"""The clock time and the zone that stand beside a date: "9:45pm HKT", "at 21.45 Uhr", "1430 GMT"."""

import re
from dataclasses import dataclass

_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?<![\d:])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s*(?=(?-i:GMT|UTC|Z|[A-Z]{3,4})\b|hrs?\b|hours\b)"
)
_ZONE = re.compile(
    r"\(?\b(?:(?P<offset>(?:GMT|UTC)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?)|(?P<name>[A-Z]{2,5})(?![\w.])|(?P<zulu>Z)\b|"
    r"(?P<region>Eastern|Central|Mountain|Pacific)(?: (?:Standard|Daylight))?(?: Time)?)|(?P<bare>[+\-−]\d{1,2}:?\d\d)"
)
_REGIONS = {"Eastern": "ET", "Central": "CT", "Mountain": "MT", "Pacific": "PT"}
_NOT_ZONES = {"AM", "PM", "AT", "ON", "BY", "IN"}
# Words that may stand around a date; anything else means that the text is more than a date.
_FILLER = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b|"
    r"\b(?:published|posted|updated|first|last|modified|created|on|at|date|time|release[sd]?|issued|filed|local|the|of|"
    r"o'?clock|hrs?|hours|online|print|edition|uhr|uur|um|h)\b",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(r";.*\b(?:updated|modified)\b", re.IGNORECASE)
_LETTERS_LEFT = 3  # a stray abbreviation; more than that is text


@dataclass(frozen=True)
class Clock:
    """A time of day; the hour is None where the text gives none."""

    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str | None = None


def read_clock(rest: str) -> Clock | None:
    """The clock time in what surrounds a date; None where there is more than a time, a zone and the usual words.

    `rest` is the text with a semicolon in the date's place.
    """
    match = _find_clock(rest)
    if match and _OTHER_TIME.search(rest, 0, match.start()):
        # "28 Mar 2018 | Updated 11:52 PM": the time is that of another day's change.
        rest, match = rest[: match.start()] + rest[match.end() :], None
    zone = None
    if match:
        rest, zone = _take_zone(f"{rest[: match.start()]} ; ", rest[match.end() :])
    if len(re.findall(r"\w", _FILLER.sub("", rest))) > _LETTERS_LEFT:
        return None
    if not match:
        return Clock()
    groups = match.groupdict()
    hour = to_24_hours(int(groups["hour"]), groups.get("half"))
    minute, second = int(groups["minute"] or 0), groups.get("second")
    # An hour of 24 or a minute of 75 is no clock time: better the day alone than nothing.
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        return Clock()
    return Clock(hour, minute, int(second) if second else None, zone)


def to_24_hours(hour: int, half: str | None) -> int:
    """The hour on the 24-hour clock, given am, pm or nothing."""
    if not half or hour > 12:
        return hour
    late = re.sub(r"[.\s]", "", half.lower()) in ("pm", "午後", "오후", "下午")
    return hour % 12 + (12 if late else 0)


def _find_clock(text: str) -> re.Match[str] | None:
    """The first clock time: a bare number is one only with am, pm or a zone behind it."""
    found = next((match for match in _CLOCK.finditer(text) if match["minute"] or match["half"]), None)
    return found or _MILITARY.search(text)


def _take_zone(before: str, after: str) -> tuple[str, str | None]:
    """The text without its zone, and the zone."""
    match = next((m for m in _ZONE.finditer(after) if (m["name"] or "") not in _NOT_ZONES), None)
    if not match:
        return before + after, None
    found = match["offset"] or match["bare"] or match["name"] or match["zulu"] or _REGIONS[match["region"]]
    return before + after[: match.start()] + after[match.end() :], re.sub(r"\s", "", found).replace("−", "-")
