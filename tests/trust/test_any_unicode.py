"""Whatever characters a text is made of, it is normalised and enriched, and every offset gives its words."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import Article, RawArticle, RawFields
from schemas.enrichment import Enrichment, Span
from schemas.rejection import Refusal
from schemas.settings import Settings
from tasks.enrich.enricher import Enricher
from tasks.normalise import load_profiles, normalise_batch
from tasks.read import read_bytes

PIECES = [
    "“", "”", '"', "'", "‘", "’", "«", "»", "„", "said", " said Ana Kowalski", "Mayor Ana Kowalski", " according to Xi",
    "The port will close", "We had no choice", "(", ")", "—", "-", ". ", ", ", "\n\n", "\n", " ",
]  # fmt: skip
# Combining marks, writing from right to left, emoji of several code points, marks without width, controls, ligatures.
PIECES += ["e\u0301", "a\u0308\u0323\u0310", "\u202eabc\u202c", "שלום", "مرحبا", "\U0001f469\u200d\U0001f467", "\ufeff"]
PIECES += ["\U0001f1f3\U0001f1f4", "\u200b", "\x00", "\x07", "\ufffd", "\ufdfa", "\ufb01", "İ", "ß", "\u2028"]
# Lone halves of characters too: JSON can hold them.
ANY = st.lists(st.sampled_from(PIECES) | st.text(max_size=6) | st.just("\ud83d"), max_size=25).map("".join)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def enricher() -> Iterator[Enricher]:
    with Enricher(Settings.model_fields["model"].default, article_timeout=0) as one:
        yield one


def spans(found: Enrichment) -> Iterator[Span]:
    """Every span that an enrichment has."""
    for entity in found.entities:
        yield from entity.mentions
        yield from entity.roles
    yield from found.quoted_terms
    for quote in found.quotes:
        yield quote
        yield from quote.quoted
        parts = (quote.cue, quote.speaker, quote.addressee, quote.hedge, quote.anonymity_reason)
        yield from (part for part in parts if part)


@QUICK
@given(text=ANY)
def test_every_offset_of_an_enrichment_gives_its_words(enricher: Enricher, text: str) -> None:
    quotation = f"{text} “We had {text} no choice,” said Mayor Ana Kowalski.\n\n{text}"

    for one, found in zip((text, quotation), enricher.enrich([text, quotation]), strict=True):
        if isinstance(found, Refusal):
            assert (found.reason, "\ud83d" in one) == ("unencodable_text", True)
        else:
            assert [span for span in spans(found) if one[span.start : span.end] != span.text] == []


@QUICK
@given(title=ANY, body=ANY)
def test_a_text_is_normalised_or_held_and_normalising_it_again_changes_nothing(title: str, body: str) -> None:
    raw = RawArticle(
        ref="a", input_id="a", shape="json", payload=b"{}", fields=RawFields(title=title, body_text=body, language="en")
    )
    (first,) = normalise_batch([raw], load_profiles(None))
    if not isinstance(first, Article):
        assert first.detail
        return
    assert ("\n\n\n" in first.body, first.body) == (False, first.body.strip())
    again = raw.model_copy(update={"fields": RawFields(title=first.title, body_text=first.body, language="en")})
    (second,) = normalise_batch([again], load_profiles(None))
    assert isinstance(second, Article)
    assert (second.title, second.body) == (first.title, first.body)


@QUICK
@given(text=ANY)
def test_a_text_in_json_is_read_as_it_was_written(text: str) -> None:
    outcomes = list(read_bytes(json.dumps([{"title": "T", "body": f"x{text}x"}]).encode(), "a.json"))

    assert len(outcomes) == 1
    assert isinstance(outcomes[0], RawArticle)
