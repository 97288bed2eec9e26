"""Read: files, folders and containers into raw articles."""

from collections.abc import Iterator, Sequence

from schemas.article import RawArticle, SourceHint
from schemas.rejection import Rejected
from tasks.read.dispatch import read_blob
from tasks.read.given import parse_columns
from tasks.read.inputs import read_bytes
from tasks.read.limits import NO_HINT, SAFE, ReadLimits
from tasks.read.opened import OpenInput, input_name, open_inputs, total_bytes
from tasks.read.registry import own_readers

__all__ = [
    "OpenInput",
    "ReadLimits",
    "input_name",
    "open_inputs",
    "own_readers",
    "parse_columns",
    "read_blob",
    "read_bytes",
    "read_inputs",
    "total_bytes",
]


def read_inputs(
    inputs: Sequence[str], *, hint: SourceHint = NO_HINT, limits: ReadLimits = SAFE
) -> Iterator[RawArticle | Rejected]:
    """Every article of paths, folders, globs, manifests and http(s) addresses, in order, as a stream.

    What cannot be read comes out as a Rejected in its place; bad data never raises.
    """
    for one in open_inputs(inputs, hint=hint, limits=limits):
        yield from one.outcomes
