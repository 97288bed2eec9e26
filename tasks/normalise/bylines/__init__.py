"""Bylines: from lines as printed to credits with a role and a kind."""

from tasks.normalise.bylines.credits import credits_of
from tasks.normalise.bylines.names import is_organisation, split_names

__all__ = ["credits_of", "is_organisation", "split_names"]
