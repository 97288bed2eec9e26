"""What stands in quote marks and is no speech: titles of works, names, scare quotes."""

import re

from tasks.enrich.quotes.layout import Layout
from tasks.enrich.quotes.marks import Marked

_WORD = re.compile(r"[^\W_][\w'’.-]*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "over",
        "per",
        "so",
        "than",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
    ]
)
_DASHES = frozenset(("-", "–", "—", "―"))
_TITLE_WORDS = 12
_UTTERANCE_WORDS = 4
_WHOLE_WORDS = 2


def is_title(layout: Layout, mark: Marked) -> bool:
    """Whether the words are capitalised like a title and the mark stands inside a running sentence."""
    inner = layout.text[mark.inner_start : mark.inner_end].strip()
    words = _WORD.findall(inner)
    if not words or len(words) > _TITLE_WORDS or not opens_mid_sentence(layout, mark):
        return False
    if inner[-1] in "?!" and layout.text[mark.start - 2 : mark.start] in (", ", ": "):
        return False
    large = [word for word in words if word[0].isupper() or word[0].isdigit()]
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words) and bool(large)


def opens_mid_sentence(layout: Layout, mark: Marked) -> bool:
    """Whether words of the same sentence stand before the opening mark."""
    at = layout.token_at(mark.start)
    if at >= len(layout.doc):
        return False
    start = max(layout.doc[layout.sentence(at)[0]].idx, layout.paragraph(mark.start)[0])
    return start < mark.start and layout.has_words(start, mark.start)


def is_utterance(layout: Layout, mark: Marked) -> bool:
    """Whether the stretch reads like something said as a whole: some words, a sentence's begin and end."""
    inner = layout.text[mark.inner_start : mark.inner_end].strip()
    words = len(_WORD.findall(inner))
    whole = inner[:1].isupper() and inner[-1:] in ".?!…"
    if inner.startswith("(") and inner.endswith(")"):
        return False  # "(Applause.)" in a transcript
    if words < (_WHOLE_WORDS if whole else _UTTERANCE_WORDS):
        return False
    if opens_mid_sentence(layout, mark):
        return _is_whole_inside(layout, mark, inner) and not is_title(layout, mark)
    after = layout.text[mark.end : mark.end + 1]
    return inner[-1:] in ".?!…,—-" or after in (".", "?", "!", "", "\n") or mark.state != "closed"


def _is_whole_inside(layout: Layout, mark: Marked, inner: str) -> bool:
    """`his plea: “Go home.”`, `the boast -- “It keeps me young” -- and`: a whole sentence within another."""
    before = layout.text[max(mark.start - 3, 0) : mark.start].strip()[-1:]
    behind = layout.text[mark.end : mark.end + 3].strip()[:1]
    if before in _DASHES:
        return inner[-1] in "?!" or (inner[0].isupper() and behind in _DASHES)
    return before in (":", ",") and not inner[0].islower() and inner[-1] in ".?!"


def mark_ends_speech(layout: Layout, mark: Marked) -> bool:
    """Whether the stretch ends as speech does, by a stop or a comma; or whether the sentence runs on behind it."""
    if layout.text[mark.inner_end - 1] in ".,?!…—" or mark.state != "closed":
        return True
    following = layout.text[mark.end : mark.end + 2]
    return not (following[:1] == " " and following[1:].islower())
