"""Unpacked streams that stop a bomb before it goes off."""

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from schemas.rejection import Refusal
from tasks.read.blob import Blob
from tasks.read.limits import ReadLimits

# Small files of one repeated letter pack well too; only what grows past this is looked at.
_HARMLESS_BYTES = 10_000_000


class _Guard(io.RawIOBase):
    """Counts what is unpacked against what it was packed into."""

    def __init__(self, unpacked: BinaryIO, packed_bytes: Callable[[], int], max_ratio: int) -> None:
        self._unpacked, self._packed_bytes, self._max_ratio = unpacked, packed_bytes, max_ratio
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # read1 gives what is there, so that a stream that is cut short is read up to the cut.
        data = getattr(self._unpacked, "read1", self._unpacked.read)(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > _HARMLESS_BYTES and self._count > self._max_ratio * max(1, self._packed_bytes()):
            raise Refusal(
                "archive_bomb", f"it unpacks to more than {self._max_ratio} times its size; unpack it by hand"
            )
        return len(data)

    def close(self) -> None:
        self._unpacked.close()
        super().close()


def guarded(unpacked: BinaryIO, packed_bytes: Callable[[], int], limits: ReadLimits) -> BinaryIO:
    """The stream, buffered; raises Refusal archive_bomb while reading once it has grown out of all proportion."""
    return cast(BinaryIO, io.BufferedReader(_Guard(unpacked, packed_bytes, limits.max_ratio), 1 << 16))


def deeper(blob: Blob) -> int:
    """One level further down. Raises Refusal archive_bomb past the limit."""
    if blob.depth >= blob.limits.max_depth:
        raise Refusal("archive_bomb", f"more than {blob.limits.max_depth} archives inside archives; unpack it by hand")
    return blob.depth + 1
