"""Read: files, folders and containers into raw articles."""

from collections.abc import Iterator, Sequence

from schemas.article import RawArticle, SourceHint
from schemas.rejection import Rejected
from tasks.read.dispatch import read_blob
from tasks.read.inputs import read_bytes, read_each
from tasks.read.limits import NO_HINT, SAFE, ReadLimits

__all__ = ["ReadLimits", "read_blob", "read_bytes", "read_inputs"]


def read_inputs(
    inputs: Sequence[str], *, hint: SourceHint = NO_HINT, limits: ReadLimits = SAFE
) -> Iterator[RawArticle | Rejected]:
    """Every article of paths, folders, globs, manifests and http(s) addresses, in order, as a stream.

    What cannot be read comes out as a Rejected in its place; bad data never raises.
    """
    for given in inputs:
        yield from read_each(given, hint, limits)
