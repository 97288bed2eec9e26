"""Match: who an article is, whether it is new, and which story it is a copy of."""

from tasks.match.batch import look_ahead, match_batch
from tasks.match.known import Known, NothingKnown
from tasks.match.reader import WarehouseKnown

__all__ = ["Known", "NothingKnown", "WarehouseKnown", "look_ahead", "match_batch"]
