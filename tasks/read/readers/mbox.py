"""A mailbox file: messages one below the other, each opened by a "From " line."""

import re
from collections.abc import Iterator

from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.mail import article_of_mail
from tasks.read.registry import CERTAIN, NEVER, Reader

_OPENING = re.compile(rb"^From \S+ .*\d:\d\d.*\d{4}\s*$")
# Sure enough even where the blank line before it is missing.
_SURE = re.compile(
    rb"^From \S+@\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?\d{4}\s*$"
)
_STUFFED = re.compile(rb"^>(>*From )", re.M)


def sniff(head: Head) -> int:
    return CERTAIN + 1 if _OPENING.match(head.data.split(b"\n", 1)[0]) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    number = 0
    for number, data in enumerate(_messages(blob), 1):
        try:
            if data is None:
                raise Refusal("too_large", "a message above max_input_bytes; raise the limit")
            yield article_of_mail(blob, _STUFFED.sub(rb"\1", data), number)
        except Refusal as refusal:
            yield blob.held(refusal.reason, refusal.detail, data or b"", number=number)
    if not number:
        raise Refusal("no_articles", "a mailbox without messages; export it again")


def _messages(blob: Blob) -> Iterator[bytes | None]:
    """Message by message; None in the place of one above the limit. An opening line mostly follows a blank one."""
    lines: list[bytes] = []
    size = 0
    after_blank = True
    for line in blob.lines():
        line = line or b""
        if (after_blank and _OPENING.match(line)) or _SURE.match(line):
            if lines:
                yield b"".join(lines) if size <= blob.limits.max_input_bytes else None
            lines, size = [], 0
            after_blank = False
            continue
        size += len(line)
        if size <= blob.limits.max_input_bytes:
            lines.append(line)
        after_blank = not line.strip()
    if lines:
        yield b"".join(lines) if size <= blob.limits.max_input_bytes else None


READER = Reader("mbox", sniff, read, suffixes=(".mbox", ".mbx"), media_types=("application/mbox",))
