"""Forgetting an article or a person: in every table, in the search index, in raw inputs, and for good.

What was forgotten is remembered as hashes only, by which matching and loading keep it out. Everything happens in the
caller's transaction, so that a dry run is the same work, rolled back. docs/decisions/0012 says what goes and what
stays.
"""

from warehouse.forgetting.articles import forget_article
from warehouse.forgetting.held import mask_held
from warehouse.forgetting.masking import Forgotten, mask_rows, mask_urls
from warehouse.forgetting.people import forget_people
from warehouse.forgetting.register import NothingToForget, Outcome, forgotten_articles, forgotten_people

__all__ = [
    "Forgotten",
    "NothingToForget",
    "Outcome",
    "forget_article",
    "forget_people",
    "forgotten_articles",
    "forgotten_people",
    "mask_held",
    "mask_rows",
    "mask_urls",
]
