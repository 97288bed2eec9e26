"""Who is named only as somebody's relative: "her father, Anders Vahl", "Vahl's late brother Jon"."""

from collections.abc import Iterable

from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page
from tasks.enrich.entities.titles import plain

_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])
_OWNERS = frozenset(["his", "her", "their", "my", "our", "your", "whose"])
# Words between whose relative it is and the noun: "his late elder brother", "her then husband".
_MODIFIERS = 4


def mere_relatives(page: Page, mentions: Iterable[Named]) -> frozenset[int]:
    """Where persons' mentions begin that the text names as a relative within a sentence about somebody else.

    A sentence that begins with the relative ("His son, Jon Vahl, took over") turns to that person: he is none.
    """
    return frozenset(mention.start for mention in mentions if mention.label == "PERSON" and _is_relative(page, mention))


def _is_relative(page: Page, mention: Named) -> bool:
    noun = mention.start - 1
    if noun > 0 and page.words[noun] == ",":
        noun -= 1
    if noun < 1 or plain(page.words[noun]) not in page.facts.kin:
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
