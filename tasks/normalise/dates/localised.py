"""Dates in the words of other languages, by dateparser: two orders slower than the rest, hence asked last."""

import re
from datetime import datetime
from functools import lru_cache

# Asked where neither the article's nor the outlet's language reads the date.
_COMMON = ("de", "fr", "es", "it", "pt", "nl", "ru", "pl", "tr", "sv", "da", "nb", "fi", "cs", "hu", "ro", "uk", "el")
_LONGEST = 60
_TWO_NUMBERS = re.compile(r"\d+\D+\d+")


@lru_cache(maxsize=4096)
def read_localised(text: str, languages: tuple[str, ...], order: str) -> datetime | None:
    """The date and time of a text in one of the languages, else in one of the common ones of Europe.

    A day, a month and a year must be there: the library fills in what is missing.
    """
    if len(text) > _LONGEST or not _TWO_NUMBERS.search(text):
        return None
    return _parsed(text, languages, order) or _parsed(text, _COMMON, order)


def _parsed(text: str, languages: tuple[str, ...], order: str) -> datetime | None:
    import dateparser  # imported late: slow

    settings = {"DATE_ORDER": order, "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = dateparser.parse(text, languages=list(languages), settings=settings) if languages else None
    except (ValueError, RecursionError, OverflowError):
        # A language code that the library does not know.
        return None
    return found if isinstance(found, datetime) else None
