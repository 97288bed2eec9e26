"""Names that no entity covers, tied to one that does: "Ms Okafor", "Tanaka-san", a misspelt surname."""

from schemas.enrichment import Entity
from tasks.enrich.speakers.facts import facts
from tasks.enrich.speakers.referent import Discourse, Referent, somebody

_LONG_ENOUGH = 6


def resolve_name(discourse: Discourse, name: str, at: int) -> Referent:
    """The entity that bears the name, else the name alone, as the text has it."""
    wanted = _plain(name)
    persons = [entity for entity in discourse.scene.entities.values() if entity.type == "PERSON"]
    exact = [entity for entity in discourse.scene.entities.values() if _plain(entity.name) == wanted]
    if len(exact) == 1:
        return somebody(exact[0], "name")
    if " " not in wanted:
        surname = [entity for entity in persons if wanted in _plain(entity.name).split()]
        if len(surname) == 1:
            return somebody(surname[0], "name", 0.95)
        if not surname and (near := _misspelt(discourse, wanted, persons, at)):
            return near
    return Referent("name", "person" if _looks_personal(name) else "body", name=name, trust=0.9)


def respelt(discourse: Discourse, entity: Entity, at: int) -> Referent | None:
    """A person known by one word alone that is nearly the surname of one who spoke before: the same, misspelt."""
    if entity.type != "PERSON" or " " in entity.name:
        return None
    persons = [other for other in discourse.scene.entities.values() if other.type == "PERSON" and other != entity]
    return _misspelt(discourse, _plain(entity.name), persons, at)


def surname_of(discourse: Discourse, entity: Entity, at: int) -> Referent | None:
    """A place that speaks under a name that is the surname of a person met before is that person: "Paris says"."""
    if entity.type not in {"GPE", "LOC", "FAC"} or " " in entity.name:
        return None
    bearers = [
        person
        for person in discourse.scene.entities.values()
        if person.type == "PERSON" and " " in person.name and person.name.split()[-1] == entity.name
    ]
    if len(bearers) != 1 or discourse.people.mentions(bearers[0].key)[0].start >= at:
        return None
    return somebody(bearers[0], "surname", 0.8)


def _misspelt(discourse: Discourse, wanted: str, persons: list[Entity], at: int) -> Referent | None:
    if len(wanted) < _LONG_ENOUGH:
        return None
    spoke = {said.referent.entity for said in discourse.speakers_before(at)}
    near = [
        entity
        for entity in persons
        if entity.key in spoke and " " in entity.name and _nearly(wanted, _plain(entity.name).split()[-1])
    ]
    return somebody(near[0], "misspelt", 0.8) if len(near) == 1 else None


def _plain(name: str) -> str:
    text = name.casefold()
    for honorific in facts().honorifics:
        text = text.removesuffix(honorific)
    words = text.split()
    while len(words) > 1 and words[0] in facts().titles:
        words = words[1:]
    return " ".join(words)


def _looks_personal(name: str) -> bool:
    return name.split()[0].casefold() in facts().given_names


def _nearly(one: str, other: str) -> bool:
    """The same first letter and length give or take one, and at most two letters changed, left out or swapped."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1 or one == other:
        return False
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1] <= (2 if len(one) >= 8 else 1)
