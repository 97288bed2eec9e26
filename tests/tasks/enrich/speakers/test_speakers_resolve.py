"""What holds of every answer, whatever the quotes are."""

import pytest
from spacy.language import Language
from spoken import Spoken

from schemas.enrichment import Quote, Span
from tasks.enrich.speakers import resolve_speakers


def test_no_quotes_give_no_quotes(nlp: Language) -> None:
    assert resolve_speakers(nlp("Rain fell."), [], []) == []


def test_quotes_keep_their_order_and_their_mentions(nlp: Language) -> None:
    story = Spoken(nlp, "Tom Reyle said rain fell. “It was cold,” he said.").named("Tom Reyle")
    story.said("rain fell", "Tom Reyle").said("“It was cold,”", "he")
    story.quotes.reverse()

    assert [(quote.text, quote.speaker and quote.speaker.text) for quote in story.resolved()] == [
        ("“It was cold,”", "he"),
        ("rain fell", "Tom Reyle"),
    ]


@pytest.mark.parametrize(
    "text", ["“", "’s ’s", "A", "- — , ( ) .", "…’s, and and or", "\u00a0\u200b he", "“ ” he said"]
)
def test_an_odd_mention_gets_a_name_or_a_reason(nlp: Language, text: str) -> None:
    whole = Span(start=0, end=len(text), text=text)
    quote = Quote(
        **whole.model_dump(), type="mixed", cue=whole, speaker=whole, utterance=1, confidence=0.5, method="test"
    )

    [resolved] = resolve_speakers(nlp(text), [], [quote])

    assert (resolved.speaker_name is None) == (resolved.unresolved is not None)
