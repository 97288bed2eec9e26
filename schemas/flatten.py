"""Enriched articles as rows of the warehouse: made once, for the check before the load and for the load."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Self

from schemas.article import Article, MatchedArticle
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Quote
from schemas.keys import fold, stable_key
from schemas.names import name_key, person_evidence
from schemas.record import Record, uncollected
from schemas.rows import (
    ArticleAuthorRow,
    ArticleUrlRow,
    ArticleVersionRow,
    EntityRow,
    EvidenceRow,
    MentionRow,
    MinhashBandRow,
    MinhashSignatureRow,
    QuotedTermRow,
    QuoteRow,
    RoleRow,
    SourceRow,
)


class RowSet(Record):
    """The rows of a batch, one tuple a table; each field has the name of its table."""

    sources: tuple[SourceRow, ...] = ()
    article_versions: tuple[ArticleVersionRow, ...] = ()
    article_urls: tuple[ArticleUrlRow, ...] = ()
    article_authors: tuple[ArticleAuthorRow, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    mentions: tuple[MentionRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    quoted_terms: tuple[QuotedTermRow, ...] = ()
    minhash_signatures: tuple[MinhashSignatureRow, ...] = ()
    minhash_bands: tuple[MinhashBandRow, ...] = ()


def flatten(one: EnrichedArticle, *, run_id: str, seen_at: datetime) -> RowSet:
    """All rows of an article, with stable ids.

    A quote whose speaker_entity names no entity of its article gets an id that no entity has, for the check to find.
    """
    matched, place, entities = one.matched, _Place.of(one.matched), _with_ids(one)
    with uncollected():
        return RowSet(
            sources=source_rows([matched]),
            article_versions=(_version_row(one, run_id, seen_at),),
            article_urls=url_rows([matched], seen_at=seen_at),
            article_authors=tuple(_author_rows(matched)),
            evidence=tuple(_evidence_rows(matched)),
            entities=tuple(_entity_rows(place, entities)),
            mentions=tuple(_mention_rows(place, entities)),
            roles=tuple(_role_rows(place, entities)),
            quotes=tuple(_quote_rows(place, one.enrichment.quotes, entities)),
            quoted_terms=tuple(_quoted_term_rows(place, one.enrichment)),
            minhash_signatures=(_signature_row(matched),) if matched.signature else (),
            minhash_bands=tuple(MinhashBandRow(band_key=key, version_id=place.version_id) for key in matched.bands),
        )


def joined(rowsets: Sequence[RowSet]) -> RowSet:
    """The rows of a batch in the order of its articles; sources (of two the later) and addresses once each."""
    rows: dict[str, Any] = {
        table: tuple(chain.from_iterable(getattr(one, table) for one in rowsets)) for table in RowSet.model_fields
    }
    sources = {row.source_id: row for row in rows["sources"]}
    urls = {(row.article_id, row.url, row.source_id): row for row in rows["article_urls"]}
    return RowSet(**rows | {"sources": tuple(sources.values()), "article_urls": tuple(urls.values())})


def source_rows(matched: Iterable[MatchedArticle]) -> tuple[SourceRow, ...]:
    """The sources of the articles, once each; of two that differ the later one."""
    sources = {one.article.source.source_id: one.article.source for one in matched}
    return tuple(SourceRow(**source.model_dump()) for source in sources.values())


def url_rows(matched: Iterable[MatchedArticle], *, seen_at: datetime) -> tuple[ArticleUrlRow, ...]:
    """The addresses under which the articles were seen, once each."""
    seen = {(one.article_id, address(one.article), one.article.source.source_id): None for one in matched}
    return tuple(
        ArticleUrlRow(article_id=article_id, url=url, source_id=source_id, first_seen_at=seen_at)
        for article_id, url, source_id in seen
        if url
    )


def address(article: Article) -> str | None:
    """The address that stands for the article: its own, else the canonical one, else the one given."""
    return article.address or article.canonical_url or article.url


def _version_row(one: EnrichedArticle, run_id: str, seen_at: datetime) -> ArticleVersionRow:
    matched, article = one.matched, one.matched.article
    zone, published = article.source.timezone, article.published
    return ArticleVersionRow(
        version_id=matched.version_id,
        article_id=matched.article_id,
        version=matched.version,
        is_current=matched.is_current,
        source_id=article.source.source_id,
        url=address(article),
        url_given=article.url,
        provider_id=article.provider_id,
        title=article.title,
        standfirst=article.standfirst,
        section=article.section,
        language=article.language,
        dateline=article.dateline,
        published_at=published and published.instant(zone),
        first_published_at=published and published.instant(zone),
        published_on=published and published.day,
        # A time of day without a zone names no instant: what is known is the day.
        published_precision=published and (published.precision if published.at else "day"),
        published_zone_basis=published and published.zone_basis,
        published_raw=published and published.raw,
        updated_at=article.updated and article.updated.instant(zone),
        fetched_at=article.fetched_at,
        version_at=article.version_at,
        embargo_at=article.embargo and article.embargo.instant(zone),
        rights=article.rights,
        keywords=article.keywords,
        notes=article.notes,
        body=article.body,
        word_count=article.word_count,
        status=article.status,
        content_hash=matched.content_hash,
        metadata_hash=article.metadata_hash,
        copy_group=matched.copy_group,
        shape=article.shape,
        source_ref=article.ref,
        enrichment_version=one.enrichment_version,
        first_seen_at=seen_at,
        run_id=run_id,
    )


def _author_rows(matched: MatchedArticle) -> Iterable[ArticleAuthorRow]:
    for position, credit in enumerate(matched.article.credits, start=1):
        yield ArticleAuthorRow(
            article_id=matched.article_id,
            version_id=matched.version_id,
            version=matched.version,
            position=position,
            name=credit.name,
            role=credit.role,
            kind=credit.kind,
        )


def _evidence_rows(matched: MatchedArticle) -> Iterable[EvidenceRow]:
    for found in matched.article.evidence:
        yield EvidenceRow(
            article_id=matched.article_id,
            version_id=matched.version_id,
            version=matched.version,
            field=found.field,
            rule=found.rule,
            raw=found.raw,
        )


class _Place(NamedTuple):
    """The columns that every row of a version has."""

    article_id: str
    version_id: str
    version: int

    @classmethod
    def of(cls, matched: MatchedArticle) -> Self:
        return cls(matched.article_id, matched.version_id, matched.version)


Named = Sequence[tuple[str, Entity]]


def _with_ids(one: EnrichedArticle) -> Named:
    """The entities with their ids; a second one of the same name gets an id of its own."""
    version_id = one.matched.version_id
    seen: Counter[str] = Counter()
    found = []
    for entity in one.enrichment.entities:
        number = (seen[entity.name],) if seen[entity.name] else ()
        seen[entity.name] += 1
        found.append((stable_key(version_id, "entity", entity.name, *number), entity))
    return found


def _entity_rows(place: _Place, entities: Named) -> Iterable[EntityRow]:
    of = place._asdict()
    for entity_id, entity in entities:
        yield EntityRow(
            entity_id=entity_id,
            **of,
            type=entity.type,
            name=entity.name,
            name_key=name_key(entity.name),
            evidence=person_evidence(
                entity.type, entity.name, [(r.role, r.affiliation, r.place) for r in entity.roles]
            ),
            person_id=None,
            wikidata_id=None,
        )


def _mention_rows(place: _Place, entities: Named) -> Iterable[MentionRow]:
    of = place._asdict()
    for entity_id, entity in entities:
        for mention in entity.mentions:
            yield MentionRow(
                entity_id=entity_id,
                **of,
                part=mention.part,
                start_char=mention.start,
                end_char=mention.end,
                text=mention.text,
                note=mention.note,
            )


def _role_rows(place: _Place, entities: Named) -> Iterable[RoleRow]:
    of = place._asdict()
    for entity_id, entity in entities:
        for role in entity.roles:
            yield RoleRow(
                entity_id=entity_id,
                **of,
                role=role.role,
                affiliation=role.affiliation,
                place=role.place,
                part=role.part,
                start_char=role.start,
                end_char=role.end,
                text=role.text,
            )


def _quote_rows(place: _Place, quotes: Iterable[Quote], named: Named) -> Iterable[QuoteRow]:
    entities = {entity.key: (entity_id, entity) for entity_id, entity in named}
    seen: Counter[tuple[str, int, int]] = Counter()
    for quote in quotes:
        span = (quote.part, quote.start, quote.end)
        # Two speakers may share one stretch of words; the second row needs a key of its own.
        number = (seen[span],) if seen[span] else ()
        seen[span] += 1
        yield _quote_row(place, quote, stable_key(place.version_id, "quote", *span, *number), entities)


def _quote_row(place: _Place, quote: Quote, quote_id: str, entities: dict[str, tuple[str, Entity]]) -> QuoteRow:
    unknown = quote.speaker_entity and stable_key(place.version_id, "no such entity", quote.speaker_entity)
    text_key = stable_key(fold(quote.text))
    entity_id, speaker = entities.get(quote.speaker_entity, (unknown, None)) if quote.speaker_entity else (None, None)
    roles = sorted(speaker.roles, key=lambda role: (role.part, role.start)) if speaker else []
    return QuoteRow(
        quote_id=quote_id,
        **place._asdict(),
        type=quote.type,
        part=quote.part,
        start_char=quote.start,
        end_char=quote.end,
        text=quote.text,
        text_key=text_key,
        copy_key=text_key,
        marks=quote.marks,
        cue_text=quote.cue and quote.cue.text,
        cue_lemma=quote.cue_lemma,
        cue_start_char=quote.cue and quote.cue.start,
        cue_end_char=quote.cue and quote.cue.end,
        cue_class=quote.cue_class,
        negated=quote.negated,
        tense=quote.tense,
        hedge_text=quote.hedge and quote.hedge.text,
        addressee_text=quote.addressee and quote.addressee.text,
        addressee_start_char=quote.addressee and quote.addressee.start,
        addressee_end_char=quote.addressee and quote.addressee.end,
        speaker_text=quote.speaker and quote.speaker.text,
        speaker_start_char=quote.speaker and quote.speaker.start,
        speaker_end_char=quote.speaker and quote.speaker.end,
        speaker_entity_id=entity_id,
        speaker_name=quote.speaker_name,
        speaker_role=_listed(role.role for role in roles),
        speaker_affiliation=_listed(role.affiliation for role in roles),
        speaker_person_id=None,
        unresolved=quote.unresolved,
        anonymity=quote.anonymity,
        anonymity_reason=quote.anonymity_reason and quote.anonymity_reason.text,
        relayed_by=quote.relayed_by,
        utterance=quote.utterance,
        confidence=quote.confidence,
        method=quote.method,
    )


def _listed(wordings: Iterable[str | None]) -> str | None:
    """Each wording once, as first written, parted by a semicolon; None where there is none."""
    once: dict[str, str] = {}
    for wording in wordings:
        if wording:
            once.setdefault(wording.lower(), wording)
    return "; ".join(once.values()) or None


def _quoted_term_rows(place: _Place, found: Enrichment) -> Iterable[QuotedTermRow]:
    for term in found.quoted_terms:
        yield QuotedTermRow(
            **place._asdict(),
            part=term.part,
            start_char=term.start,
            end_char=term.end,
            text=term.text,
        )


def _signature_row(matched: MatchedArticle) -> MinhashSignatureRow:
    return MinhashSignatureRow(
        version_id=matched.version_id, article_id=matched.article_id, signature=matched.signature
    )
