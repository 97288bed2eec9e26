"""Titles: the headline alone, as text."""

import html
import re
from collections.abc import Iterable

from schemas.keys import fold

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PARTED = re.compile(r"\s+[|•·»–—:-]\s+|\s*[|｜]\s*")


def clean_title(raw: str | None, names: Iterable[str] = ()) -> str | None:
    """A title as text on one line, without the outlet's name or a section around it; None where nothing is left.

    `names`: the outlet's name, domain and sections.
    """
    if not raw:
        return None
    text = " ".join(_TAG.sub("", html.unescape(raw)).split())
    return strip_affixes(text, names) or None


def strip_affixes(title: str, names: Iterable[str]) -> str:
    """The title without a leading or trailing part that is the outlet's name or a section of it."""
    folded = {fold(name) for name in names if name}
    while True:
        cuts = list(_PARTED.finditer(title))
        if not cuts:
            return title
        if fold(title[cuts[-1].end() :]) in folded and title[: cuts[-1].start()].strip():
            title = title[: cuts[-1].start()].strip()
        elif fold(title[: cuts[0].start()]) in folded and title[cuts[0].end() :].strip():
            title = title[cuts[0].end() :].strip()
        else:
            return title
