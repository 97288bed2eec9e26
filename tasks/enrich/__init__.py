"""Enrich: entities, quotes and their speakers."""
