"""Mentions that only their neighbours explain: a unit of an organisation, a couple, "Doe, Jane", "the North"."""

from collections.abc import Iterator
from itertools import pairwise

from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import Page

_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])
_QUOTES = frozenset(["“", "”", '"', "‘", "’", "'", "``", "''"])


def join_neighbours(page: Page, mentions: list[Named]) -> list[Named]:
    """The mentions in text order, with neighbours joined, couples named in full and directions added."""
    joined: list[Named] = []
    found = [*_turned(page), *_nicknamed(page, mentions)]
    taken = {i for mention in found for i in range(mention.start, mention.end)}
    kept = [mention for mention in mentions if taken.isdisjoint(range(mention.start, mention.end))]
    for mention in sorted([*kept, *found, *_directions(page, mentions)], key=lambda named: named.start):
        if joined and _is_unit(page, joined[-1], mention):
            last = joined[-1]
            text = page.text(last.start, mention.end).replace("’", "'")
            joined[-1] = Named(last.start, mention.end, text, "ORG", why="unit of an organisation")
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


def _turned(page: Page) -> Iterator[Named]:
    """ "Doe, Jane" in a list of such: a surname, a comma, a given name; then the list goes on or the line ends."""
    for i in range(1, len(page) - 1):
        if page.words[i] != "," or page.lowered[i + 1] not in page.facts.given or not page.words[i + 1][0].isupper():
            continue
        end = i + 3 if i + 2 < len(page) and _is_initial(page.words[i + 2]) else i + 2
        surname = page.words[i - 1]
        begins = i == 1 or page.words[i - 2] in {":", ";"} or not page.words[i - 2].strip()
        ends = end >= len(page) or page.words[end] in {";", "."} or "\n" in page.words[end]
        listed = ";" in page.words[max(0, i - 3) : end + 1] or ":" in page.words[max(0, i - 3) : i]
        if begins and ends and listed and surname.istitle() and surname.lower() not in page.facts.given:
            name = f"{page.text(i + 1, end)} {surname}"
            yield Named(i - 1, end, page.text(i - 1, end), "PERSON", "", name, "surname before the given name")


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _nicknamed(page: Page, mentions: list[Named]) -> Iterator[Named]:
    """ "a porter known as “Slim”": a person who has no other name, or another name of the person before it."""
    at_end = {mention.end: mention for mention in mentions if mention.label == "PERSON"}
    for i in range(2, len(page) - 2):
        if page.lowered[i] != "as" or page.lowered[i - 1] != "known" or page.words[i + 1] not in _QUOTES:
            continue
        end = i + 2
        while end < len(page) and end < i + 5 and page.words[end][0].isupper():
            end += 1
        closed = end < len(page) and (page.words[end] in _QUOTES or page.words[end] in {",", "."})
        if end == i + 2 or not closed:
            continue
        person = next((at_end[k] for k in range(i - 1, max(0, i - 5), -1) if k in at_end), None)
        role = any(page.lowered[k] in page.facts.role_nouns for k in range(max(0, i - 5), i))
        if person or role:
            name = person.text if person else ""
            yield Named(i + 2, end, page.text(i + 2, end), "PERSON", "", name, "“known as” before it")


def _are_couple(page: Page, one: Named, other: Named) -> bool:
    """ "Bill and Hillary Clinton": a given name, "and", a full name."""
    return (
        one.label == other.label == "PERSON"
        and page.lowered[one.end : other.start] in (["and"], ["&"])
        and len(one.words) == 1
        and len(other.words) > 1
        and one.text.lower() in page.facts.given
        and not one.title
        and not (one.start and page.words[one.start - 1] in _POSSESSIVES)
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
                yield Named(i, i + 1, page.words[i], "GPE", why="direction of a country that the text names")
