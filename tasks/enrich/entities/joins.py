"""Mentions that only their neighbours explain: a unit of an organisation, a couple, "Doe, Jane", "the North"."""

from collections.abc import Iterator
from itertools import pairwise

from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page

_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])


def join_neighbours(page: Page, mentions: list[Named]) -> list[Named]:
    """The mentions in text order, with neighbours joined, couples named in full and directions added."""
    joined: list[Named] = []
    for mention in sorted([*mentions, *_directions(page, mentions)], key=lambda named: named.start):
        if joined and _is_unit(page, joined[-1], mention):
            last = joined[-1]
            joined[-1] = Named(last.start, mention.end, page.text(last.start, mention.end).replace("’", "'"), "ORG")
        elif joined and _is_turned(page, joined[-1], mention):
            last = joined[-1]
            name = f"{mention.text} {last.text}"
            joined[-1] = Named(last.start, mention.end, page.text(last.start, mention.end), "PERSON", "", name)
        else:
            joined.append(mention)
    for one, other in pairwise(joined):
        if _are_couple(page, one, other):
            one.name = f"{one.text} {other.words[-1]}"
    return joined


def _is_unit(page: Page, one: Named, other: Named) -> bool:
    """ "the Communist Party's | International Liaison Department"."""
    between = page.words[one.end : other.start]
    return (
        one.label == other.label == "ORG"
        and len(between) == 1
        and between[0] in _POSSESSIVES
        and len(other.words) > 1
        and other.words[-1] in page.facts.units
    )


def _is_turned(page: Page, one: Named, other: Named) -> bool:
    """ "Doe, Jane;" in a list of such: a surname, a comma, a given name, then the list goes on or ends."""
    if page.words[one.end : other.start] != [","] or len(one.words) != 1 or len(other.words) > 2:
        return False
    if other.words[0].lower() not in page.facts.given or one.text.lower() in page.facts.given:
        return False
    ends = other.end >= len(page) or page.words[other.end] in {";", "."} or "\n" in page.words[other.end]
    begins = one.start == 0 or page.words[one.start - 1] in {":", ";"} or not page.words[one.start - 1].strip()
    return ends and begins


def _are_couple(page: Page, one: Named, other: Named) -> bool:
    """ "Bill and Hillary Clinton": a given name, "and", a full name."""
    return (
        one.label == other.label == "PERSON"
        and page.lowered[one.end : other.start] in (["and"], ["&"])
        and len(one.words) == 1
        and len(other.words) > 1
        and one.text.lower() in page.facts.given
        and not one.title
    )


def _directions(page: Page, mentions: list[Named]) -> Iterator[Named]:
    """ "the North" where the text names North Korea."""
    named = {mention.text for mention in mentions}
    wanted = {way for way in ("North", "South") if f"{way} Korea" in named}
    if not wanted:
        return
    taken = {i for mention in mentions for i in range(mention.start, mention.end)}
    for i in range(1, len(page)):
        if page.words[i] in wanted and i not in taken and page.lowered[i - 1] == "the":
            following = page.words[i + 1] if i + 1 < len(page) else ""
            if not following[:1].isupper() and following != "of" and not (following and page.joins(i + 1)):
                yield Named(i, i + 1, page.words[i], "GPE")
