"""Speakers: who says each quotation, as an entity of the text."""

from spacy.tokens import Doc

from schemas.enrichment import Entity, Quote


def resolve_speakers(doc: Doc, entities: list[Entity], quotes: list[Quote]) -> list[Quote]:
    """The quotes with their speakers resolved; what cannot be resolved keeps a reason."""
    return quotes
