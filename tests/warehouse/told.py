"""Articles told in a line or two for tests of the warehouse: their text, who is in it, and who says what."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.article import Article, Source
from schemas.enrichment import Anonymity, Enrichment, Entity, Mention, Quote, QuoteType, Role
from tests.records import HARBOUR, article, moment, span


class Who(NamedTuple):
    """Somebody or something in a text; `called` are the mentions' words, the name where there are none."""

    name: str
    role: str | None = None
    affiliation: str | None = None
    place: str | None = None
    type: str = "PERSON"
    called: Sequence[str] = ()


class Said(NamedTuple):
    """A quotation; `by` is the name of somebody in the text, or of nobody that has an entity."""

    text: str
    by: str | None = None
    type: QuoteType = "direct"
    called: str | None = None
    relayed_by: str | None = None
    anonymity: Anonymity | None = None


def told(
    ref: str,
    body: str,
    *,
    who: Sequence[Who] = (),
    said: Sequence[Said] = (),
    source: Source = HARBOUR,
    day: str = "2024-03-05",
    **fields: Any,
) -> tuple[Article, Enrichment]:
    """The article at an address of its own, and what enrichment finds in it."""
    told_of = article(
        ref=ref,
        input_id=ref,
        title=fields.pop("title", f"Title of {ref}"),
        source=source,
        url=None,
        canonical_url=f"https://{source.domain}/{fields.pop('at', ref)}",
        published=moment(day),
        body=body,
        payload=ref.encode(),
        **fields,
    )
    entities = tuple(_entity(number, one, body) for number, one in enumerate(who, start=1))
    keys = {one.name: one.key for one in entities}
    quotes = tuple(_quote(number, one, body, keys) for number, one in enumerate(said, start=1))
    return told_of, Enrichment(entities=entities, quotes=quotes)


def _entity(number: int, one: Who, body: str) -> Entity:
    mentions = tuple(Mention(**span(words, body).model_dump()) for words in one.called or (one.name,))
    roles = ()
    if one.role or one.affiliation:
        words = one.role if one.role and one.role in body else one.name
        evidence = span(words if words in body else mentions[0].text, body)
        roles = (Role(**evidence.model_dump(), role=one.role, affiliation=one.affiliation, place=one.place),)
    return Entity(key=f"e{number}", type=one.type, name=one.name, mentions=mentions, roles=roles)


def _quote(number: int, one: Said, body: str, keys: dict[str, str]) -> Quote:
    return Quote(
        **span(one.text, body).model_dump(),
        type=one.type,
        marks="none" if one.type == "indirect" else "closed",
        speaker=span(one.called, body) if one.called else None,
        speaker_entity=keys.get(one.by) if one.by else None,
        speaker_name=one.by,
        relayed_by=one.relayed_by,
        anonymity=one.anonymity,
        utterance=number,
        confidence=0.9,
        method="told",
    )
