"""How values look on a page: times, numbers, links and words that were searched for."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

_SNIPPET = 260
_BEFORE = 80
_KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place with a government",
    "LOC": "place",
    "FAC": "building or site",
    "NORP": "people or party",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "PRODUCT": "product",
    "LAW": "law",
}
_MONTHS = [date(2000, one, 1).strftime("%B") for one in range(1, 13)]


def day(value: date | None) -> str:
    """14 May 2024."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else "no date"


def month(value: date | None) -> str:
    """May 2024."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if value else "no date"


def moment(value: datetime | None) -> Markup:
    """14 May 2024, 16:10 UTC, as a time element."""
    if value is None:
        return Markup("–")
    words = f"{day(value)}, {value:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), words)


def published(row: dict[str, object]) -> Markup:
    """When an article was published, no finer than is known."""
    at, on = row.get("published_at"), row.get("published_on")
    if isinstance(at, datetime) and row.get("published_precision") != "day":
        return moment(at)
    if isinstance(on, date):
        return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), day(on))
    return Markup("no date")


def number(value: int | float | None) -> str:
    """1,234; a dash where there is none."""
    return "–" if value is None else f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """1 article, 2 articles."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def share(value: float | None) -> str:
    """87 %."""
    return "–" if value is None else f"{value * 100:.0f} %"


def first_few(names: list[str]) -> str:
    """The first four of them."""
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def by_article(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows on end that are of one article, together."""
    return [list(group) for _, group in itertools.groupby(rows, lambda row: row["article_id"])]


def kind(label: str) -> str:
    """What an entity's label means."""
    return _KINDS.get(label, label.replace("_", " ").lower())


def web_address(value: object) -> str | None:
    """The address where a browser may go there: http or https with a host, nothing else."""
    if not isinstance(value, str) or re.search(r"[\x00-\x20\x7f]", value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname else None


def language_of(value: object) -> str | None:
    """A language tag as the lang attribute takes it; None where it is none."""
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None


def marked(text: str | None, words: str | None) -> Markup:
    """The text with the words of a search in mark elements."""
    if not text:
        return Markup()
    parts, at = [], 0
    for start, end in _hits(text, words):
        parts += [Markup.escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup().join([*parts, Markup.escape(text[at:])])


def snippet(text: str | None, words: str | None) -> str:
    """Some words around the first one that was searched for."""
    text = " ".join((text or "").split())
    first = next((start for start, _ in _hits(text, words)), 0)
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(text) if start + _SNIPPET >= len(text) else text.rfind(" ", start, start + _SNIPPET)
    end = end if end > start else start + _SNIPPET
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _hits(text: str, words: str | None) -> Iterator[tuple[int, int]]:
    starts = tuple(_folded(one) for one in re.findall(r"(\w+)\*", words or ""))
    terms = {_stem(_folded(one)) for one in re.findall(r"\w+", words or "")}
    if terms:
        for found in re.finditer(r"\w+", _folded(text)):
            if _stem(found[0]) in terms or (starts and found[0].startswith(starts)):
                yield found.span()


def _stem(word: str) -> str:
    """Without a plural's s, about as the index has it: enough to show where a hit is."""
    return word.removesuffix("s") if len(word) > 3 else word


def _folded(text: str) -> str:
    """Lower case without accents, one code point for each, so that places stay."""
    return text.lower() if text.isascii() else "".join(_base(char) for char in text)


def _base(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
