"""Unpacked streams that stop a bomb before it goes off."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

from schemas.rejection import Refusal
from tasks.read.blob import Blob
from tasks.read.limits import ReadLimits

# Small files of one repeated letter pack well too; only what grows past this is looked at.
_HARMLESS_BYTES = 10_000_000
_PIECE_BYTES = 1 << 20


class Counted:
    """A stream that knows how many bytes were taken from it; not every stream can tell."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def close(self) -> None:
        self._stream.close()


class _Guard(io.RawIOBase):
    """Counts what is unpacked against what it was packed into."""

    def __init__(self, unpacked: BinaryIO, packed_bytes: Callable[[], int], max_ratio: int) -> None:
        self.packed_bytes = packed_bytes
        self._unpacked, self._max_ratio = unpacked, max_ratio
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # read1 gives what is there, so that a stream that is cut short is read up to the cut.
        data = getattr(self._unpacked, "read1", self._unpacked.read)(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        refuse_bomb(self._count, self.packed_bytes(), self._max_ratio)
        return len(data)

    def close(self) -> None:
        self._unpacked.close()
        super().close()


def guarded(unpacked: BinaryIO, packed_bytes: Callable[[], int], limits: ReadLimits) -> BinaryIO:
    """The stream, buffered; raises Refusal archive_bomb while reading once it has grown out of all proportion."""
    return cast(BinaryIO, io.BufferedReader(_Guard(unpacked, packed_bytes, limits.max_ratio), 1 << 16))


def refuse_bomb(unpacked: int, packed: int, max_ratio: int) -> None:
    """Raises Refusal archive_bomb for what has grown out of all proportion."""
    if unpacked > _HARMLESS_BYTES and unpacked > max_ratio * max(1, packed):
        raise Refusal("archive_bomb", f"it unpacks to more than {max_ratio} times its size; unpack it by hand")


def packed_in(stream: BinaryIO, otherwise: Callable[[], int]) -> Callable[[], int]:
    """The bytes that count as packed: in an archive in an archive those of the outer one, or each level could grow."""
    guard = getattr(stream, "raw", None)
    return guard.packed_bytes if isinstance(guard, _Guard) else otherwise


def deeper(blob: Blob) -> int:
    """One level further down. Raises Refusal archive_bomb past the limit."""
    if blob.depth >= blob.limits.max_depth:
        raise Refusal("archive_bomb", f"more than {blob.limits.max_depth} archives inside archives; unpack it by hand")
    return blob.depth + 1


def inflated(parts: Iterable[bytes], encoding: str, limits: ReadLimits) -> Iterator[bytes]:
    """The content of an HTTP answer, unpacked a bounded piece at a time; what is not packed after all stays as it is.

    Raises Refusal archive_bomb, broken_answer, or fetch_failed for a packing that was not asked for.
    """
    wanted = encoding.strip().lower()
    if wanted not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Refusal("fetch_failed", f"packed as {wanted[:40]!r}, which was not asked for; tell the publisher")
    packed = unpacked = 0
    inflate: Any = None
    for part in parts:
        packed += len(part)
        while part:
            if inflate is None and (bits := _window_bits(part, wanted)) is None:
                # The header lies; or, once something was unpacked, padding stands behind it.
                if not unpacked:
                    yield part
                    yield from parts
                return
            inflate = inflate or zlib.decompressobj(bits or 0)
            data, part, inflate = _inflate(inflate, part)
            unpacked += len(data)
            if unpacked > _HARMLESS_BYTES and unpacked > limits.max_ratio * packed:
                raise Refusal(
                    "archive_bomb", f"it unpacks to more than {limits.max_ratio} times its size; leave it out"
                )
            yield data
    if inflate is not None:
        yield inflate.flush()
        if not inflate.eof:
            raise Refusal("broken_answer", "the answer breaks off while unpacking; try again later")


def _inflate(inflate: Any, part: bytes) -> tuple[bytes, bytes, Any]:
    """A piece of what is unpacked, the rest of the part, and what unpacks it; None where a packed part has ended."""
    try:
        data = inflate.decompress(part, _PIECE_BYTES)
    except zlib.error as exc:
        raise Refusal("broken_answer", f"it cannot be unpacked ({exc}); try again later") from exc
    return (data, inflate.unused_data, None) if inflate.eof else (data, inflate.unconsumed_tail, inflate)


def _window_bits(part: bytes, encoding: str) -> int | None:
    """How zlib is to read packed bytes: gzip, zlib or bare deflate; None for what is not packed."""
    if part.startswith(b"\x1f\x8b"):
        return zlib.MAX_WBITS | 16
    if part[0] & 0x0F == 8 and len(part) > 1 and (part[0] * 256 + part[1]) % 31 == 0:
        return zlib.MAX_WBITS if encoding == "deflate" else None
    return -zlib.MAX_WBITS if encoding == "deflate" else None
