"""Enriched articles as rows: every field in its column, every id where it is expected."""

from datetime import UTC, date, datetime

import pytest

from schemas.article import Article, Evidence, Moment
from schemas.enrichment import Enrichment, Entity, Mention
from schemas.flatten import RowSet, flatten, joined
from schemas.keys import fold, stable_key, version_key
from schemas.names import name_key
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
from tests.records import BODY, HARBOUR, NOW, article, enriched, matched, moment, port_enrichment, quote_of, span

VERSION = version_key("port", article().content_hash)
MAYOR = stable_key(VERSION, "entity", "Ana Kowalski")
OF = {"article_id": "port", "version_id": VERSION, "version": 1}


def rows_of(of: Article, enrichment: Enrichment | None = None, **fields: object) -> RowSet:
    return flatten(enriched(matched(of, **fields), enrichment), run_id="run-1", seen_at=NOW)


def test_an_article_becomes_rows_of_every_table() -> None:
    of = article(
        standfirst="From Friday.",
        updated=moment(time="11:00"),
        keywords=("port",),
        notes=("encoding:cp1252",),
        evidence=(Evidence(field="title", rule="meta:og:title", raw="Port to close"),),
    )
    term = Mention(**span('"We had no choice,"').model_dump())
    enrichment = port_enrichment().model_copy(update={"quoted_terms": (term,), "quotes": ()})

    found = rows_of(of, enrichment, copy_group="first", signature=b"\x01\x02", bands=(7, -9))

    version_id = version_key("port", of.content_hash)
    published = datetime(2024, 3, 5, 1, 10, tzinfo=UTC)
    mayor, of_version = stable_key(version_id, "entity", "Ana Kowalski"), OF | {"version_id": version_id}
    assert found == RowSet(
        sources=(SourceRow(**HARBOUR.model_dump()),),
        article_versions=(
            ArticleVersionRow(
                version_id=version_id,
                article_id="port",
                version=1,
                is_current=True,
                source_id="harbour-news",
                url="https://harbour.example/news/port",
                url_given="https://Harbour.example/news/port/",
                provider_id=None,
                title="Port to close on Friday",
                standfirst="From Friday.",
                section="Local",
                language="en",
                dateline=None,
                published_at=published,
                first_published_at=published,
                published_on=date(2024, 3, 5),
                published_precision="minute",
                published_zone_basis="given",
                published_raw="2024-03-05 09:10",
                updated_at=datetime(2024, 3, 5, 3, 0, tzinfo=UTC),
                fetched_at=None,
                version_at=datetime(2024, 3, 5, 3, 0, tzinfo=UTC),
                embargo_at=None,
                rights=None,
                keywords=("port",),
                notes=("encoding:cp1252",),
                body=BODY,
                word_count=16,
                status="ok",
                content_hash=of.content_hash,
                metadata_hash=of.metadata_hash,
                copy_group="first",
                shape="html",
                source_ref="port.html",
                enrichment_version="model-1+rules-1",
                first_seen_at=NOW,
                run_id="run-1",
            ),
        ),
        article_urls=(
            ArticleUrlRow(
                article_id="port",
                url="https://harbour.example/news/port",
                source_id="harbour-news",
                first_seen_at=NOW,
            ),
        ),
        article_authors=(ArticleAuthorRow(**of_version, position=1, name="Nora Achebe", role="author", kind="person"),),
        evidence=(EvidenceRow(**of_version, field="title", rule="meta:og:title", raw="Port to close"),),
        entities=(
            EntityRow(
                **of_version,
                entity_id=mayor,
                type="PERSON",
                name="Ana Kowalski",
                name_key=name_key("Ana Kowalski"),
                evidence=("role:mayor",),
                person_id=None,
                wikidata_id=None,
            ),
        ),
        mentions=(
            MentionRow(
                **of_version, entity_id=mayor, part="body", start_char=42, end_char=54, text="Ana Kowalski", note=None
            ),
        ),
        roles=(
            RoleRow(
                **of_version,
                entity_id=mayor,
                role="Mayor",
                affiliation=None,
                place=None,
                part="body",
                start_char=36,
                end_char=41,
                text="Mayor",
            ),
        ),
        quoted_terms=(
            QuotedTermRow(**of_version, part="body", start_char=57, end_char=76, text='"We had no choice,"'),
        ),
        minhash_signatures=(MinhashSignatureRow(version_id=version_id, article_id="port", signature=b"\x01\x02"),),
        minhash_bands=(
            MinhashBandRow(band_key=7, version_id=version_id),
            MinhashBandRow(band_key=-9, version_id=version_id),
        ),
    )


def test_a_quote_carries_its_cue_its_speaker_and_their_offsets() -> None:
    _, direct = rows_of(article()).quotes

    assert direct == QuoteRow(
        **OF,
        quote_id=stable_key(VERSION, "quote", "body", 57, 76),
        type="direct",
        part="body",
        start_char=57,
        end_char=76,
        text='"We had no choice,"',
        text_key=stable_key(fold("we had no choice")),
        copy_key=stable_key(fold("we had no choice")),
        marks="closed",
        cue_text="added",
        cue_lemma="add",
        cue_start_char=81,
        cue_end_char=86,
        speaker_text="she",
        speaker_start_char=77,
        speaker_end_char=80,
        speaker_entity_id=MAYOR,
        speaker_name="Ana Kowalski",
        speaker_role="Mayor",
        speaker_affiliation=None,
        speaker_person_id=None,
        unresolved=None,
        relayed_by=None,
        utterance=2,
        confidence=0.8,
        method="marks",
    )


def test_two_entities_of_one_name_have_ids_of_their_own() -> None:
    entities = tuple(Entity(key=key, type="PERSON", name="Li Wei", mentions=()) for key in ("e1", "e2"))

    first, second = rows_of(article(), Enrichment(entities=entities)).entities

    assert (first.entity_id, second.entity_id) == (
        stable_key(VERSION, "entity", "Li Wei"),
        stable_key(VERSION, "entity", "Li Wei", 1),
    )


def test_one_stretch_of_words_with_two_speakers_is_two_quotes() -> None:
    quotes = tuple(quote_of("The port will close", BODY, speaker=name) for name in ("Ana Kowalski", "Tom Vale"))

    found = rows_of(article(), Enrichment(quotes=quotes)).quotes

    assert [quote.speaker_name for quote in found] == ["Ana Kowalski", "Tom Vale"]
    assert len({quote.quote_id for quote in found}) == 2


def test_a_speaker_that_is_no_entity_gets_an_id_that_no_entity_has() -> None:
    quote = quote_of("The port will close", BODY).model_copy(update={"speaker_entity": "e9"})

    (found,) = rows_of(article(), Enrichment(quotes=(quote,))).quotes

    assert found.speaker_entity_id == stable_key(VERSION, "no such entity", "e9")


@pytest.mark.parametrize(
    ("zone", "instant"),
    [("Asia/Singapore", datetime(2024, 3, 4, 16, 0, tzinfo=UTC)), (None, datetime(2024, 3, 5, tzinfo=UTC))],
)
def test_a_day_alone_is_stored_as_its_first_instant(zone: str | None, instant: datetime) -> None:
    # The time of day is known, but not in which zone, so it names no instant.
    known = Moment(day=date(2024, 3, 5), precision="minute", zone_basis="unknown", raw="5 March, 09:10")
    source = HARBOUR.model_copy(update={"timezone": zone})

    (found,) = rows_of(article(source=source, published=known)).article_versions

    assert (found.published_at, found.published_on) == (instant, date(2024, 3, 5))
    assert (found.published_precision, found.published_zone_basis) == ("day", "unknown")
    assert found.published_raw == "5 March, 09:10"


def test_a_wording_that_returned_has_a_key_of_its_own() -> None:
    first, returned = matched(), matched(repeat=1)

    assert first.version_id == VERSION
    assert returned.version_id == stable_key("port", article().content_hash, 1)


def test_an_address_and_a_source_are_named_once_a_batch() -> None:
    twice = [enriched(), enriched()]

    found = joined([flatten(one, run_id="run-1", seen_at=NOW) for one in twice])

    assert len(found.article_urls) == len(found.sources) == 1
    assert len(found.article_versions) == 2
