"""Bylines: from lines as printed to credits with a role and a kind."""

from tasks.normalise.bylines.credits import SENDER_RULE, credits_of, sender_evidence
from tasks.normalise.bylines.names import is_organisation, split_names

__all__ = ["SENDER_RULE", "credits_of", "is_organisation", "sender_evidence", "split_names"]
