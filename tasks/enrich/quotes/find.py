"""The quotations of one document."""

from spacy.tokens import Doc

from schemas.enrichment import Entity, Mention, Quote


def find_quotes(doc: Doc, entities: list[Entity]) -> tuple[list[Quote], list[Mention]]:
    """The quotations of one document in text order, and the quoted terms that are not speech."""
    return [], []
