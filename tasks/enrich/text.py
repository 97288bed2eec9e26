"""Enrichment of plain texts: entities and quotes, offsets into the text itself."""

import re
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.entities import find_entities
from tasks.enrich.quotes import find_quotes

# More at once would not fit into the processor's caches.
_AT_ONCE = 32
_HALF = re.compile("[\ud800-\udfff]")


def enrich_texts(nlp: Language, texts: Sequence[str]) -> Iterator[Enrichment | Refusal]:
    """The enrichment of each text, in order; a Refusal in the place of a text that cannot be enriched."""
    refused = {number: refusal for number, text in enumerate(texts) if (refusal := _refusal(nlp, text))}
    accepted = (text for number, text in enumerate(texts) if number not in refused)
    docs = nlp.pipe(accepted, batch_size=_AT_ONCE)
    for number in range(len(texts)):
        yield refused[number] if number in refused else _enrich_or_refuse(next(docs))


def _refusal(nlp: Language, text: str) -> Refusal | None:
    """Why the model cannot take a text; None where it can."""
    if len(text) > nlp.max_length:
        return Refusal(
            "too_large", f"{len(text):,} characters, above the model's {nlp.max_length:,}; cut it into articles"
        )
    if not text.isascii() and _HALF.search(text):
        return Refusal("unencodable_text", "holds half a character (a lone surrogate); mend the escapes of the input")
    return None


def _enrich_or_refuse(doc: Doc) -> Enrichment | Refusal:
    try:
        return enrich_doc(doc)
    except Exception as exc:  # one article that trips a rule must not take its batch with it
        return Refusal(
            "enrich_failed", f"a rule failed on this text ({type(exc).__name__}: {exc}); report it, then replay"
        )


def enrich_doc(doc: Doc) -> Enrichment:
    """Entities and quotes of one parsed document."""
    if not len(doc):
        return Enrichment()
    entities = find_entities(doc)
    quotes, terms = find_quotes(doc, entities)
    return Enrichment(entities=tuple(entities), quotes=tuple(quotes), quoted_terms=tuple(terms))
