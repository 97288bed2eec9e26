"""Expected entities, written by their wordings; offsets are found from left to right."""

from spacy.language import Language

from schemas.enrichment import Entity, Mention, Role
from tasks.enrich.entities import find_entities


def found(nlp: Language, text: str) -> list[Entity]:
    """The entities of a text, less the reasons of types and roles, which have tests of their own."""
    return [
        entity.model_copy(
            update={"type_rule": None, "roles": tuple(role.model_copy(update={"rule": None}) for role in entity.roles)}
        )
        for entity in find_entities(nlp(text))
    ]


def people(nlp: Language, text: str) -> dict[str, list[str]]:
    """The persons of a text: their names, and the wordings of their mentions."""
    return {e.name: [m.text for m in e.mentions] for e in found(nlp, text) if e.type == "PERSON"}


def entity(
    text: str,
    key: str,
    type: str,
    name: str,
    mentions: list[tuple[int, str]],
    rule: str,
    roles: list[Role] | None = None,
) -> Entity:
    """An entity with the n-th occurrence (from 1) of each wording as its mentions."""
    return Entity(
        key=key,
        type=type,
        name=name,
        mentions=tuple(Mention(**span(text, n, wording)) for n, wording in mentions),
        roles=tuple(roles or ()),
        rule=rule,
    )


def role(
    text: str, evidence: str, role: str, affiliation: str | None = None, place: str | None = None, n: int = 1
) -> Role:
    """A role whose evidence is the n-th occurrence of this wording."""
    return Role(**span(text, n, evidence), role=role, affiliation=affiliation, place=place)


def span(text: str, n: int, wording: str) -> dict[str, object]:
    """Offsets of the n-th occurrence of a wording."""
    start = -1
    for _ in range(n):
        start = text.index(wording, start + 1)
    return {"start": start, "end": start + len(wording), "text": wording}
