"""Candidate names: what the model's recogniser marks and what is set in capitals, cut to the name itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tasks.enrich.entities.facts import Known
from tasks.enrich.entities.page import CAPS, TEXT, Page
from tasks.enrich.entities.titles import title_words

KEPT = frozenset(["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"])
PLACES = frozenset(["GPE", "LOC", "FAC"])
_POSSESSIVES = frozenset(["'s", "’s", "'", "’", "`s", "'S", "’S"])
_OPENING, _CLOSING = frozenset(["“", '"', "‘", "'", "("]), frozenset(["”", '"', "’", "'", ")"])
_CONNECTORS = frozenset(["of", "for"])
# Tags under which a capitalised word within a sentence may still be part of a name.
_NAME_TAGS = ("NN", "JJ", "VBG", "VBN", "CD", "FW", "RB")


@dataclass(slots=True)
class Candidate:
    """A possible name: tokens from `start` to before `end`, the recogniser's label ("" for none), where from."""

    start: int
    end: int
    label: str
    origin: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on the tokens before names are cut: the recogniser's names, known names, titles."""

    entity: list[int]
    labels: list[str]
    known: dict[int, tuple[int, Known]]
    known_at: list[int]
    titles: list[bool]


def candidates(page: Page, known: dict[int, tuple[int, Known]], spelt: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Candidates in text order, none overlapping; `spelt` are the tokens of names whose acronym the text introduces."""
    marks = _marks(page, known, spelt)
    found: list[Candidate] = []
    for start, end in _runs(page, marks):
        for piece_start, piece_end, title in _pieces(page, marks, start, end):
            found += _resolve(page, marks, piece_start, piece_end, title)
    return found


def _marks(page: Page, known: dict[int, tuple[int, Known]], spelt: Iterable[tuple[int, int]]) -> Marks:
    entity = [-1] * len(page)
    labels: list[str] = []
    for span in page.doc.ents:
        if span.label_ in KEPT:
            entity[span.start : span.end] = [len(labels)] * (span.end - span.start)
            labels.append(span.label_)
    for start, end in spelt:
        entity[start:end] = [len(labels)] * (end - start)
        labels.append("ORG")
    known_at = [-1] * len(page)
    for start, (end, entry) in known.items():
        thing = entry.label == "THING" and not _continues(page, entity, end)
        known_at[start:end] = [-2 if thing else start] * (end - start)
    return Marks(entity, labels, known, known_at, title_words(page, entity, labels, known_at))


def _continues(page: Page, entity: list[int], i: int) -> bool:
    """Whether a name goes on at `i` by the recogniser's account: Internet | Explorer; never before a colon."""
    return i < len(page) and entity[i] >= 0 and entity[i] == entity[i - 1] and page.words[i][0].isalnum()


def _runs(page: Page, marks: Marks) -> Iterator[tuple[int, int]]:
    """Stretches of name words with the hyphens, particles and connectors between them."""
    i = 0
    while i < len(page):
        if not _in_name(page, marks, i):
            i += 1
            continue
        start = i
        while i < len(page):
            if _in_name(page, marks, i):
                i += 1
            elif step := _bridge(page, marks, start, i):
                i += step
            else:
                break
        yield start, i


def _in_name(page: Page, marks: Marks, i: int) -> bool:
    word = page.words[i]
    if not word.strip() or word in _POSSESSIVES or marks.known_at[i] == -2:
        return False
    if page.lowered[i] in page.facts.calendar and not _named_like_month(page, marks, i):
        return False
    if page.styles[i] == CAPS:
        return marks.known_at[i] >= 0
    if word in {"-", "–"} and page.spaced[i] and i and page.spaced[i - 1]:
        return marks.known_at[i] >= 0
    if marks.entity[i] >= 0 or marks.known_at[i] >= 0 or marks.titles[i]:
        return word not in {",", ";", "(", ")", "/", "“", "”", '"', "[", "]", ":", "—"}
    if page.styles[i] != TEXT or not word[0].isupper() or (page.opens[i] and page.lowered[i] in page.facts.openers):
        return False
    if page.tags[i].startswith("NNP"):
        return True
    return not page.opens[i] and page.tags[i].startswith(_NAME_TAGS)


def _named_like_month(page: Page, marks: Marks, i: int) -> bool:
    """Whether a month's name is somebody's: Jan Kowalski, April Reed."""
    person = marks.entity[i] >= 0 and marks.labels[marks.entity[i]] == "PERSON"
    return person or (page.lowered[i] in page.facts.given and i + 1 < len(page) and page.is_name_word(i + 1))


def _bridge(page: Page, marks: Marks, start: int, i: int) -> int:
    """How many tokens at `i` join two parts of one name: a hyphen, particles, "of the"; 0 for none."""
    last = len(page) - 1
    if i == start or i >= last:
        return 0
    if page.joins(i) and _in_name(page, marks, i + 1):
        return 1
    if page.words[i] == "," and page.lowered[i + 1].rstrip(".") in {"jr", "sr"}:
        return 1
    if page.words[i] in _OPENING and (step := _nickname(page, i)):
        return step
    if page.words[i] == "&" and _in_name(page, marks, i + 1):
        return 1
    if page.lowered[i] in page.facts.particles and page.words[i].islower():
        step = 1
        while i + step < last and (page.lowered[i + step] in page.facts.particles or page.joins(i + step)):
            step += 1
        return step if page.words[i + step][0].isupper() and _in_name(page, marks, i + step) else 0
    if page.lowered[i] in _CONNECTORS and _governs(page, marks, start, i):
        step = 2 if page.lowered[i + 1] == "the" and i + 2 <= last else 1
        return step if _in_name(page, marks, i + step) and page.words[i + step][0].isupper() else 0
    if page.lowered[i] == "and" and _coordinates(page, marks, start, i):
        return 1
    return 0


def _nickname(page: Page, i: int) -> int:
    """How many tokens a nickname in quote marks between two names takes: Robert “Bob” Smith; 0 for none."""
    for k in range(i + 2, min(i + 5, len(page) - 1)):
        if page.words[k] in _CLOSING and page.is_name_word(k + 1) and page.is_name_word(i - 1):
            return k - i + 1 if all(word[0].isupper() or word in {"the", "of"} for word in page.words[i + 1 : k]) else 0
    return 0


def _governs(page: Page, marks: Marks, start: int, i: int) -> bool:
    """Whether "of" or "for" at `i` continues a name: University of, Institute for, Gulf of."""
    facts, word = page.facts, page.words[i - 1]
    if marks.titles[i - 1]:
        return False
    nested = any(page.lowered[k] in _CONNECTORS for k in range(start, i))
    if not (nested or word in facts.organisation_heads or word in facts.land_heads or word in facts.units):
        return word == "House"
    following = i + 2 if page.lowered[i + 1] == "the" else i + 1
    place = following < len(page) and marks.known_at[following] >= 0
    # "Colorado State University of the US" is complete before "of", "University of Sheffield" is not
    return not place or start == i - 1 or (marks.entity[i] >= 0 and marks.entity[i] == marks.entity[i - 1])


def _coordinates(page: Page, marks: Marks, start: int, i: int) -> bool:
    """Whether "and" stands within one name: Department of Health and Human Services."""
    words = page.lowered[start:i]
    inside = "of" in words or "for" in words
    return (
        inside and marks.known_at[i - 1] < 0 and page.is_name_word(i + 1) and marks.entity[i - 1] == marks.entity[i + 1]
    )


def _pieces(page: Page, marks: Marks, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The run cut at titles, list words and hyphens between places; each piece with the title before it."""
    piece, title = start, ""
    i = start
    while i < end:
        if marks.titles[i]:
            yield piece, i, title
            begin = i
            while i < end and (marks.titles[i] or page.joins(i) or (page.lowered[i] in _CONNECTORS)):
                i += 1
            piece, title = i, page.text(begin, i)
        elif _cuts(page, marks, i):
            yield piece, i, title
            i += 1
            piece, title = i, ""
        else:
            i += 1
    yield piece, end, title


def _cuts(page: Page, marks: Marks, i: int) -> bool:
    """Whether the token parts two names: "and" within a list of people or places, a hyphen beside a place."""
    if page.joins(i):
        beside = marks.known_at[i - 1], marks.known_at[i + 1] if i + 1 < len(page) else -1
        whole = marks.known_at[i] >= 0 and marks.known_at[i] == marks.known_at[i - 1]
        places = [
            marks.known[start][1].label in {"GPE", "LOC"} and not marks.known[start][1].doubtful
            for start in beside
            if start >= 0
        ]
        return not whole and any(places)
    label = marks.labels[marks.entity[i]] if marks.entity[i] >= 0 else ""
    if label in {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"} and page.words[i].islower():
        if page.lowered[i] == "the":
            return page.lowered[i - 1] not in {"of", "for", "and", "on", "in", "to"}
        if page.tags[i] == "IN" and page.lowered[i] not in page.facts.particles | _CONNECTORS:
            return i + 1 < len(page) and (marks.known_at[i + 1] >= 0 or label != "ORG")
    if page.lowered[i] == "and":
        return label in {"PERSON", "GPE", "LOC", "NORP"} and marks.known_at[i] < 0
    return False


def _resolve(page: Page, marks: Marks, start: int, end: int, title: str) -> Iterator[Candidate]:
    """The names of one piece: split where a person's name follows an organisation's or a place's."""
    start, end = trim(page, start, end)
    end = _without_honorific(page, start, end)
    if start >= end:
        return
    cut = _person_after(page, marks, start, end)
    if cut is not None:
        yield from _resolve(page, marks, start, cut, title)
        whole = marks.entity[cut] >= 0 and marks.entity[cut] == marks.entity[cut - 1]
        for candidate in _resolve(page, marks, cut, end, ""):
            # cut out of a longer name, it has that name's label by mistake
            candidate.label = "PERSON" if whole and candidate.start == cut else candidate.label
            yield candidate
        return
    length: dict[int, int] = {}
    for i in range(start, end):
        length[marks.entity[i]] = length.get(marks.entity[i], 0) + 1
    best = max(length, key=lambda number: length[number])
    start, end = _without_people_or_score(page, marks, start, end)
    label = marks.labels[best] if best >= 0 and 2 * length[best] >= end - start else ""
    if (
        len(length) > 1
        and any(number >= 0 and marks.labels[number] == "PERSON" for number in length)
        and end - start < 4
    ):
        label = "PERSON"
    yield Candidate(start, end, label, "ner" if best >= 0 else "shape", title)


def _without_people_or_score(page: Page, marks: Marks, start: int, end: int) -> tuple[int, int]:
    """Without the people before a ministry's name (Greek | Ministry of) and a score behind a team's (Sweden | 1)."""
    first, last = marks.known_at[start], marks.known_at[end - 2] if end - 2 >= start else -1
    if last >= 0 and page.words[end - 1].isdigit():
        end -= 1
    tail = marks.known_at[end - 1]
    if (
        first >= 0
        and marks.known[first][1].label in PLACES
        and marks.known[first][0] == tail
        and _is_people(marks, tail)
    ):
        end = tail
    if first >= 0 and marks.known[first][1].label == "NORP":
        after = marks.known[first][0]
        if (
            after + 1 < end
            and page.words[after] in {"Ministry", "Department"}
            and page.lowered[after + 1] in _CONNECTORS
        ):
            start = after
    return start, end


def _without_honorific(page: Page, start: int, end: int) -> int:
    """The end without a joined honorific: Tanaka-san; Korean given names such as Il-san keep theirs."""
    if end - start < 3 or page.lowered[end - 1] not in page.facts.hyphenated_honorifics or not page.joins(end - 2):
        return end
    whole = end - start > 3 and page.lowered[start] in page.facts.family_first
    return end if whole or page.words[end - 1][0].isupper() else end - 2


def _is_people(marks: Marks, start: int) -> bool:
    return start >= 0 and marks.known[start][1].label == "NORP"


def _person_after(page: Page, marks: Marks, start: int, end: int) -> int | None:
    """Where in a piece a second name begins: "Refugee Council | Enver Solomon", "United States | Hamdullah Mohib"."""
    facts = page.facts
    for i in range(start + 1, end):
        if page.joins(i) or page.joins(i - 1) or page.lowered[i - 1] in _CONNECTORS:
            continue
        before, after = marks.entity[i - 1], marks.entity[i]
        known = marks.known_at[i - 1]
        known_before = known >= 0 and known != marks.known_at[i] and not marks.known[known][1].doubtful
        closed = known_before or page.words[i - 1] in facts.organisation_heads
        if not closed:
            continue
        person = after >= 0 and marks.labels[after] == "PERSON" and before != after
        if person or (page.lowered[i] in facts.given and end - i > 1):
            return i
    return None


def trim(page: Page, start: int, end: int) -> tuple[int, int]:
    """The span without articles, marks, possessives and words that begin no name; empty where nothing is left."""
    while start < end and (
        not _may_begin(page, start) or (start + 1 < end and page.lowered[start] in page.facts.temporal)
    ):
        start += 1
    while end > start and not _may_end(page, start, end - 1):
        end -= 1
    return start, end


def _may_begin(page: Page, i: int) -> bool:
    word = page.words[i]
    if not any(char.isalnum() for char in word):
        return False
    if word[0].isupper():
        return page.lowered[i] not in {"the", "a", "an"} or (page.lowered[i] == "the" and _known_the(page, i))
    if any(char.isupper() for char in word):
        return True
    nxt = page.words[i + 1] if i + 1 < len(page) else ""
    if word[0].isdigit():
        return nxt[:1].isupper() or any(char.isalpha() for char in word)
    prefix = page.lowered[i] in page.facts.hyphen_prefixes and i + 1 < len(page) and page.joins(i + 1)
    return prefix or (
        page.lowered[i] in page.facts.particles and nxt[:1].isupper() and page.lowered[i] not in {"a", "as", "at"}
    )


def _known_the(page: Page, i: int) -> bool:
    """Whether "The" belongs to a known name: The Hague."""
    return tuple(page.words[i : i + 2]) in {entry.words for entry in page.facts.phrases.get("The", ())}


def _may_end(page: Page, start: int, i: int) -> bool:
    word = page.words[i]
    if word in _POSSESSIVES or not any(char.isalnum() for char in word):
        return False
    if any(char.isupper() for char in word) or page.lowered[i] == "peninsula":
        return True
    return (word[0].isdigit() and i > start) or page.joins(i - 1)
