"""Small records for tests, built by hand: what a test does not name has a plain value."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from schemas.article import Article, Credit, MatchedArticle, Moment, Source
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Mention, Part, Quote, Role, Span
from schemas.rejection import Rejected

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
HARBOUR = Source(
    source_id="harbour-news",
    name="Harbour News",
    domain="harbour.example",
    country="sg",
    language="en",
    timezone="Asia/Singapore",
)
VALLEY = Source(source_id="valley-post", name="Valley Post", domain="valley.example", country="nz")
BODY = 'The port will close on Friday, said Mayor Ana Kowalski.\n\n"We had no choice," she added.'


def moment(day: str = "2024-03-05", time: str | None = "09:10", *, offset: int = 8) -> Moment:
    """A moment in the zone `offset` hours east; a day alone where `time` is None."""
    if time is None:
        return Moment(day=date.fromisoformat(day), precision="day", zone_basis="unknown", raw=day)
    at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=timezone(timedelta(hours=offset)))
    return Moment(day=at.date(), at=at, precision="minute", zone_basis="given", raw=f"{day} {time}")


def article(**fields: Any) -> Article:
    """An article of the Harbour News, with an address and a date."""
    plain: dict[str, Any] = {
        "ref": "port.html",
        "input_id": "port.html",
        "shape": "html",
        "source": HARBOUR,
        "title": "Port to close on Friday",
        "section": "Local",
        "language": "en",
        "url": "https://Harbour.example/news/port/",
        "canonical_url": "https://harbour.example/news/port",
        "credits": (Credit(name="Nora Achebe"),),
        "published": moment(),
        "body": BODY,
        "payload": b"<html>port</html>",
    }
    return Article(**plain | fields)


def matched(of: Article | None = None, **fields: Any) -> MatchedArticle:
    """The article as a new one, in its first version."""
    of = of or article()
    plain: dict[str, Any] = {
        "article": of,
        "article_id": "port",
        "content_hash": of.content_hash,
        "state": "new",
        "version": 1,
        "is_current": True,
    }
    return MatchedArticle(**plain | fields)


def enriched(of: MatchedArticle | None = None, enrichment: Enrichment | None = None, **fields: Any) -> EnrichedArticle:
    """The matched article with one person, two mentions, one role and two quotes where its body is BODY."""
    of = of or matched()
    found = port_enrichment() if of.article.body == BODY else Enrichment()
    return EnrichedArticle(matched=of, enrichment=enrichment or found, enrichment_version="model-1+rules-1", **fields)


def port_enrichment() -> Enrichment:
    """What stands in BODY."""
    mayor = Entity(
        key="e1",
        type="PERSON",
        name="Ana Kowalski",
        mentions=(Mention(**span("Ana Kowalski").model_dump()),),
        roles=(Role(**span("Mayor").model_dump(), role="Mayor"),),
    )
    return Enrichment(entities=(mayor,), quotes=(indirect_quote(), direct_quote()))


def indirect_quote() -> Quote:
    """The first quote in BODY."""
    return Quote(
        **span("The port will close on Friday").model_dump(),
        type="indirect",
        cue=span("said"),
        cue_lemma="say",
        speaker=span("Mayor Ana Kowalski"),
        speaker_entity="e1",
        speaker_name="Ana Kowalski",
        utterance=1,
        confidence=0.9,
        method="cue-inverted",
    )


def direct_quote() -> Quote:
    """The second quote in BODY."""
    return Quote(
        **span('"We had no choice,"').model_dump(),
        type="direct",
        marks="closed",
        cue=span("added"),
        cue_lemma="add",
        speaker=span("she"),
        speaker_entity="e1",
        speaker_name="Ana Kowalski",
        utterance=2,
        confidence=0.8,
        method="marks",
    )


def quote_of(text: str, body: str, *, speaker: str | None = None, part: Part = "body", utterance: int = 1) -> Quote:
    """A direct quote of `text` as it first stands in `body`; a speaker is a name alone, no entity."""
    return Quote(
        **span(text, body).model_dump(),
        part=part,
        type="direct",
        marks="closed",
        speaker_name=speaker,
        utterance=utterance,
        confidence=0.5,
        method="marks",
    )


def span(text: str, body: str = BODY) -> Span:
    """The first place of `text` in `body`."""
    start = body.index(text)
    return Span(start=start, end=start + len(text), text=text)


def rejected(**fields: Any) -> Rejected:
    """A held empty file."""
    plain: dict[str, Any] = {
        "stage": "read",
        "reason": "empty_file",
        "detail": "empty.txt: no bytes in it; remove it or fetch it again",
        "source_ref": "empty.txt",
        "input_id": "empty.txt",
    }
    return Rejected(**plain | fields)
