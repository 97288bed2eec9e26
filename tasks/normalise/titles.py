"""Titles: the headline alone, as text."""

import html
import re
from collections.abc import Iterable, Sequence

from schemas.keys import fold

# Formatting that a headline may carry; any other tag in a title is text that the writer or an attacker put there.
_FORMATTING = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s+[|•·»–—:-]\s+|\s*[|｜ㅣ]\s*|：(?=[^：]{2,20}$)|-(?=[^-\s]{1,10}[|｜ㅣ])")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_LONGEST_TITLE = 500  # characters; a longer one has no affix, it is a text
_GENRE = re.compile(
    r"(?:(?:opinion|op-ed|comment|analysis|editorial|letters?|column|perspective|commentary)\s*[|｜]\s*|op-ed\s*:\s+)",
    re.IGNORECASE,
)


def clean_title(raw: str | None, names: Iterable[str] = ()) -> str | None:
    """A title as text on one line, without the outlet's name or a section around it; None where nothing is left.

    `names`: the outlet's name, domain and sections.
    """
    if not raw:
        return None
    text = " ".join(_FORMATTING.sub("", html.unescape(raw)).split())
    return strip_affixes(text, names) or None


def affix_cuts(title: str) -> list[tuple[int, int]]:
    """Where an affix could be parted off: the stretches of " | ", " - " and the like."""
    cuts = [match.span() for match in _CUT.finditer(title)] if len(title) <= _LONGEST_TITLE else []
    return cuts if len(cuts) <= 6 else cuts[:3] + cuts[-3:]


def strip_affixes(title: str, names: Iterable[str]) -> str:
    """The title without a leading or trailing part that is the outlet's name or a section of it."""
    names = [name for name in names if name]
    folded = {fold(name) for name in names} - {""}
    title = _without_genre(title)
    while cuts := affix_cuts(title):
        first, last = cuts[0], cuts[-1]
        head, tail = title[: first[0]].strip(), title[last[1] :].strip()
        if fold(tail) in folded and title[: last[0]].strip():
            title = title[: last[0]].strip()
        # In front only as the outlet writes itself: "Harbour news - why it matters" is a headline.
        elif (head in names or (head.isupper() and fold(head) in folded)) and title[first[1] :].strip():
            title = title[first[1] :].strip()
        else:
            break
    return title


def _without_genre(title: str) -> str:
    """The title without "Opinion | " or "Op-Ed: " in front: a section's name, not the headline's words.

    "Opinion: " and "Analysis: " stay: papers print them as part of the headline.
    """
    match = _GENRE.match(title)
    return title[match.end() :] if match and len(title) - match.end() > 8 else title


def standfirst_of(raw: str | None, title: str | None, paragraphs: Sequence[str]) -> str | None:
    """A standfirst as text; None where it only repeats the title or the first words of the text, or breaks off."""
    text = " ".join(_FORMATTING.sub("", html.unescape(raw or "")).split())
    folded = fold(text)
    if not folded or folded == fold(title or "") or _CUT_OFF.search(text):
        return None
    return None if fold(" ".join(paragraphs[:3])).startswith(folded) else text
