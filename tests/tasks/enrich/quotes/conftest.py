"""Quotations of a text as plain rows."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from tasks.enrich.quotes import find_quotes

Row = tuple[str, str, str | None, str | None]


@pytest.fixture(scope="session")
def said(nlp: Language) -> Callable[[str], list[Row]]:
    """The quotations of a text: type, text, cue, and the mention of the speaker."""

    def rows(text: str) -> list[Row]:
        quotes, _ = find_quotes(nlp(text), [])
        for span in [span for quote in quotes for span in (quote, quote.cue, quote.speaker, *quote.quoted) if span]:
            assert text[span.start : span.end] == span.text
        return [
            (quote.type, quote.text, quote.cue and quote.cue.text, quote.speaker and quote.speaker.text)
            for quote in quotes
        ]

    return rows
