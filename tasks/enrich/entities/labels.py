"""One type for a name over the whole document: the recogniser's votes, the name's form and its contexts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks.enrich.entities.evidence import Evidence, context, form, named_after, person_form
from tasks.enrich.entities.facts import Facts, Known
from tasks.enrich.entities.page import TEXT, Page
from tasks.enrich.entities.spans import PLACES, Candidate

# Below this a name that the recogniser did not mark is dropped: no type is better than a guess.
_ENOUGH = 2.0
_ACRONYM = re.compile(r"[A-Z]{2,}$")
_UNSCORED = frozenset(["EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"])


@dataclass(slots=True)
class Surface:
    """All mentions of one wording, and what speaks for its type."""

    text: str
    words: list[str]
    mentions: list[Candidate] = field(default_factory=list)
    votes: Evidence = field(default_factory=lambda: defaultdict(float))
    scores: Evidence = field(default_factory=lambda: defaultdict(float))
    firm: float = 0
    part: bool = False
    known: bool = False
    placed: bool = False
    label: str = ""
    reasons: dict[str, Evidence] = field(default_factory=dict)


def surfaces(page: Page, found: Iterable[Candidate], known: dict[int, tuple[int, Known]]) -> dict[str, Surface]:
    """The candidates by wording, each wording with its label; "" where nothing tells it."""
    table: dict[str, Surface] = {}
    for candidate in found:
        text = wording(page, candidate.start, candidate.end)
        surface = table.setdefault(text, Surface(text, text.split()))
        surface.mentions.append(candidate)
    for surface in table.values():
        _weigh(page, surface, known)
    _support_short_names(page.facts, table)
    for surface in table.values():
        surface.label = _decide(page, surface)
    return table


def wording(page: Page, start: int, end: int) -> str:
    """The text of a name with white space and apostrophes folded."""
    return " ".join(page.text(start, end).replace("’", "'").replace("‑", "-").split())


def _weigh(page: Page, surface: Surface, known: dict[int, tuple[int, Known]]) -> None:
    first = surface.mentions[0]
    match = known.get(first.start)
    entry = match[1] if match and match[0] == first.end else None
    surface.known = entry is not None
    shape = form(page.facts, surface.words, entry)
    surface.scores.update(shape)
    contexts: Evidence = defaultdict(float)
    for mention in surface.mentions:
        if mention.label and page.styles[mention.start] == TEXT:
            surface.votes[mention.label] += 1
        for label, weight in context(page, mention).items():
            contexts[label] += weight
    surface.placed = contexts["GPE"] >= 1
    near = {label: min(weight, 5) for label, weight in contexts.items()}
    for label, weight in near.items():
        surface.scores[label] += weight
    surface.reasons = {"form of the name": shape, "words beside it": defaultdict(float, near)}
    if entry and entry.label != "THING":
        surface.reasons[_known_reason(page.facts, entry)] = defaultdict(float, {entry.label: shape.pop(entry.label)})
    surface.firm = max(surface.scores.values(), default=0)
    total = sum(surface.votes.values())
    for label, count in surface.votes.items():
        weight = 2 * count / total + min(count, 4) / 4
        # the recogniser is at its weakest with works and products
        surface.scores[label] += weight / 2 if label in _UNSCORED else weight


def _known_reason(facts: Facts, entry: Known) -> str:
    kinds = {"GPE": "place", "LOC": "region", "NORP": "people", "ORG": "organisation"}
    country = entry.label == "GPE" and entry.name in facts.people_of.values()
    return f"known {'country' if country else kinds[entry.label]}"


def type_reason(surface: Surface, label: str) -> str:
    """What told the type most, for --explain: "title before it", "known country", "recogniser" …"""
    if label != surface.label:
        return "preposition of place before it"
    if label == "PERSON" and any(mention.title for mention in surface.mentions):
        return "title before it"
    weights = {reason: found[label] for reason, found in surface.reasons.items()}
    weights["recogniser"] = surface.scores[label] - sum(weights.values())
    reason = max(weights, key=lambda name: weights[name])
    if reason != "recogniser":
        return reason
    return "part of a longer name" if surface.part or not surface.votes[label] else reason


def _support_short_names(facts: Facts, table: dict[str, Surface]) -> None:
    """A surname or given name follows the full name that it stands in, "Scientology" the Church of it."""
    lone = {text for text, surface in table.items() if len(surface.words) == 1 and _leader(surface.scores) == "PERSON"}
    for surface in table.values():
        # "Mizuhara" alone is a person's, so "Ippei Mizuhara" is no town
        if _may_be_named(facts, surface) and surface.words[-1] in lone and surface.firm < 2:
            surface.scores["PERSON"] += 3
    parts: dict[str, float] = defaultdict(float)
    endings: set[tuple[str, ...]] = set()
    ends: set[str] = set()
    for surface in table.values():
        if len(surface.words) > 1 and _leader(surface.scores) == "PERSON":
            for part in surface.words:
                parts[part] = max(parts[part], surface.scores["PERSON"])
            endings |= {tuple(surface.words[start:]) for start in range(1, len(surface.words) - 1)}
        if len(surface.words) > 1 and _leader(surface.scores) == "ORG":
            ends |= {surface.words[0], surface.words[-1]}
    for surface in table.values():
        if tuple(surface.words) in endings:
            surface.scores["PERSON"] += 5
        if len(surface.words) == 1 and max(parts[surface.text], parts[surface.text.title()]) >= _ENOUGH:
            # "Paris" is the woman of that name where the text never says "in Paris"
            surface.scores["PERSON"] += 3 if surface.placed else 5
            surface.part = True
            surface.firm = max(surface.firm, 3)
        elif len(surface.words) == 1 and surface.text.endswith("s") and parts[surface.text[:-1]] >= _ENOUGH:
            surface.scores["PERSON"] += 3  # "the Clintons" are no club
        elif surface.text in ends and surface.scores["GPE"] < 2:
            surface.scores["ORG"] += 3
            surface.firm = max(surface.firm, 3)
            surface.part = True


def _may_be_named(facts: Facts, surface: Surface) -> bool:
    """Whether a longer name may be a person's by its first word: no place and no direction."""
    first = surface.words[0]
    return (
        len(surface.words) > 1
        and not surface.known
        and first.lower() not in facts.directions
        and not any(entry.words == (first,) for entry in facts.phrases.get(first, ()))
    )


def _leader(scores: Evidence) -> str:
    """The label with the highest sum, places taken together."""
    together: Evidence = defaultdict(float)
    for label, weight in scores.items():
        together["PLACE" if label in PLACES else label] += weight
    if max(together.values(), default=0) <= 0:
        return ""
    best = max(together, key=lambda label: together[label])
    if best != "PLACE":
        return best
    return max(PLACES, key=lambda label: (scores[label], label))


def _decide(page: Page, surface: Surface) -> str:
    if (
        len(surface.words) == 1
        and not _ACRONYM.match(surface.text)
        and surface.text.lower().rstrip(".") in page.facts.never_alone | page.facts.openers
    ):
        return ""
    if surface.text.lower() in page.facts.degrees and sum(char.isupper() for char in surface.text) > 1:
        return ""
    headline_only = all(page.styles[mention.start] != TEXT for mention in surface.mentions)
    if headline_only and not surface.known and person_form(page.facts, surface.words) < 3:
        return ""
    best = _leader(surface.scores)
    if not best:
        return ""
    marked = bool(surface.votes)
    # kept, a work called after somebody does not count as a mention of the person
    work = (
        len(surface.words) > 2
        and surface.words[0].lower() in page.facts.given
        and named_after(page.facts, surface.words)
    )
    if not marked and (surface.scores[best] < _ENOUGH or (best in _UNSCORED and not work)):
        return ""
    if len(surface.words) == 1 and _ordinary_word(page, surface):
        return ""
    return best


def _ordinary_word(page: Page, surface: Surface) -> bool:
    """Whether a lone capitalised word is used in small letters too, or only opens sentences with little behind it."""
    if surface.text in page.facts.generic_heads and not surface.known:
        return not surface.part
    if surface.firm >= 3:
        return False
    if surface.text.lower() in page.lowercase_words:
        return True
    return not surface.votes and all(page.opens[mention.start] for mention in surface.mentions)
