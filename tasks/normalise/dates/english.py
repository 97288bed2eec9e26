"""Dates in English words: "Wednesday, 28 March, 2018, 9:45pm HKT", "Mar 5th 2024", RFC 822, ctime."""

import re
from dataclasses import dataclass

from tasks.normalise.dates.clock import Clock, read_clock

_NAMES = (
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
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_MONTH = r"\b(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d\d(?![:.]?\d))(?!\d)"
_DAY_FIRST = re.compile(rf"{_DAY}(?:\s+of)?[\s\-/,]*{_MONTH}[\s\-/,]*{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_MONTH}[\s\-/]*{_DAY}\s*,?[\s\-/]*{_YEAR}", re.IGNORECASE)
# The C library's order: the year behind the time and the zone.
_YEAR_LAST = re.compile(
    rf"{_MONTH}\s+{_DAY}\s+(?P<clock>\d\d:\d\d:\d\d(?:\s+[+-]\d{{4}}|\s+[A-Z]{{2,5}})?)\s+{_YEAR}$", re.IGNORECASE
)


@dataclass(frozen=True)
class EnglishDate:
    """The parts that the words give; the year may have two digits."""

    year: int
    month: int
    day: int
    clock: Clock


def read_english(text: str) -> EnglishDate | None:
    """The date in English words that makes up the whole text; None where there is none or there is more than that."""
    match = _YEAR_LAST.search(text) or _DAY_FIRST.search(text) or _MONTH_FIRST.search(text)
    if not match:
        return None
    rest = f"{text[: match.start()]} ; {text[match.end() :]} {match.groupdict().get('clock') or ''}"
    clock = read_clock(rest)
    if clock is None:
        return None
    return EnglishDate(int(match["year"].lstrip("'")), _MONTHS[match["month"].lower()], int(match["day"]), clock)
