"""Body text: paragraphs parted by one blank line, without what is not the article's own."""

import re
from collections.abc import Iterable

from schemas.keys import fold

_SPACE = re.compile(r"[^\S\n]+")


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose paragraphs are parted by blank lines; lines within one are joined."""
    return [joined for block in re.split(r"\n\s*\n", text) if (joined := " ".join(block.split()))]


def drop_repeated_title(paragraphs: list[str], title: str | None, standfirst: str | None) -> list[str]:
    """The paragraphs from the first one that is not the title again."""
    known = {fold(text) for text in (title,) if text}
    start = 0
    while start < len(paragraphs) and fold(paragraphs[start]) in known:
        start += 1
    return paragraphs[start:]


def drop_matching(paragraphs: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The paragraphs that no pattern matches in full."""
    compiled = [re.compile(pattern, re.DOTALL) for pattern in patterns]
    return [text for text in paragraphs if not any(pattern.fullmatch(text) for pattern in compiled)]
