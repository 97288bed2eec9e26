"""Which lines of a header are dates, and which of them say published or updated. The dates stay as printed."""

import re
from dataclasses import dataclass
from functools import cache

from tasks.normalise.printout.facts import labels, words

_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?|\d+|[^\w\s]")
_NUMERIC = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日)")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2}\s*[ap]\.?m\b|\b\d{4}\b", re.I)
_AGO = re.compile(
    r"(?:about\s+)?(?:\d+|an?)\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago|yesterday|today", re.I
)
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?")
_ZONE = re.compile(r"[A-Z]{2,5}|Z")
_EDGES = " \t:–—-,|•·()[]"
_LONGEST = 90


@dataclass(frozen=True)
class Dated:
    """A date as printed, and which of the two it is; `field` is None where the line does not say."""

    raw: str
    field: str | None


@cache
def _label_pattern() -> re.Pattern[str]:
    both = "|".join(
        f"(?P<{key}>{'|'.join(re.escape(label) for label in labels(key))})" for key in ("updated", "published")
    )
    return re.compile(rf"(?<![\w-])(?:{both})\b(?:\s+(?:on|at))?\s*:?", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether a text is a date (and time) and nothing else."""
    text = text.strip(_EDGES)
    if not text or len(text) > _LONGEST:
        return False
    if _AGO.fullmatch(text) or _STAMP.fullmatch(text):
        return True
    if any(bar in text for bar in "|•·"):
        return False
    has_month = has_number = False
    for token in _TOKEN.finditer(_NUMERIC.sub(" ", text)):
        word = token[0].rstrip(".").casefold()
        if token[0].isdigit():
            has_number = True
        elif word in words("dates", "months"):
            has_month = True
        elif not (word in words("dates", "weekdays") or word in words("dates", "fillers") or _may_stand(token)):
            return False
    return bool(_NUMERIC.search(text)) or (has_month and has_number)


def _may_stand(token: re.Match[str]) -> bool:
    """Punctuation, or the letters of a zone behind a time of day: elsewhere capitals are a name."""
    if not token[0][0].isalnum():
        return True
    return bool(_ZONE.fullmatch(token[0]) and _CLOCK.search(token.string, 0, token.start()))


def is_time(text: str) -> bool:
    """Whether a text is a time of day alone."""
    return bool(_CLOCK.search(text)) and len(text) < 25 and not re.search(r"[a-z]{4,}", text)


def dates_in(line: str) -> list[Dated]:
    """The dates of a line that holds nothing else; [] for any other line."""
    line = line.strip(" ()[]")
    marks = list(_label_pattern().finditer(line))
    if not marks:
        return [Dated(line.strip(_EDGES), None)] if is_date(line) else []
    found = []
    before = line[: marks[0].start()].strip(_EDGES)
    if before:
        if not is_date(before):
            return []
        found.append(Dated(before, None))
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        raw = line[mark.end() : end].strip(_EDGES)
        if not raw and number + 1 < len(marks):
            continue  # "Published / Updated: …"
        if not (is_date(raw) or is_time(raw)):
            return []
        found.append(Dated(raw, mark.lastgroup))
    return found


def split_date(line: str) -> tuple[str, str] | None:
    """A line that ends in a date: what stands before it, and the date; None where there is none."""
    for found in re.finditer(r"[\s,|•·–—-]+", line):
        rest = line[found.end() :]
        if found.start() > 0 and len(rest) >= 6 and dates_in(rest) and any(char.isdigit() for char in rest):
            return line[: found.start()].strip(_EDGES), rest.strip()
    return None
