"""Enrichment of plain texts: entities and quotes, offsets into the text itself."""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from schemas.enrichment import Enrichment
from tasks.enrich.entities import find_entities
from tasks.enrich.quotes import find_quotes


def enrich_texts(nlp: Language, texts: Iterable[str]) -> Iterator[Enrichment]:
    """The enrichment of each text, in order."""
    for doc in nlp.pipe(texts):
        yield enrich_doc(doc)


def enrich_doc(doc: Doc) -> Enrichment:
    """Entities and quotes of one parsed document."""
    entities = find_entities(doc)
    quotes, terms = find_quotes(doc, entities)
    return Enrichment(entities=tuple(entities), quotes=tuple(quotes), quoted_terms=tuple(terms))
