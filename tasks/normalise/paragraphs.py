"""Body text: paragraphs parted by one blank line, without what is not the article's own."""

import re
from collections.abc import Iterable


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose paragraphs are parted by blank lines; lines within one are joined."""
    return [joined for block in re.split(r"\n\s*\n", text) if (joined := " ".join(block.split()))]


def drop_matching(paragraphs: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The paragraphs that no pattern matches in full."""
    compiled = [re.compile(pattern, re.DOTALL) for pattern in patterns]
    return [text for text in paragraphs if not any(pattern.fullmatch(text) for pattern in compiled)]
