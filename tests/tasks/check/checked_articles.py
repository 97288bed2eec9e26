"""A good enriched article for the gate's tests, and the ways to spoil one."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from schemas.article import Article, Credit, MatchedArticle, Moment, Source
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Mention, Quote, Role, Span

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)

BODY = (
    "Mayor Clara Boone said on Monday that the north quay of the port would be closed from June. "
    "“We will not appeal,” she said.\n\n"
    "The harbour union, which has been at odds with the council over pay, said that it was not told of the plan. "
    "According to Radio Selm, its leader Jo Pike called it “a gift to the banks”.\n\n"
    "Mr Pike, who is the author of “The Long Wait”, was at the gate by noon."
)

_Spanned = TypeVar("_Spanned", bound=Span)


def good(number: int) -> EnrichedArticle:
    """The `number`-th good article: it passes every rule, those that only warn included."""
    source = Source(
        source_id="harbour", name="Harbour News", domain="harbour.example", language="en", timezone="Europe/Oslo"
    )
    article = Article(
        ref=f"quay-{number}.txt",
        input_id=f"quay-{number}",
        shape="text",
        source=source,
        title=f"Quay {number} to close",
        standfirst="Clara Boone has a plan",
        section="Local",
        language="en-GB",
        url=f"https://harbour.example/quay-{number}",
        credits=(Credit(name="Nora Achebe"), Credit(name="Selm Press", role="agency", kind="organisation")),
        published=moment(datetime(2024, 3, 5, 9, tzinfo=UTC)),
        updated=moment(datetime(2024, 3, 5, 12, tzinfo=UTC)),
        fetched_at=datetime(2024, 3, 6, tzinfo=UTC),
        body=BODY,
        payload=f"raw {number}".encode(),
    )
    matched = MatchedArticle(
        article=article,
        article_id=f"id-{number}",
        content_hash=article.content_hash,
        state="new",
        version=1,
        is_current=True,
    )
    return EnrichedArticle(matched=matched, enrichment=_enrichment(), enrichment_version="model-1")


def _enrichment() -> Enrichment:
    boone = Entity(
        key="e1",
        type="PERSON",
        name="Clara Boone",
        mentions=(span("Clara Boone", Mention), Mention(part="standfirst", start=0, end=11, text="Clara Boone")),
        roles=(span("Mayor", Role, role="mayor"),),
    )
    pike = Entity(key="e2", type="PERSON", name="Jo Pike", mentions=(span("Jo Pike", Mention),))
    appeal = span(
        "“We will not appeal,”",
        Quote,
        type="direct",
        marks="closed",
        cue=span("she said", Span).model_copy(update={"start": BODY.index("she said") + 4, "text": "said"}),
        cue_lemma="say",
        speaker=span("she", Span),
        speaker_entity="e1",
        speaker_name="Clara Boone",
        utterance=1,
        confidence=0.9,
        method="beside",
    )
    gift = span(
        "“a gift to the banks”",
        Quote,
        type="direct",
        marks="closed",
        cue=span("called", Span),
        cue_lemma="call",
        speaker=span("Jo Pike", Span),
        speaker_entity="e2",
        speaker_name="Jo Pike",
        relayed_by="Radio Selm",
        utterance=2,
        confidence=0.8,
        method="beside",
    )
    terms = (span("“The Long Wait”", Mention),)
    return Enrichment(entities=(boone, pike), quotes=(appeal, gift), quoted_terms=terms)


def span(text: str, kind: type[_Spanned], **fields: Any) -> _Spanned:
    """The first stretch of the body with this text."""
    start = BODY.index(text)
    return kind(start=start, end=start + len(text), text=text, **fields)


def moment(at: datetime) -> Moment:
    """An instant known to the minute."""
    return Moment(day=at.date(), at=at, precision="minute", zone_basis="given")


def day(printed: str) -> Moment:
    """A day without a time or a zone."""
    return Moment(day=date.fromisoformat(printed), raw=printed)


def rematched(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    """The article with other values in its identity."""
    return one.model_copy(update={"matched": one.matched.model_copy(update=changes)})


def rewritten(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    """The article with other values, matched by them."""
    article = one.matched.article.model_copy(update=changes)
    return rematched(one, article=article, content_hash=article.content_hash)


def bare(one: EnrichedArticle) -> EnrichedArticle:
    """The article with nothing found in it."""
    return one.model_copy(update={"enrichment": Enrichment()})


def requoted(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    """The article with other values in its second quote."""
    first, second = one.enrichment.quotes
    return _re_enriched(one, quotes=(first, second.model_copy(update=changes)))


def renamed(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    """The article with other values in its first entity."""
    first, second = one.enrichment.entities
    return _re_enriched(one, entities=(first.model_copy(update=changes), second))


def remarked(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    """The article with other values in its quoted term."""
    return _re_enriched(
        one, quoted_terms=tuple(term.model_copy(update=changes) for term in one.enrichment.quoted_terms)
    )


def shifted(found: Span | None, by: int = 1) -> Span:
    """The span with its offsets moved and its text as it was."""
    assert found is not None
    return found.model_copy(update={"start": found.start + by, "end": found.end + by})


def _re_enriched(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    return one.model_copy(update={"enrichment": one.enrichment.model_copy(update=changes)})
