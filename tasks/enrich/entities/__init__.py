"""Entities: the right people, organisations and places, once each."""

from tasks.enrich.entities.find import find_entities

__all__ = ["find_entities"]
