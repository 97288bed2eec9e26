"""Dates in English words: "Wednesday, 28 March, 2018, 9:45pm HKT", "Mar 5th 2024", RFC 822."""

import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d\d(?![:.]?\d))"
_DAY_FIRST = re.compile(rf"{_DAY}(?:\s+of)?[\s\-/,]*{_MONTH}[\s\-/,]*{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}[\s\-/]*{_DAY}\s*,?[\s\-/]*{_YEAR}", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\(?\b(?:(?P<offset>(?:GMT|UTC)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?)|(?P<name>[A-Z]{2,5})(?![\w.])|"
    r"(?P<region>Eastern|Central|Mountain|Pacific)(?: (?:Standard|Daylight))?(?: Time)?)|(?P<bare>[+\-−]\d{1,2}:?\d\d)"
)
_REGIONS = {"Eastern": "ET", "Central": "CT", "Mountain": "MT", "Pacific": "PT"}
_NOT_ZONES = {"AM", "PM", "AT", "ON", "BY", "IN"}
# Words that may stand around a date; anything else means that the text is more than a date.
_FILLER = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b|"
    r"\b(?:published|posted|updated|first|last|modified|created|on|at|date|time|release[sd]?|issued|filed|local|the|of|"
    r"o'?clock|hrs?|hours|online|print|edition)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class EnglishDate:
    """The parts that the words give; the year may have two digits."""

    year: int
    month: int
    day: int
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str | None = None


def read_english(text: str) -> EnglishDate | None:
    """The date in English words that makes up the whole text; None where there is none or there is more than that."""
    match = _DAY_FIRST.search(text) or _MONTH_FIRST.search(text)
    if not match:
        return None
    rest = f"{text[: match.start()]} ; {text[match.end() :]}"
    clock = _find_clock(rest)
    zone = None
    if clock:
        rest, zone = _take_zone(f"{rest[: clock.start()]} ", rest[clock.end() :])
    left = _FILLER.sub("", rest)
    if len(re.findall(r"\w", left)) > 3:
        return None
    year, month, day = int(match["year"].lstrip("'")), _MONTHS[match["month"].lower()], int(match["day"])
    if not clock:
        return EnglishDate(year, month, day)
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    second = int(clock["second"]) if clock["second"] else None
    if hour > 23:
        return EnglishDate(year, month, day)
    return EnglishDate(year, month, day, hour, int(clock["minute"] or 0), second, zone)


def _find_clock(text: str) -> re.Match[str] | None:
    """The first clock time: a bare number is one only with am or pm behind it."""
    return next((match for match in _CLOCK.finditer(text) if match["minute"] or match["half"]), None)


def _take_zone(before: str, after: str) -> tuple[str, str | None]:
    """The text without its zone, and the zone."""
    match = next((m for m in _ZONE.finditer(after) if (m["name"] or "") not in _NOT_ZONES), None)
    if not match:
        return before + after, None
    found = match["offset"] or match["bare"] or match["name"] or _REGIONS[match["region"]]
    return before + after[: match.start()] + after[match.end() :], found.replace(" ", "").replace("−", "-")
