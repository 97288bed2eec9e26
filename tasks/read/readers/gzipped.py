"""gzip around any other shape; its articles keep the file's own name."""

import gzip
from collections.abc import Iterator
from typing import BinaryIO, cast

from schemas.rejection import Rejected
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.dispatch import payload_of, read_blob
from tasks.read.registry import CERTAIN, NEVER, Reader
from tasks.read.unpack import Counted, deeper, guarded, packed_in


def sniff(head: Head) -> int:
    return CERTAIN if head.data.startswith(b"\x1f\x8b") else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    def unpacked() -> BinaryIO:
        given = blob.open()
        packed = Counted(given)
        file = cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, packed)))
        return guarded(file, packed_in(given, lambda: packed.count), blob.limits)

    media_type = None if "zip" in (blob.media_type or "") else blob.media_type
    inner = blob.with_changes(
        open=unpacked, depth=deeper(blob), media_type=media_type, label=blob.name.removesuffix(".gz")
    )
    for outcome in read_blob(inner):
        if isinstance(outcome, Rejected) and outcome.reason in ("truncated_archive", "archive_bomb"):
            # What cannot be unpacked is kept as it came.
            yield outcome.model_copy(update={"payload": payload_of(blob)})
        else:
            yield outcome


READER = Reader("gzip", sniff, read, suffixes=(".gz",), media_types=("application/gzip", "application/x-gzip"))
