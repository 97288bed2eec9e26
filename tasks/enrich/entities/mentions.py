"""The named mentions of a document: accepted candidates, and their repetitions that nothing else marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tasks.enrich.entities.facts import Known
from tasks.enrich.entities.labels import Surface, surfaces, wording
from tasks.enrich.entities.page import TEXT, Page
from tasks.enrich.entities.spans import Candidate, candidates


@dataclass(slots=True)
class Named:
    """One accepted mention: tokens, its wording and label, the title before it; `name` where the order is turned."""

    start: int
    end: int
    text: str
    label: str
    title: str = ""
    name: str = ""

    @property
    def words(self) -> list[str]:
        return (self.name or self.text).split()


def named_mentions(page: Page, known: dict[int, tuple[int, Known]]) -> list[Named]:
    """All mentions in text order, none overlapping."""
    table = surfaces(page, candidates(page, known), known)
    found = [
        Named(mention.start, mention.end, surface.text, _label(page, surface, mention), mention.title)
        for surface in table.values()
        if surface.label
        for mention in surface.mentions
    ]
    taken = [False] * len(page)
    for mention in found:
        taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
    found += _repetitions(page, [surface for surface in table.values() if surface.label], taken)
    return sorted(found, key=lambda mention: mention.start)


def _label(page: Page, surface: Surface, mention: Candidate) -> str:
    """The wording's label; a person's name that is a place's too keeps the place's after "in" and "to"."""
    before = page.lowered[mention.start - 1] if mention.start else ""
    if (
        surface.label == "PERSON"
        and surface.scores["GPE"] >= 2
        and len(surface.words) == 1
        and before in {"in", "near", "outside"}
    ):
        return "GPE"
    return surface.label


def _repetitions(page: Page, accepted: Iterable[Surface], taken: list[bool]) -> Iterator[Named]:
    """Accepted names where neither the recogniser nor the capitals found them, in headlines whatever their case."""
    exact: dict[str, list[tuple[list[str], Surface]]] = {}
    folded: dict[str, list[tuple[list[str], Surface]]] = {}
    for surface in accepted:
        words = page.words[surface.mentions[0].start : surface.mentions[0].end]
        exact.setdefault(words[0], []).append((words, surface))
        lowered = [word.lower() for word in words]
        folded.setdefault(lowered[0], []).append((lowered, surface))
        if surface.label == "PERSON" and len(surface.words) > 1 and lowered[-1].isalpha():
            folded.setdefault(lowered[-1], []).append((lowered[-1:], surface))
    for table in (exact, folded):
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    i = 0
    while i < len(page):
        text = page.styles[i] == TEXT
        entries = (exact if text else folded).get(page.words[i] if text else page.lowered[i], [])
        end = _matched(page.words if text else page.lowered, i, entries, taken)
        if end and page.words[i][0].isupper():
            surface = next(
                s for w, s in entries if len(w) == end - i and w == (page.words if text else page.lowered)[i:end]
            )
            if text or not _is_inside_word(page, i, end):
                yield Named(i, end, wording(page, i, end), surface.label)
            i = end
        else:
            i += 1


def _matched(words: list[str], i: int, entries: Iterable[tuple[list[str], Surface]], taken: list[bool]) -> int:
    for wanted, _ in entries:
        end = i + len(wanted)
        if words[i:end] == wanted and not any(taken[i:end]):
            return end
    return 0


def _is_inside_word(page: Page, i: int, end: int) -> bool:
    return end < len(page) and page.joins(end) and page.words[end + 1][0].islower()
