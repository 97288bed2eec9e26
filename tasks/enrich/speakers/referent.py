"""Who a mention stands for, and how that became known."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from schemas.enrichment import Entity
from tasks.enrich.speakers.people import People
from tasks.enrich.speakers.phrase import Phrase
from tasks.enrich.speakers.scene import Scene

Reason = Literal[
    "no_mention",
    "ambiguous_pronoun",
    "ambiguous_role",
    "first_person",
    "group",
    "anonymous",
    "unnamed_role",
    "unnamed_institution",
    "unnamed_source",
    "document",
    "interviewer",
]
Sort = Literal["person", "body", "group", "document"]


@dataclass(frozen=True)
class Referent:
    """A resolved source: an entity, a name alone, or the reason why nobody is named.

    `trust` is a factor on the quote's confidence: 1 for a name beside the cue, less for what is inferred.
    """

    rule: str
    sort: Sort
    entity: str | None = None
    name: str | None = None
    reason: Reason | None = None
    trust: float = 1.0
    gender: str | None = None

    def through(self, rule: str, trust: float) -> "Referent":
        """The same source, reached by another mention."""
        return replace(self, rule=rule, trust=trust)

    @property
    def identity(self) -> object:
        return self.entity or self.name or id(self)


def nobody(rule: str, reason: Reason, sort: Sort = "person", gender: str | None = None) -> Referent:
    """A source that the text does not name."""
    return Referent(rule, sort, reason=reason, gender=gender)


def somebody(entity: Entity, rule: str, trust: float = 1.0) -> Referent:
    """A source that is an entity."""
    return Referent(rule, "person" if entity.type == "PERSON" else "body", entity.key, entity.name, trust=trust)


@dataclass(frozen=True)
class Said:
    """One attribution that is resolved already; `at` and `until` count tokens."""

    at: int
    until: int
    referent: Referent


@dataclass
class Discourse:
    """The document as far as it is read: its scene, its persons, and who has spoken so far."""

    scene: Scene
    people: People
    history: list[Said] = field(default_factory=list)
    bodies: list["Body"] = field(default_factory=list)
    _by_sentence: dict[int, list[Said]] = field(default_factory=dict)

    def remember(self, said: Said) -> None:
        """Add an attribution, in reading order."""
        self.history.append(said)
        self._by_sentence.setdefault(self.scene.sentence_of[said.at], []).append(said)

    def said_in(self, sentence: int) -> list[Said]:
        """The attributions so far in the sentence of this number."""
        return self._by_sentence.get(sentence, [])

    def gender_of(self, referent: Referent) -> str | None:
        return referent.gender or (self.people.gender(referent.entity) if referent.entity else None)

    def speakers_before(self, token: int) -> Iterator[Said]:
        """Those who have spoken before, the latest first."""
        return (said for said in reversed(self.history) if said.at < token)


@dataclass(frozen=True)
class Body:
    """An institution that the text names by a phrase: "China’s foreign ministry"."""

    noun: str
    words: frozenset[str]
    name: str
    at: int
    phrase: Phrase
