"""Normalise: a raw article into an article with metadata that can be trusted."""
