"""Speakers: who says each quotation, as an entity of the text."""

from tasks.enrich.speakers.resolve import resolve_speakers

__all__ = ["resolve_speakers"]
