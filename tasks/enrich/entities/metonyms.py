"""Places that stand for their governments: "Beijing warned", "ties between Beijing and Pyongyang"."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tasks.enrich.entities.facts import FOLDER, facts, inflected, phrase_words
from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page

GOVERNMENT = "government"
_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])
_SUBORDINATORS = frozenset(
    ["that", "if", "because", "although", "though", "while", "whether", "since", "as", "unless", "until", "so", "than"]
)
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_HELPERS = frozenset(
    ["has", "had", "have", "will", "would", "could", "may", "might", "should", "must", "can", "did", "does", "do"]
)
_BE = frozenset(["was", "were", "is", "are", "been", "be"])
# Words between a noun and its preposition, or between a name and its verb, that the rules step over.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Metonyms:
    """The lists of metonyms.toml, lower case; names are tuples of words."""

    places: frozenset[tuple[str, ...]]
    seats: frozenset[tuple[str, ...]]
    acts: frozenset[str]
    done_to: frozenset[str]
    done_to_phrases: frozenset[str]
    relations: frozenset[str]
    directed: frozenset[str]
    directed_to: frozenset[str]
    owned: frozenset[str]
    staff: frozenset[str]


@cache
def _metonyms() -> Metonyms:
    data, known = tomllib.loads((FOLDER / "metonyms.toml").read_text("utf-8")), facts()
    # by their peoples too: two countries may have had one capital
    countries = frozenset(known.capitals.values()) | frozenset(known.people_of.values())
    aliases = {words for words, name in known.canonical.items() if name in countries}
    lists = ("done_to_phrases", "relations", "directed", "directed_to", "owned", "staff")
    return Metonyms(
        places=frozenset(map(phrase_words, countries | known.capitals.keys() - set(data["other_powers"]))) | aliases,
        seats=frozenset(map(phrase_words, data["seats"])),
        acts=inflected(data["acts"]) | frozenset(data["acts_irregular"]),
        done_to=inflected(data["done_to"]) | frozenset(data["done_to_irregular"]),
        **{key: frozenset(data[key]) for key in lists},
    )


def governments(page: Page, mentions: Iterable[Named]) -> frozenset[int]:
    """Where the mentions begin that stand for a government; a place that is only a place is none of them."""
    reader = _Reader(page)
    for mention in mentions:
        reader.read(mention)
    return frozenset(reader.found)


class _Reader:
    """Reads the words beside each mention, in text order, as far as needed."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lists = _metonyms()
        self._eligible: dict[int, int] = {}
        self.found: set[int] = set()

    def read(self, mention: Named) -> None:
        words = phrase_words(mention.text)
        seat = words in self._lists.seats
        if not seat and (mention.label != "GPE" or words not in self._lists.places):
            return
        start, end = mention.start, mention.end
        before = self._paired(start)
        self._eligible[end] = start
        if (
            self._is_subject(start, end)
            or self._is_object(start, end)
            or self._is_related(start, end)
            or self._owns(end)
            or (seat and self._word(end) in self._lists.staff)
        ):
            self.found.add(start)
        if before is None:
            return
        # what is said of the second of two is said of the first, and of the second what stands before the first
        if start in self.found and self._is_clear(before):
            self.found.add(before)
        elif before in self.found and not self._modifies(end):
            self.found.add(start)

    def _word(self, i: int) -> str:
        return self._page.lowered[i] if 0 <= i < len(self._page) else ""

    def _paired(self, start: int) -> int | None:
        """The start of the place in "Beijing and | Pyongyang"."""
        i = start - 1
        if self._word(i) == "the":
            i -= 1
        return self._eligible.get(i) if self._word(i) == "and" else None

    def _is_clear(self, start: int) -> bool:
        """Whether a subject may begin at the token: no preposition, name or possessive before it."""
        page, i = self._page, start - 1
        if i >= 0 and page.lowered[i] == "the":
            i -= 1
        if i < 0 or page.lowered[i] in _SUBORDINATORS or not page.words[i].strip():
            return True
        return not (
            page.tags[i] in {"IN", "TO", "POS"} or page.tags[i].startswith(("NN", "JJ", "HYPH")) or page.joins(i)
        )

    def _modifies(self, end: int) -> bool:
        """Whether a noun or a hyphen follows, so that the name only tells which: "China officials"."""
        page = self._page
        return end < len(page) and (page.tags[end].startswith(("NN", "JJ")) or page.joins(end))

    def _is_subject(self, start: int, end: int) -> bool:
        page = self._page
        if not self._is_clear(start):
            return (
                self._word(start - 1) == "with"
                and self._word(end) in self._lists.acts
                and self._word(end).endswith("ing")
            )
        i, helped = end, False
        while i < min(end + _REACH, len(page)) and (page.tags[i] == "RB" or page.lowered[i] in _HELPERS):
            helped = helped or page.lowered[i] in _HELPERS
            i += 1
        if i >= len(page):
            return False
        if page.lowered[i] in _BE:
            verb = next((k for k in range(i + 1, min(i + 1 + _REACH, len(page))) if page.tags[k] != "RB"), i)
            verbs = self._lists.acts if page.lowered[verb].endswith("ing") else self._lists.done_to
            return page.tags[verb] in {"VBN", "VBD", "VBG"} and page.lowered[verb] in verbs
        return page.lowered[i] in self._lists.acts and (helped or page.tags[i] in _FINITE)

    def _is_object(self, start: int, end: int) -> bool:
        i = start - 2 if self._word(start - 1) == "the" else start - 1
        if self._modifies(end) or self._word(end) in _POSSESSIVES:
            return False
        verb = i >= 0 and self._page.tags[i].startswith(("VB", "JJ"))  # "embarrassed Tokyo" is tagged either way
        phrase = f"{self._word(i - 1)} {self._word(i)}"
        return (verb and self._word(i) in self._lists.done_to) or phrase in self._lists.done_to_phrases

    def _is_related(self, start: int, end: int) -> bool:
        """ "ties between X and Y", "talks with X", "pressure on X", "X-Y relations"."""
        page, i = self._page, start - 1
        if self._word(i) == "the":
            i -= 1
        if self._word(i) == "between" and not self._modifies(end):
            return self._noun_before(i, self._lists.relations)
        if self._word(i) == "with" and not self._modifies(end) and self._word(end) not in _POSSESSIVES:
            return self._noun_before(i, self._lists.relations)
        if self._word(i) in self._lists.directed_to and not self._modifies(end) and self._word(end) not in _POSSESSIVES:
            return self._noun_before(i, self._lists.directed)
        k = end
        while k + 1 < len(page) and k < end + _REACH and (page.joins(k) or page.is_name_word(k)):
            k += 1
        joined = page.joins(end) if end < len(page) else False
        return (joined or (i >= 0 and page.joins(start - 1))) and self._word(k) in self._lists.relations

    def _noun_before(self, i: int, nouns: frozenset[str]) -> bool:
        return any(self._word(k) in nouns for k in range(i - 1, max(-1, i - 1 - 2), -1))

    def _owns(self, end: int) -> bool:
        page = self._page
        if self._word(end) not in _POSSESSIVES:
            return False
        i = end + 1
        while i < min(end + 2 + _REACH, len(page)) and (
            page.tags[i].startswith(("NN", "JJ", "VBN", "VBG", "RB")) or page.joins(i)
        ):
            i += 1
        return i > end + 1 and self._word(i - 1) in self._lists.owned
