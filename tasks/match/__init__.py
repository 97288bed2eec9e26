"""Match: who an article is, whether it is new, and which story it is a copy of."""

from tasks.match.batch import match_against, match_batch
from tasks.match.known import Known, NothingKnown

__all__ = ["Known", "NothingKnown", "match_against", "match_batch"]
