"""gzip around any other shape; its articles keep the file's own name."""

import gzip
from collections.abc import Iterator
from typing import BinaryIO, cast

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.dispatch import read_blob
from tasks.read.registry import CERTAIN, NEVER, Reader
from tasks.read.unpack import deeper, guarded


def sniff(head: Head) -> int:
    return CERTAIN if head.data.startswith(b"\x1f\x8b") else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    def unpacked() -> BinaryIO:
        packed = blob.open()
        return guarded(cast(BinaryIO, gzip.GzipFile(fileobj=packed)), packed.tell, blob.limits)

    media_type = None if "zip" in (blob.media_type or "") else blob.media_type
    yield from read_blob(
        blob.with_changes(open=unpacked, depth=deeper(blob), media_type=media_type, label=blob.name.removesuffix(".gz"))
    )


READER = Reader("gzip", sniff, read, suffixes=(".gz",), media_types=("application/gzip", "application/x-gzip"))
