"""Plain text: passed on whole; normalise takes the print-out apart."""

from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.foreign import is_binary
from tasks.read.registry import NEVER, POSSIBLE, Reader


def sniff(head: Head) -> int:
    # Mark-up and data that no other reader knows are not prose; reading them as text would load garbage.
    if is_binary(head.data) or head.text.startswith(("<?xml", "<", "{", "[{")):
        return NEVER
    return POSSIBLE


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset)
    yield blob.article("text", data, text=text, notes=notes)


READER = Reader("text", sniff, read, suffixes=(".txt", ".text"), media_types=("text/plain",))
