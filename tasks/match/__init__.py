"""Match: who an article is, whether it is new, and which story it is a copy of."""

from tasks.match.batch import match_batch
from tasks.match.known import Known, NothingKnown
from tasks.match.reader import WarehouseKnown

__all__ = ["Known", "NothingKnown", "WarehouseKnown", "match_batch"]
