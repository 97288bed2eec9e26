"""Read one input: choose its reader, and turn whatever goes wrong into held records."""

import gzip
import traceback
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.rejection import Refusal, Rejected
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.foreign import foreign, is_binary
from tasks.read.registry import choose_reader

_PAYLOAD_BYTES = 1_000_000


def read_blob(blob: Blob) -> Iterator[Outcome]:
    """Every article of one input, or what was held of it. Bad data never raises."""
    try:
        head = blob.head
        if not head.data.strip():
            raise Refusal("empty_file", "nothing in it; fetch or save it again")
        reader = choose_reader(head, blob.limits.readers)
        if reader is None:
            raise _unknown(head)
        yield from reader.read(blob if reader.grows else blob.with_changes(start=0, before=0, passed=None))
    except Exception as exc:  # one input that trips a reader must not take the run with it
        refusal = as_refusal(exc, blob.limits.readers)
        yield blob.held(refusal.reason, refusal.detail, payload_of(blob))


def _unknown(head: Head) -> Refusal:
    if named := foreign(head):
        return named
    if is_binary(head.data):
        return Refusal("binary_file", "not text, nor a container that is known; convert it to text or HTML first")
    return Refusal("unknown_shape", "its shape is not known; docs/shapes.md lists what can be read")


def as_refusal(exc: Exception, own: Sequence[Path] = ()) -> Refusal:
    """The reason and the mend for whatever went wrong; `own` are the user's files with readers."""
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, EOFError | zlib.error | gzip.BadGzipFile | zipfile.BadZipFile):
        return Refusal("truncated_archive", f"the archive is cut short or damaged ({exc}); fetch or pack it again")
    if isinstance(exc, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return Refusal("missing_file", "no such file; check the path or the manifest's line")
    if isinstance(exc, OSError):
        return Refusal("unreadable_file", f"cannot be opened or read ({exc}); check its permissions and the disk")
    failed = f"reading failed ({type(exc).__name__}: {exc})"
    if place := _place_in(exc, own):
        return Refusal("read_failed", f"{failed} in your own reader, {place}; mend it there, then replay")
    return Refusal("read_failed", f"{failed}; report it, then replay")


def _place_in(exc: Exception, own: Sequence[Path]) -> str | None:
    """File and line of the user's at which it went wrong, or that called what did; None where none was at work."""
    names = {str(name) for path in own for name in (path, path.absolute())}
    frames = [frame for frame in traceback.extract_tb(exc.__traceback__) if frame.filename in names]
    return f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else None


def payload_of(blob: Blob) -> bytes:
    """The raw input for replay, where it is small enough to keep twice; else the path is the only copy."""
    try:
        with blob.open() as stream:
            data = stream.read(blob.limits.max_input_bytes + 1)
    except Exception:  # it is held because it cannot be read
        return b""
    return data if len(data) <= min(blob.limits.max_input_bytes, 10 * _PAYLOAD_BYTES) else b""


def held_input(ref: str, refusal: Refusal) -> Rejected:
    """An input that could not even be looked up."""
    return Rejected(
        stage="read", reason=refusal.reason, detail=f"{ref}: {refusal.detail}", source_ref=ref, input_id=ref
    )
