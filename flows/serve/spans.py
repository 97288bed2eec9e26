"""Marking a text: spans that may hold, touch or cross each other, as markup that nests."""

import itertools
from bisect import bisect_left, bisect_right
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
    words = text.split("\n\n")
    starts = list(itertools.accumulate((len(one) + 2 for one in words[:-1]), initial=0))
    inside: list[list[Span]] = [[] for _ in words]
    for one in spans:
        if 0 <= one.start < one.end <= len(text):
            for place in range(bisect_right(starts, one.start) - 1, bisect_left(starts, one.end)):
                if one.start < starts[place] + len(words[place]):
                    inside[place].append(one)
    for start, paragraph, here in zip(starts, words, inside, strict=True):
        if paragraph:
            yield list(_pieces(text, start, start + len(paragraph), here))


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
