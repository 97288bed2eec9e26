"""Marking a text: spans that may hold, touch or cross each other, as markup that nests."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """What a page marks: half-open code points, what kind of thing it is, and what the page says of it."""

    start: int
    end: int
    kind: str
    about: Any = None


@dataclass(frozen=True)
class Opened:
    """A span begins, or goes on behind an inner or crossing one or in the next paragraph."""

    span: Span
    is_first: bool


@dataclass(frozen=True)
class Closed:
    """A piece of a span ends; the last one ends the span."""

    span: Span
    is_last: bool


Piece = str | Opened | Closed


def paragraphs(text: str, spans: Iterable[Span]) -> Iterator[list[Piece]]:
    """The paragraphs of a text, each as a list of text and of what opens and closes, properly nested."""
    sound = [one for one in spans if 0 <= one.start < one.end <= len(text)]
    start = 0
    for words in text.split("\n\n"):
        end = start + len(words)
        here = [one for one in sound if one.start < end and one.end > start]
        if words:
            yield list(_pieces(text, start, end, here))
        start = end + 2


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Piece]:
    cuts = sorted({start, end, *(max(one.start, start) for one in spans), *(min(one.end, end) for one in spans)})
    # Longer ones begin first, so that what is inside is closed first.
    waiting = sorted(spans, key=lambda one: (max(one.start, start), -one.end))
    stack: list[Span] = []
    for here, there in zip(cuts, [*cuts[1:], end], strict=True):
        ending = [one for one in stack if min(one.end, end) <= here]
        if ending:
            lowest = stack.index(ending[0])
            for one in reversed(stack[lowest:]):
                yield Closed(one, is_last=one in ending and one.end <= end)
            left = [one for one in stack[lowest:] if one not in ending]
            del stack[lowest:]
            for one in left:
                stack.append(one)
                yield Opened(one, is_first=False)
        while waiting and max(waiting[0].start, start) == here and here < end:
            one = waiting.pop(0)
            stack.append(one)
            yield Opened(one, is_first=one.start >= start)
        if here < there:
            yield text[here:there]
