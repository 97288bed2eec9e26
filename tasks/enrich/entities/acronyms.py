"""Acronyms that the text introduces: World Health Organization (WHO), NATO (North Atlantic Treaty Organization)."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page

# The acronym in brackets after the name, or the name in brackets after the acronym.
_BRACKETED = re.compile(r"\((?:the\s+)?([A-Z][A-Za-z&.-]{1,9})\)")
_SMALL = frozenset(["of", "the", "and", "for", "in", "on", "to", "de", "des", "du", "la", "&"])
_WORD = re.compile(r"[^\s-]+")
_EXPANSION = re.compile(r"\b([A-Z][A-Z&]{1,8})\b[^().]{0,40}\(([A-Z][^()]{5,120})\)")


def introduced(text: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Where a full name with its acronym stands: its offsets, the full name and the acronym."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for match in _BRACKETED.finditer(text):
        start = _full_start(text, match.start(), match[1])
        if start is not None:
            end = match.start() - len(text[: match.start()]) + len(text[: match.start()].rstrip())
            found[start, end] = (text[start:end], match[1])
    for match in _EXPANSION.finditer(text):
        if spells(match[1], match[2]):
            found[match.start(2), match.end(2)] = (match[2], match[1])
    return found


def spells(acronym: str, name: str) -> bool:
    """Whether the acronym is made of the initials of the name, small words counted or not."""
    words = [word for word in _WORD.findall(name) if word[0].isalpha()]
    letters = acronym.replace(".", "").replace("&", "").rstrip("s").upper()
    every = "".join(word[0] for word in words).upper()
    capital = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    shown = "".join(word[0] for word in words if word[0].isupper())
    return len(letters) > 1 and letters in {every, capital, shown}


def _full_start(text: str, bracket: int, acronym: str) -> int | None:
    """Where the name before the bracket starts, when its initials spell the acronym."""
    before = text[max(0, bracket - 150) : bracket]
    offset = bracket - len(before)
    words = [match for match in _WORD.finditer(before) if match[0][0].isalpha()]
    for count in range(2, min(len(words), len(acronym) + 5) + 1):
        first = words[-count]
        if first[0][0].isupper() and spells(acronym, before[first.start() :]):
            return offset + first.start()
    return None


def spelt_names(page: Page, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The tokens of the full names at these offsets."""
    return [(bisect_left(page.starts, start), bisect_left(page.starts, end)) for start, end in pairs]


def acronym_mentions(page: Page, mentions: Iterable[Named], acronyms: Iterable[str]) -> Iterator[Named]:
    """Introduced acronyms that nothing else marked."""
    wanted = set(acronyms)
    taken = {i for mention in mentions for i in range(mention.start, mention.end)} if wanted else set()
    for i, word in enumerate(page.words):
        if word in wanted and i not in taken:
            yield Named(i, i + 1, word, "ORG", why="acronym that the text introduces")
