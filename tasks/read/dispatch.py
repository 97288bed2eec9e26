"""Read one input: choose its reader, and turn whatever goes wrong into held records."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator

from schemas.rejection import Refusal, Rejected
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.registry import choose_reader

_PAYLOAD_BYTES = 1_000_000
_TEXT_CONTROLS = b"\t\n\r\f\x1b\x0b\x08\x1a"
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in _TEXT_CONTROLS)


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
        refusal = as_refusal(exc)
        yield blob.held(refusal.reason, refusal.detail, payload_of(blob))


def is_binary(data: bytes) -> bool:
    """Bytes that no text encoding would hold: NUL (UTF-16 and UTF-32 with their mark aside) or many controls."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return b"\x00" in data or controls * 50 > len(data)


def _unknown(head: Head) -> Refusal:
    if head.data[257:262] == b"ustar":
        return Refusal("unknown_shape", "a tar archive; unpack it, or pack a ZIP")
    if is_binary(head.data):
        return Refusal("binary_file", "not text, nor a container that is known; convert it to text or HTML first")
    return Refusal("unknown_shape", "its shape is not known; docs/shapes.md lists what can be read")


def as_refusal(exc: Exception) -> Refusal:
    """The reason and the mend for whatever went wrong."""
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, EOFError | zlib.error | gzip.BadGzipFile | zipfile.BadZipFile):
        return Refusal("truncated_archive", f"the archive is cut short or damaged ({exc}); fetch or pack it again")
    if isinstance(exc, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return Refusal("missing_file", "no such file; check the path or the manifest's line")
    if isinstance(exc, OSError):
        return Refusal("unreadable_file", f"cannot be opened or read ({exc}); check its permissions and the disk")
    return Refusal("read_failed", f"reading failed ({type(exc).__name__}: {exc}); report it, then replay")


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
