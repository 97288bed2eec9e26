"""The named mentions of a document: accepted candidates, and their repetitions that nothing else marked."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tasks.enrich.entities.facts import Known
from tasks.enrich.entities.labels import Surface, surfaces, type_reason, wording
from tasks.enrich.entities.page import TEXT, Page
from tasks.enrich.entities.spans import Candidate, candidates

# The accepted wordings by their first word, so that a word is compared with one of each length and not with all.
_Wordings = dict[str, dict[tuple[str, ...], Surface]]


@dataclass(slots=True)
class Named:
    """One accepted mention: tokens, its wording and label, the title before it; `name` where the order is turned.

    `why` says what told the label, `marked` whether the recogniser gave the same.
    """

    start: int
    end: int
    text: str
    label: str
    title: str = ""
    name: str = ""
    why: str = "words beside it"
    marked: bool = False

    @property
    def words(self) -> list[str]:
        return (self.name or self.text).split()


def named_mentions(page: Page, known: dict[int, tuple[int, Known]], spelt: Iterable[tuple[int, int]]) -> list[Named]:
    """All mentions in text order, none overlapping; `spelt`: tokens of names whose acronym the text introduces."""
    table = surfaces(page, candidates(page, known, spelt), known)
    accepted = [surface for surface in table.values() if surface.label]
    running = {
        surface.text
        for surface in accepted
        if surface.label == "PERSON" and any(page.styles[mention.start] == TEXT for mention in surface.mentions)
    }
    found = {
        mention.start: _named(page, surface, mention, running) for surface in accepted for mention in surface.mentions
    }
    owner = [-1] * len(page)
    for mention in found.values():
        owner[mention.start : mention.end] = [mention.start] * (mention.end - mention.start)
    wordings = {mention.text for mention in found.values()}
    repeated = [surface for surface in accepted if surface.text in wordings]
    for mention in list(_repetitions(page, repeated, found, owner)):
        for start in set(owner[mention.start : mention.end]) - {-1}:
            del found[start]
        found[mention.start] = mention
    return [found[start] for start in sorted(found)]


def _named(page: Page, surface: Surface, mention: Candidate, running: set[str]) -> Named:
    end, text = _without_headline_words(page, surface, mention, running)
    label = _label(page, surface, mention)
    why = type_reason(surface, label)
    return Named(mention.start, end, text, label, mention.title, why=why, marked=mention.label == label)


def _without_headline_words(page: Page, surface: Surface, mention: Candidate, running: set[str]) -> tuple[int, str]:
    """The end and the wording of a mention, less what a headline adds: "Ana Ruiz Somehow Finds", "Ana Ruiz JUST".

    In Title Case only the text tells where a name ends: at the longest person's name that stands there in sentences.
    """
    words = page.words[mention.start : mention.end]
    shouted = words[-1].isupper() and len(words[-1]) > 2 and not words[0].isupper()
    if surface.label == "PERSON" and (surface.text not in running or shouted):
        for end in range(mention.end - 1, mention.start, -1):
            text = wording(page, mention.start, end)
            ends = text in running or page.words[end - 1] in running
            if ends and page.words[end] not in running:
                return end, text
    return mention.end, surface.text


def _label(page: Page, surface: Surface, mention: Candidate) -> str:
    """The wording's label; a person's name that is a place's too keeps the place's after "in" and "to"."""
    before = page.lowered[mention.start - 1] if mention.start else ""
    if mention.end < len(page) and (page.words[mention.end] in {"'s", "’s"} or page.joins(mention.end)):
        return surface.label
    if (
        surface.label == "PERSON"
        and surface.scores["GPE"] >= 2
        and len(surface.words) == 1
        and before in {"in", "near", "outside"}
    ):
        return "GPE"
    return surface.label


def _repetitions(page: Page, accepted: Iterable[Surface], found: dict[int, Named], owner: list[int]) -> Iterator[Named]:
    """Accepted names where neither the recogniser nor the capitals found them, in headlines whatever their case."""
    exact: _Wordings = {}
    folded: _Wordings = {}
    for surface in accepted:
        words = tuple(page.words[surface.mentions[0].start : surface.mentions[0].end])
        exact.setdefault(words[0], {}).setdefault(words, surface)
        lowered = tuple(word.lower() for word in words)
        folded.setdefault(lowered[0], {}).setdefault(lowered, surface)
        if surface.label == "PERSON" and len(surface.words) > 1 and lowered[-1].isalpha():
            folded.setdefault(lowered[-1], {}).setdefault(lowered[-1:], surface)
    lengths = {
        id(entries): sorted({len(words) for words in entries}, reverse=True)
        for table in (exact, folded)
        for entries in table.values()
    }
    i = 0
    while i < len(page):
        text = page.styles[i] == TEXT
        printed = page.words if text else page.lowered
        entries = (exact if text else folded).get(printed[i], {})
        end = _matched(printed, i, entries, lengths.get(id(entries), ()), found, owner)
        if end and any(word[0].isupper() for word in page.words[i:end]):
            surface = entries[tuple(printed[i:end])]
            if text or not _is_inside_word(page, i, end):
                yield Named(i, end, wording(page, i, end), surface.label, why=type_reason(surface, surface.label))
            i = end
        else:
            i += 1


def _matched(
    words: list[str],
    i: int,
    entries: Collection[tuple[str, ...]],
    lengths: Iterable[int],
    found: dict[int, Named],
    owner: list[int],
) -> int:
    """Where the longest entry at `i` ends, when every mention that it covers is shorter and lies within; else 0."""
    for length in lengths:
        end = i + length
        if tuple(words[i:end]) in entries:
            covered = [found[start] for start in set(owner[i:end]) - {-1}]
            if all(
                i <= mention.start and mention.end <= end and mention.end - mention.start < end - i
                for mention in covered
            ):
                return end
    return 0


def _is_inside_word(page: Page, i: int, end: int) -> bool:
    return end < len(page) and page.joins(end) and page.words[end + 1][0].islower()
