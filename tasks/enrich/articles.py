"""Enrichment of articles: the parts are read as one text, and what is found is cut back to its part."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from schemas.article import Article, MatchedArticle
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Mention, Part, Quote, Role, Span
from schemas.rejection import Refusal, Rejected
from tasks.enrich.enricher import Enricher
from tasks.enrich.workers import runs

NOT_ENRICHED = "none"
_BREAK = "\n\n"
_GROUP_CHARS = 250_000

_Placed = TypeVar("_Placed", Mention, Role)


class _Place(NamedTuple):
    """Where a part stands in the text that was enriched."""

    part: Part
    start: int
    end: int


class _Found(NamedTuple):
    """What became of an article, and the seconds that it took."""

    article: Article
    outcome: Enrichment | Refusal
    seconds: float


class Enriching:
    """Articles whose texts have been handed out to be enriched, in groups: what is found in one is cut back to its
    parts while others are enriched.

    An article in a language that the model does not read keeps its text and gets no entities: a wrong speaker
    is worse than none. Its enrichment_version is "none".
    """

    def __init__(self, articles: Sequence[Article], enricher: Enricher) -> None:
        self._enricher = enricher
        readable = [one for one in articles if enricher.reads(one.language)]
        texts = [article_text(one) for one in readable]
        self._groups = [
            ([readable[number] for number in numbers], enricher.submit([texts[number] for number in numbers]))
            for numbers in runs(texts, _GROUP_CHARS)
        ]

    @cached_property
    def _found(self) -> dict[int, _Found]:
        """Once all are enriched, by the article itself: two of one batch may be alike."""
        return {
            id(article): _Found(article, one if isinstance(one, Refusal) else _by_part(article, one), spent)
            for group, future in self._groups
            for article, (one, spent) in zip(group, future.result(), strict=True)
        }

    def seconds(self) -> list[tuple[Article, float]]:
        """How long each article took, once all are enriched."""
        return [(one.article, one.seconds) for one in self._found.values()]

    def results(self, matched: Sequence[MatchedArticle]) -> list[EnrichedArticle | Rejected]:
        """Entities and quotes of each, in order, once all are enriched; what was not handed out is enriched now."""
        others = [one.article for one in matched if id(one.article) not in self._found]
        found = self._found | Enriching(others, self._enricher)._found if others else self._found
        return [_enriched(one, found.get(id(one.article)), self._enricher.version) for one in matched]


def enrich_batch(matched: Sequence[MatchedArticle], enricher: Enricher) -> list[EnrichedArticle | Rejected]:
    """Entities and quotes of each article, in order, as Enriching gives them."""
    return Enriching([one.article for one in matched], enricher).results(matched)


def article_text(article: Article) -> str:
    """The text that is enriched: title, standfirst and body, parted by blank lines."""
    return _BREAK.join(text for _, text in _parts(article))


def _parts(article: Article) -> list[tuple[Part, str]]:
    parts: list[tuple[Part, str | None]] = [
        ("title", article.title),
        ("standfirst", article.standfirst),
        ("body", article.body),
    ]
    return [(part, text) for part, text in parts if text]


def _enriched(matched: MatchedArticle, found: _Found | None, version: str) -> EnrichedArticle | Rejected:
    if found is None:
        return EnrichedArticle(matched=matched, enrichment=Enrichment(), enrichment_version=NOT_ENRICHED)
    if isinstance(found.outcome, Refusal):
        return Rejected(
            stage="enrich",
            reason=found.outcome.reason,
            detail=found.outcome.detail,
            source_ref=matched.article.ref,
            input_id=matched.article.input_id,
            payload=matched.article.payload,
            payload_key=matched.article_id,
        )
    return EnrichedArticle(matched=matched, enrichment=found.outcome, enrichment_version=version)


def _by_part(article: Article, found: Enrichment) -> Enrichment:
    places, start = [], 0
    for part, text in _parts(article):
        places.append(_Place(part, start, start + len(text)))
        start += len(text) + len(_BREAK)
    return Enrichment(
        entities=tuple(_place_entity(entity, places) for entity in found.entities),
        quotes=tuple(quote for raw in found.quotes if (quote := _place_quote(raw, places))),
        quoted_terms=_place_all(found.quoted_terms, places),
    )


def _place_of(span: Span, places: Sequence[_Place]) -> _Place | None:
    return next((place for place in places if place.start <= span.start and span.end <= place.end), None)


def _place_all(spans: tuple[_Placed, ...], places: Sequence[_Place]) -> tuple[_Placed, ...]:
    return tuple(
        span.model_copy(update={"part": place.part, "start": span.start - place.start, "end": span.end - place.start})
        for span in spans
        if (place := _place_of(span, places))
    )


def _place_entity(entity: Entity, places: Sequence[_Place]) -> Entity:
    return entity.model_copy(
        update={"mentions": _place_all(entity.mentions, places), "roles": _place_all(entity.roles, places)}
    )


def _place_quote(quote: Quote, places: Sequence[_Place]) -> Quote | None:
    place = _place_of(quote, places)
    if place is None:
        return None

    def moved(span: Span | None) -> Span | None:
        # A cue or speaker in another part has no offset in this one; the entity and its name remain.
        if span is None or _place_of(span, [place]) is None:
            return None
        return Span(start=span.start - place.start, end=span.end - place.start, text=span.text)

    return quote.model_copy(
        update={
            "part": place.part,
            "start": quote.start - place.start,
            "end": quote.end - place.start,
            "quoted": tuple(span for raw in quote.quoted if (span := moved(raw))),
            "cue": moved(quote.cue),
            "hedge": moved(quote.hedge),
            "addressee": moved(quote.addressee),
            "speaker": moved(quote.speaker),
            "anonymity_reason": moved(quote.anonymity_reason),
        }
    )
