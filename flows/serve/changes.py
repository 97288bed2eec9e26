"""What two wordings of a text have in common: paragraphs side by side, and in them the words that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Paragraphs that share less are two paragraphs, not one reworded.
_ALIKE = 0.4
# A paragraph is looked for among so many: with all, a long text that was written anew would take minutes.
_AHEAD = 20
# Above so many words a paragraph is shown as replaced: comparing word by word would take seconds.
_MOST_WORDS = 3_000
Run = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """A paragraph before and after: runs of ('same' | 'gone' | 'new', words); empty where there is none."""

    change: str
    before: tuple[Run, ...] = ()
    after: tuple[Run, ...] = ()


def compare(before: str | None, after: str | None) -> list[Pair]:
    """The paragraphs of both texts in order, those that belong together side by side."""
    old, new = _paragraphs(before), _paragraphs(after)
    pairs: list[Pair] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs.extend(Pair("same", (("same", one),), (("same", one),)) for one in old[i1:i2])
        else:
            pairs.extend(_matched(old[i1:i2], new[j1:j2]))
    return pairs


def _paragraphs(text: str | None) -> list[str]:
    return [one for one in (text or "").split("\n\n") if one.strip()]


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Of paragraphs that changed, each earlier one beside the next later one that is like it."""
    at = 0
    for one in old:
        like = next((at + ahead for ahead, other in enumerate(new[at : at + _AHEAD]) if _alike(one, other)), None)
        if like is None:
            yield Pair("dropped", before=(("gone", one),))
            continue
        yield from (Pair("added", after=(("new", words),)) for words in new[at:like])
        yield _worded(one, new[like])
        at = like + 1
    yield from (Pair("added", after=(("new", words),)) for words in new[at:])


def _alike(one: str, other: str) -> bool:
    first, second = set(_WORDS.findall(one.casefold())), set(_WORDS.findall(other.casefold()))
    return len(first & second) >= _ALIKE * min(len(first), len(second))


def _worded(old: str, new: str) -> Pair:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        return Pair("reworded", (("gone", old),), (("new", new),))
    left: list[Run] = []
    right: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kinds = ("same", "same") if tag == "equal" else ("gone", "new")
        left.append((kinds[0], "".join(before[i1:i2])))
        right.append((kinds[1], "".join(after[j1:j2])))
    return Pair("reworded", tuple(run for run in left if run[1]), tuple(run for run in right if run[1]))
