"""What the text and common knowledge say of its persons: gender, and the roles they are introduced with."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from schemas.enrichment import Entity
from tasks.enrich.speakers.facts import Facts, facts
from tasks.enrich.speakers.scene import Named, Scene
from tasks.enrich.speakers.words import base_form

_PRONOUNS = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female", "hers": "female"}
_RUN = frozenset({"NOUN", "PROPN", "ADJ"})
_LONGEST_RUN = 8


@dataclass(frozen=True)
class Described:
    """One description of a person: its head noun and the words around it; `at` counts tokens."""

    entity: str
    noun: str
    words: frozenset[str]
    at: int


@dataclass
class People:
    """The persons of one document; everything is worked out when first asked for."""

    scene: Scene
    _gender: dict[str, str | None] = field(default_factory=dict)

    def gender(self, key: str) -> str | None:
        """male, female, or None where neither text nor name says so."""
        if key not in self._gender:
            self._gender[key] = self._find_gender(self.scene.entities[key])
        return self._gender[key]

    @cached_property
    def descriptions(self) -> dict[str, list[Described]]:
        """All descriptions by their head noun, in text order."""
        found: dict[str, list[Described]] = {}
        for person in (mention for mention in self.scene.named if mention.is_person):
            for described in _describe(self.scene, person, facts()):
                found.setdefault(described.noun, []).append(described)
        for entity in self.scene.entities.values():
            if entity.type == "PERSON":
                for described in _from_roles(self.scene, entity):
                    found.setdefault(described.noun, []).append(described)
        return {noun: sorted(rows, key=lambda row: row.at) for noun, rows in found.items()}

    @cached_property
    def _mentions(self) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = {}
        for mention in self.scene.named:
            found.setdefault(mention.entity.key, []).append(mention)
        return found

    def mentions(self, key: str) -> list[Named]:
        return self._mentions.get(key, [])

    def _find_gender(self, entity: Entity) -> str | None:
        """Titles decide, then what the person is called (actress), then the given name, then pronouns nearby."""
        known = facts()
        for votes in (
            self._title_votes(entity, known),
            self._role_votes(entity, known),
            self._name_votes(entity, known),
            self._pronoun_votes(entity),
        ):
            ranked = votes.most_common(2)
            if ranked and (len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1]):
                return ranked[0][0]
        return None

    def _title_votes(self, entity: Entity, known: Facts) -> Counter[str]:
        starts = (mention.start for mention in self.mentions(entity.key))
        words = [self.scene.doc[start - 1].lower_ for start in starts if start]
        words += [mention.text.split()[0].lower() for mention in entity.mentions if " " in mention.text]
        return Counter(gender for word in words if (gender := known.titles.get(word)))

    def _role_votes(self, entity: Entity, known: Facts) -> Counter[str]:
        nouns = [row.noun for rows in self.descriptions.values() for row in rows if row.entity == entity.key]
        return Counter(known.gendered[noun] for noun in nouns if noun in known.gendered)

    def _name_votes(self, entity: Entity, known: Facts) -> Counter[str]:
        names = {entity.name, *(mention.text for mention in entity.mentions)}
        full = {name for name in names if len(name.split()) > 1} or names
        first = {name.split()[0].split("-")[0].casefold() for name in full}
        return Counter(known.given_names[name] for name in first if name in known.given_names)

    def _pronoun_votes(self, entity: Entity) -> Counter[str]:
        """Pronouns in a sentence that names this person alone."""
        votes: Counter[str] = Counter()
        for mention in self.mentions(entity.key):
            sentence = self.scene.sentences[self.scene.sentence_of[mention.start]]
            others = {m.entity.key for m in self.scene.within(sentence.start, sentence.end) if m.is_person}
            if others == {entity.key}:
                votes.update(
                    _PRONOUNS[token.lower_]
                    for token in self.scene.doc[mention.end : sentence.end]
                    if token.lower_ in _PRONOUNS and not self.scene.content[token.i]
                )
        return votes


def _describe(scene: Scene, person: Named, known: Facts) -> Iterator[Described]:
    """The nouns right before a name ("coach Ana Ruiz") and in apposition after it ("Ana Ruiz, a coach")."""
    doc = scene.doc
    start = person.start
    while start > 0 and person.start - start < _LONGEST_RUN and _runs_on(scene, start - 1):
        start -= 1
    words = frozenset(token.lower_ for token in doc[start : person.start])
    for token in doc[start : person.start]:
        noun = known.abbreviations.get(token.lower_, base_form(token))
        if noun in known.roles:
            yield Described(person.entity.key, noun, words, person.start)
    stop = person.end
    if stop < len(doc) and doc[stop].text == "(":
        stop = next((i + 1 for i in range(stop, min(stop + 6, len(doc))) if doc[i].text == ")"), stop)
    if stop + 1 < len(doc) and doc[stop].text == ",":
        yield from _apposition(scene, person, stop + 1, known)


def _runs_on(scene: Scene, index: int) -> bool:
    token = scene.doc[index]
    mention = scene.owner.get(index)
    if mention and mention.is_person:
        return False
    return token.pos_ in _RUN or token.text in {"'s", "’s", "-"} or mention is not None


def _apposition(scene: Scene, person: Named, start: int, known: Facts) -> Iterator[Described]:
    doc = scene.doc
    stop, head = start, None
    while stop < min(start + 2 * _LONGEST_RUN, len(doc)) and doc[stop].text not in {",", ".", ";", "(", "“", '"'}:
        token = doc[stop]
        if token.pos_ in {"VERB", "AUX"} or token.lower_ in {"who", "which", "that"}:
            break
        if head is None and base_form(token) in known.roles and token.tag_ not in {"NNS", "NNPS"}:
            head = base_form(token)
        stop += 1
    begins = doc[start].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "ADV", "PRON"}
    if head and begins:
        yield Described(person.entity.key, head, frozenset(token.lower_ for token in doc[start:stop]), person.start)


_PREPOSITION = re.compile(r"\s+(?:of|at|for|in|from|with|on|to)\s+|,")


def _from_roles(scene: Scene, entity: Entity) -> Iterator[Described]:
    for role in entity.roles:
        if not role.role:
            continue
        head = _PREPOSITION.split(role.role.lower())[0].split()
        words = " ".join(filter(None, (role.role, role.affiliation, role.place))).lower()
        tokens = scene.tokens(role)
        if head:
            at = tokens.start if tokens is not None else 0
            yield Described(entity.key, head[-1], frozenset(re.findall(r"[\w-]+", words)), at)
