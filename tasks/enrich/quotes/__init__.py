"""Quotes: who said it, in whose words, and who passed it on."""

from tasks.enrich.quotes.find import find_quotes

__all__ = ["find_quotes"]
