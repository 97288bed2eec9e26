"""What speaks for a name's type: its own form, and the words beside one mention of it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tasks.enrich.entities.facts import Facts, Known
from tasks.enrich.entities.page import Page
from tasks.enrich.entities.spans import Candidate
from tasks.enrich.entities.titles import plain

Evidence = defaultdict[str, float]
_BELONGING = frozenset(
    ["member", "members", "head", "leader", "chairman", "director", "founder", "employee", "attorney"]
)
_PRONOUNS = frozenset(["he", "she", "his", "her", "him", "himself", "herself"])
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,7}$")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,3}$|[A-Z]{1,2}$")


def form(facts: Facts, words: list[str], known: Known | None) -> Evidence:
    """Evidence from the name alone: heads such as University and Bridge, given names, initials, the data files."""
    found: Evidence = defaultdict(float)
    if known and known.label != "THING":
        found[known.label] += 2 if known.doubtful else 6
    first, last = words[0], words[-1]
    governs = len(words) > 2 and words[1].lower() in {"of", "for"}
    if last in facts.event_heads and (len(words) > 1 or last.lower() not in facts.given):
        found["EVENT"] += 4
    if last in facts.organisation_heads or (governs and first in facts.organisation_heads) or _inner_head(facts, words):
        found["ORG"] += 4
    if len(words) > 1:
        if last in facts.facility_heads:
            found["FAC"] += 3
        if last in facts.land_heads or first in {"Mount", "Lake", "Cape"} or (governs and first in facts.land_heads):
            found["LOC"] += 3
        if last in facts.governed_heads:
            found["GPE"] += 3
    if known is None and len(words) > 1:
        for label in _beside_a_place(facts, words):
            found[label] += 2
    if len(words) == 1 and _ACRONYM.match(last):
        found["ORG"] += 1
    if named_after(facts, words) and last not in facts.event_heads:
        found["WORK_OF_ART"] += 2
    found["PERSON"] += person_form(facts, words)
    return found


def _beside_a_place(facts: Facts, words: list[str]) -> Iterator[str]:
    """A place at the end or the start: South London is a place, Hitwise UK and Ontario Rowers are organisations."""
    if not all(word[0].isupper() for word in words):
        return
    for known in ((words[-1],), tuple(words[-2:]), (words[0],)):
        entry = next((entry for entry in facts.phrases.get(known[0], ()) if entry.words == known), None)
        if entry is None or entry.label != "GPE" or entry.doubtful or len(known) == len(words):
            continue
        if words[0].lower() in facts.directions:
            yield "GPE"
        elif words[0].lower() not in facts.given:
            yield "ORG"
        return


def _inner_head(facts: Facts, words: list[str]) -> bool:
    """Whether the head stands before "of" or "for" within: Joint Council for the Welfare of Immigrants."""
    heads = facts.organisation_heads | facts.units
    return any(word.lower() in {"of", "for"} and words[i - 1] in heads for i, word in enumerate(words) if i)


def person_form(facts: Facts, words: list[str]) -> float:
    """How much a name looks like a person's: given name first, initials, particles, East Asian order."""
    first, last = words[0].lower(), words[-1]
    if any(word.islower() and word not in facts.particles for word in words):
        return -5
    if not 1 <= len(words) <= 5 or last in facts.organisation_heads or last in facts.facility_heads:
        return 0
    if len(words) == 1:
        # short words in capitals are time zones, degrees and acronyms
        short = words[0].isupper() and len(first) <= 4
        return 1 if first in facts.given else -3 if short else 0
    if last in facts.event_heads or (len(words) > 2 and words[-2] in facts.event_heads):
        return 0
    if named_after(facts, words):
        return -3
    if all(word.isupper() for word in words) and first not in facts.given and not _INITIALS.match(words[0]):
        return -2
    # two plain words that nothing else explains are most often somebody's name
    score = 0.5 if len(words) == 2 and all(word.isalpha() and word[1:].islower() for word in words) else 0.0
    if first in facts.given or first.split("-")[0] in facts.given:
        score += 3
    if _INITIALS.match(words[0]) and words[0] not in {"US", "UK", "EU", "UN", "U.S.", "U.K.", "U.N.", "E.U.", "LA"}:
        score += 2
    if any(_INITIALS.match(word) for word in words[1:-1]):
        score += 2
    if first in facts.family_first and len(words) <= 3 and (len(words) == 3 or "-" in last or last.isalpha()):
        score += 1.5 if "-" in last else 0.5
    if any(word.lower() in facts.particles for word in words[1:-1]) and "of" not in words and "for" not in words:
        score += 1
    if last.rstrip(".").lower() in facts.generations:
        score += 1 if len(last) > 1 and last.isupper() else 3  # "Jr" is a person's, "II" may be an engine's
    return score


def named_after(facts: Facts, words: list[str]) -> bool:
    """Whether the name is that of a work called after somebody: Marsh Report, Joan Marsh Experience."""
    if len(words) < 2 or words[-1] not in facts.work_heads:
        return False
    inner = words[1:-1]
    surname_only = len(words) == 2 and words[0].lower() not in facts.given
    whole = bool(inner) and not any(_INITIALS.match(word) or word.lower() in facts.particles for word in inner)
    return surname_only or (whole and inner[-1].lower() not in facts.given)


def context(page: Page, mention: Candidate) -> Evidence:
    """Evidence from the words beside one mention."""
    found: Evidence = defaultdict(float)
    for label, weight in _before(page, mention):
        found[label] += weight
    for label, weight in _after(page, mention):
        found[label] += weight
    return found


def _before(page: Page, mention: Candidate) -> Iterator[tuple[str, float]]:
    facts, i = page.facts, mention.start - 1
    if mention.title:
        yield "PERSON", 4
    if i < 0 or not page.words[i].strip():
        return
    word, noun = page.lowered[i], page.tags[i].startswith("NN")
    if noun and not mention.title and plain(word) in facts.role_nouns:
        yield "PERSON", 3
    elif noun and word in facts.organisation_nouns:
        yield "ORG", 2
    elif noun and word in facts.place_nouns:
        yield "GPE", 1.5
    elif word in facts.place_prepositions:
        yield "GPE", 2 if _stands_alone(page, mention.end) else 1
    elif word == "from" and _stands_alone(page, mention.end):
        yield "GPE", 0.5
    elif word == "the":
        yield from _after_article(page, mention, i - 1)
    elif word == "and" and _is_second_team(page, mention):
        yield "ORG", 2
    elif word in {"of", "for"} and i > 0 and page.lowered[i - 1] in _BELONGING:
        yield "ORG", 1.5
    elif word == "of" and i > 0 and page.lowered[i - 1] in facts.place_nouns:
        yield "GPE", 3
    elif page.tags[i].startswith("VB") and page.lowered[i] in facts.person_verbs:
        yield "PERSON", 0.5


def _after_article(page: Page, mention: Candidate, i: int) -> Iterator[tuple[str, float]]:
    """After "the" a name is no person's and no town's, unless a noun follows to which the article belongs."""
    if _stands_alone(page, mention.end) or page.words[mention.end] in {"'s", "’s"}:
        if i >= 0 and page.lowered[i] in page.facts.place_prepositions:
            yield "LOC", 1
        else:
            # a plural of one word with the article is a team more often than anything else
            team = mention.end - mention.start == 1 and _is_plural(page.words[mention.start])
            yield "ORG", 2 if team else 1
            yield "LOC", 0.3
        if i >= 0 and page.tags[i].startswith("VB") and page.lowered[i] in page.facts.organisation_verbs:
            yield "ORG", 1.5
        if i > 0 and page.lowered[i] in {"of", "for"} and page.lowered[i - 1] in _BELONGING:
            yield "ORG", 1


def _is_second_team(page: Page, mention: Candidate) -> bool:
    """Whether "the Brava Falcons and" stands before a name like Lisbon Ravens: two plurals under one article."""
    i = mention.start - 2
    if i < 1 or not (_is_plural(page.words[i]) and _is_plural(page.words[mention.end - 1])):
        return False
    while i > 0 and page.is_name_word(i):
        i -= 1
    return page.lowered[i] == "the" and page.lowered[mention.start] not in page.facts.given


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word[0].isupper() and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _stands_alone(page: Page, i: int) -> bool:
    """Whether no noun follows that the name would modify."""
    return i >= len(page) or not (page.tags[i].startswith(("NN", "JJ", "HYPH", "POS", "CD")) or page.joins(i))


def _after(page: Page, mention: Candidate) -> Iterator[tuple[str, float]]:
    facts, i = page.facts, mention.end
    if i >= len(page) or not page.words[i].strip():
        return
    if page.words[i] == ",":
        yield from _apposition(page, i + 1)
        return
    if page.lowered[i] in {"'s", "’s"} and i + 1 < len(page):
        if page.lowered[i + 1] in facts.person_owned:
            yield "PERSON", 0.7
        return
    if page.joins(i) and page.lowered[i + 1] == "based":
        yield "GPE", 3
    if page.lowered[i] in facts.group_nouns:
        yield "ORG", 0.4
        yield "GPE", 0.4
    if page.tags[i] == "RB" and i + 1 < len(page):
        i += 1
    if page.tags[i].startswith("VB") and page.lowered[i] in facts.person_verbs:
        yield "PERSON", 0.7 + _pronoun(page, mention, i + 1)
    if page.tags[i].startswith("VB") and page.lowered[i] in facts.human_acts:
        yield "PERSON", 2


def _pronoun(page: Page, mention: Candidate, i: int) -> float:
    """How much the pronouns behind the verb say for a person: "Marsh said he was late. He …", never "its"."""
    if mention.end - mention.start > 1 or page.words[mention.start].isupper():
        return 0.0
    sentence, found = page.sentences[mention.start], set()
    while i < len(page) and page.sentences[i] == sentence and not page.is_name_word(i):
        found.add(page.lowered[i])
        i += 1
    following = i < len(page) and page.sentences[i] != sentence and page.words[i] in {"He", "She"}
    if "its" in found:
        return -2.5
    weight = (0.0 if _PRONOUNS.isdisjoint(found) else 1.2) + following
    return 0.0 if weight and _person_before(page, mention) else weight


def _person_before(page: Page, mention: Candidate) -> bool:
    """Whether this sentence or the one before names somebody else: a company says of its head what "he" does."""
    sentence, name, k = page.sentences[mention.start], page.words[mention.start], mention.start - 1
    while k >= 0 and page.sentences[k] >= sentence - 1:
        if page.lowered[k] in page.facts.role_nouns or (
            page.doc[k].ent_type_ == "PERSON" and page.words[k] != name and page.is_name_word(k)
        ):
            return True
        k -= 1
    return False


def _apposition(page: Page, i: int) -> Iterator[tuple[str, float]]:
    """What stands after the comma: an age, "who", or a noun that says what the name is."""
    facts = page.facts
    if i >= len(page):
        return
    if page.words[i].isdigit() and len(page.words[i]) == 2 and i + 1 < len(page) and page.words[i + 1] in {",", "."}:
        yield "PERSON", 3
        return
    if page.lowered[i] == "who":
        yield "PERSON", 2
        return
    if (
        page.lowered[i] not in {"a", "an", "the", "his", "her", "their", "its"}
        and page.words[i] not in facts.role_nouns
    ):
        return
    for k in range(i, min(i + 8, len(page))):
        word = plain(page.words[k])
        if page.tags[k] in {"IN", ",", ".", "WDT", "WP"} or page.tags[k].startswith("VB"):
            return
        if page.joins(k + 1) if k + 1 < len(page) else False:
            continue
        if word in facts.role_nouns:
            yield "PERSON", 2.5
            return
        if word in facts.organisation_nouns:
            yield "ORG", 2
            return
        if word in facts.place_nouns:
            yield "GPE", 2
            return
