"""Institutions: "China's foreign ministry", and "the ministry" later on."""

from collections.abc import Iterable

from schemas.enrichment import Entity
from tasks.enrich.speakers.facts import Facts, facts
from tasks.enrich.speakers.phrase import Phrase, read_phrase
from tasks.enrich.speakers.referent import Body, Discourse, Referent, nobody, somebody
from tasks.enrich.speakers.scene import Scene
from tasks.enrich.speakers.words import base_form

_RUN = frozenset({"NOUN", "PROPN", "ADJ"})


def find_bodies(scene: Scene) -> list[Body]:
    """The institutions that the text names by a phrase, in text order."""
    known = facts()
    found = []
    for token in scene.doc:
        if token.i in scene.owner or token.pos_ not in {"NOUN", "PROPN"} or base_form(token) not in known.institutions:
            continue
        start = token.i
        while start > 0 and (start - 1 in scene.owner or _leads(scene, start - 1)):
            start -= 1
        phrase = read_phrase(scene, scene.doc[start : token.i + 1]) if start < token.i else None
        if phrase and phrase.kind == "institution" and (name := body_name(scene, phrase, known)):
            found.append(Body(phrase.noun, phrase.words, name, token.i, phrase))
    return found


def _leads(scene: Scene, index: int) -> bool:
    token = scene.doc[index]
    return token.pos_ in _RUN or token.text in {"'s", "’s", "'", "’", "-"} or token.pos_ == "DET"


def body_name(scene: Scene, phrase: Phrase, known: Facts) -> str | None:
    """The phrase as a name, without a leading article; None where it names none in particular."""
    if not phrase.definite:
        return None
    doc, end, owner = scene.doc, phrase.head.i + 1, phrase.owner
    if owner is None:
        if phrase.noun not in known.unique_institutions or phrase.of is None:
            return None
        return doc[phrase.start + (doc[phrase.start].pos_ == "DET") : phrase.of.end].text
    follower = doc[owner.end].text if owner.end < len(doc) else ""
    if phrase.noun in known.unique_institutions or owner.is_person or follower in {"'s", "’s", "'", "’"}:
        return doc[owner.start : end].text
    return None


def resolve_body(discourse: Discourse, phrase: Phrase) -> Referent:
    """An institution by its own name, by an organisation's name that ends in the noun, or as the one named before."""
    known = facts()
    if name := body_name(discourse.scene, phrase, known):
        return _same_entity(discourse, name) or Referent("institution", "body", name=name, trust=0.97)
    unnamed = nobody("institution", "unnamed_institution", "body")
    if not phrase.definite:
        return unnamed
    first = discourse.scene.doc[phrase.start]
    if first.pos_ != "DET" and phrase.noun not in known.unique_institutions:
        return unnamed
    return (
        _named_entity(discourse, phrase) or _named_before(discourse, phrase) or _last_one(discourse, phrase) or unnamed
    )


def _same_entity(discourse: Discourse, name: str) -> Referent | None:
    folded = name.casefold()
    for entity in discourse.scene.entities.values():
        if entity.name.casefold() == folded:
            return somebody(entity, "institution", 0.97)
    return None


def _named_entity(discourse: Discourse, phrase: Phrase) -> Referent | None:
    """ "the church" for Church of the Lake, "the foreign ministry" for Ministry of Foreign Affairs."""
    fitting = [
        entity
        for entity in discourse.scene.entities.values()
        if entity.type in {"ORG", "FAC", "GPE"}
        and " " in entity.name
        and _head_of(entity) == phrase.noun
        and _fits(phrase.words, entity)
    ]
    if phrase.noun in facts().loose_institutions and not phrase.words:
        # Any organisation may be "the network" a page on, not only the one that has Network in its name.
        fitting = [entity for entity in fitting if _is_near(discourse, entity, phrase)]
    return _only(discourse, fitting, phrase, 0.85)


def _is_near(discourse: Discourse, entity: Entity, phrase: Phrase) -> bool:
    """Is it the organisation named last before the phrase, in this paragraph or the two before?"""
    scene = discourse.scene
    for mention in scene.before(phrase.start):
        if scene.paragraph[phrase.start] - scene.paragraph[mention.start] > 2:
            return False
        if mention.entity.type == "ORG":
            return mention.entity.key == entity.key
    return False


def _head_of(entity: Entity) -> str:
    words = entity.name.lower().split()
    for joint in ("of", "for"):
        if joint in words[1:]:
            return words[words.index(joint) - 1]
    return words[-1] if words else ""


def _fits(words: Iterable[str], entity: Entity) -> bool:
    name = entity.name.lower()
    return all(word[:5] in name for word in words)


def _only(discourse: Discourse, fitting: list[Entity], phrase: Phrase, trust: float) -> Referent | None:
    """The one that fits; of several, the one that spoke last if it is among them."""
    if len(fitting) > 1:
        last = next(discourse.speakers_before(phrase.start), None)
        fitting = [entity for entity in fitting if last and entity.key == last.referent.entity]
    return somebody(fitting[0], "institution", trust) if fitting else None


def _named_before(discourse: Discourse, phrase: Phrase) -> Referent | None:
    fitting = [
        body
        for body in discourse.bodies
        if body.noun == phrase.noun and body.at < phrase.start and phrase.words <= body.words
    ]
    names = {body.name for body in fitting}
    if len(names) != 1:
        return None
    return _same_entity(discourse, fitting[0].name) or Referent("institution", "body", name=fitting[0].name, trust=0.9)


def _last_one(discourse: Discourse, phrase: Phrase) -> Referent | None:
    """ "the company" for the organisation that spoke last, or the only one named in this paragraph and the last."""
    if phrase.noun not in facts().loose_institutions or phrase.words:
        return None
    scene = discourse.scene
    last = next(discourse.speakers_before(phrase.start), None)
    here = scene.paragraph[phrase.start]
    if last and last.referent.sort == "body" and here - scene.paragraph[last.at] <= 2:
        return last.referent.through("institution", 0.8)
    near: dict[str, Entity] = {}
    for mention in scene.before(phrase.start):
        if here - scene.paragraph[mention.start] > 2:
            break
        if mention.entity.type == "ORG":
            near[mention.entity.key] = mention.entity
    return somebody(next(iter(near.values())), "institution", 0.7) if len(near) == 1 else None
