"""Times told from the fetch: "3 hours ago", "yesterday"."""

import re
from datetime import datetime, timedelta

_LEAD = re.compile(r"(?:(?:last )?updated|published|posted|about|over|almost)\s*:?\s+", re.IGNORECASE)
_AGO = re.compile(
    r"(?P<count>\d{1,3}|an?|one|two|three)\s*"
    r"(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?) ago",
    re.IGNORECASE,
)
_COUNT_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def read_relative(text: str, now: datetime) -> tuple[datetime, bool] | None:
    """The time that a text tells from `now`, and whether it is known to the minute; None for another text."""
    while match := _LEAD.match(text):
        text = text[match.end() :]
    lower = text.lower()
    if lower in ("just now", "moments ago", "now"):
        return now, True
    if lower in ("today", "yesterday"):
        return now - timedelta(days=lower == "yesterday"), False
    found = _AGO.fullmatch(text)
    if not found:
        return None
    count = _COUNT_WORDS.get(found["count"].lower()) or int(found["count"])
    unit = found["unit"][0].lower()
    # "3 hours ago" is up to an hour out, so only its day is claimed.
    return now - timedelta(seconds=count * _UNIT_SECONDS[unit]), unit in "sm"
