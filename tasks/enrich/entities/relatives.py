"""Who is named only as somebody's relative: "her father, Anders Vahl", "Vahl's late brother Jon"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page
from tasks.enrich.entities.titles import plain

_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])
_OWNERS = frozenset(["his", "her", "their", "my", "our", "your", "whose"])
# Words between whose relative it is and the noun: "his late elder brother", "her then husband".
_MODIFIERS = 4


@dataclass(frozen=True, slots=True)
class Family:
    """What the text says of kin among its persons; mentions are given by the token at which they begin."""

    relatives: frozenset[int] = frozenset()
    """Named as a relative within a sentence about somebody else."""
    kin: frozenset[tuple[int, int]] = frozenset()
    """Two of a family: "President Vahl’s son, Jon Vahl"."""
    beside: frozenset[tuple[int, int]] = frozenset()
    """One word, and a longer name with that word later in the sentence: hardly the same person."""


def family(page: Page, mentions: Sequence[Named]) -> Family:
    """Kin among the persons' mentions, which are given in text order.

    A sentence that begins with the relative ("His son, Jon Vahl, took over") turns to that person: he is no mere one.
    """
    return Family(
        frozenset(mention.start for mention in mentions if _is_relative(page, mention)),
        frozenset(_kin(page, mentions)),
        frozenset(_beside(page, mentions)),
    )


def _kin(page: Page, mentions: Sequence[Named]) -> Iterator[tuple[int, int]]:
    owners = {mention.end: mention.start for mention in mentions}
    for mention in mentions:
        noun = _kin_noun(page, mention)
        for i in range(noun - 1, max(-1, noun - 1 - _MODIFIERS), -1):
            if page.words[i] in _POSSESSIVES and i in owners:
                yield owners[i], mention.start
    for one, other in pairwise(mentions):
        # "Joan Vahl, the wife of President | Vahl"
        between = page.lowered[one.end : other.start - len(other.title.split())]
        if len(between) == 4 and between[0] == "," and between[2] in page.facts.kin and between[3] == "of":
            yield other.start, one.start


def _beside(page: Page, mentions: Iterable[Named]) -> Iterator[tuple[int, int]]:
    short: dict[tuple[int, str], list[int]] = {}
    for mention in mentions:
        words = mention.words
        sentence = page.sentences[mention.start]
        if len(words) == 1:
            short.setdefault((sentence, words[0]), []).append(mention.start)
        else:
            for start in short.get((sentence, words[-1]), ()):
                yield start, mention.start


def _kin_noun(page: Page, mention: Named) -> int:
    """The token of the noun before a name: "her father, | Anders Vahl", "his wife | Gov. Ana Ruiz"; -1 for none."""
    noun = mention.start - 1 - len(mention.title.split())
    if noun > 0 and page.words[noun] == ",":
        noun -= 1
    return noun if noun > 0 and plain(page.words[noun]) in page.facts.kin else -1


def _is_relative(page: Page, mention: Named) -> bool:
    noun = _kin_noun(page, mention)
    if noun < 0:
        return _follows_with_kin(page, mention)
    for i in range(noun - 1, max(-1, noun - 1 - _MODIFIERS), -1):
        if page.lowered[i] in _OWNERS:
            return page.words[i].islower()
        if page.words[i] in _POSSESSIVES:
            return True
        if not (page.tags[i].startswith(("JJ", "RB", "HYPH")) or page.joins(i)):
            return False
    return False


def _follows_with_kin(page: Page, mention: Named) -> bool:
    """ "Anders Vahl, her father": the noun behind the name, and no other name behind the noun."""
    i = mention.end
    if i + 2 >= len(page) or page.words[i] != "," or page.lowered[i + 1] not in _OWNERS - {"whose"}:
        return False
    noun = next((k for k in range(i + 2, min(i + 2 + _MODIFIERS, len(page))) if not page.tags[k].startswith("JJ")), i)
    following = [word for word in page.words[noun + 1 : noun + 3] if word != ","]
    return plain(page.words[noun]) in page.facts.kin and not any(word[0].isupper() for word in following[:1])
