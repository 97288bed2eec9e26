"""A single mail message (RFC 822)."""

import re
from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.mail import article_of_mail
from tasks.read.registry import CERTAIN, NEVER, Reader

_HEADER = re.compile(r"^([!-9;-~]+):(?:[ \t]|$)")
_KNOWN = {"from", "to", "cc", "subject", "date", "message-id", "mime-version", "received", "return-path"}
_KNOWN |= {"content-type", "reply-to", "sender", "delivered-to"}
_KNOWN |= {"delivered-to", "reply-to", "sender", "dkim-signature", "list-id", "list-unsubscribe", "x-mailer"}


def sniff(head: Head) -> int:
    """Header lines from the top to the first blank line, several of them known, with a sender or a way it came."""
    names = set()
    for line in head.text.splitlines()[:200]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        if not (found := _HEADER.match(line)):
            return NEVER
        names.add(found[1].lower())
    known = names & _KNOWN
    # A print-out may begin with "Date:" and "Subject:" lines too; a message also says how it was made or sent.
    is_sent = known & {"message-id", "mime-version", "received", "return-path", "delivered-to", "content-type", "to"}
    return CERTAIN if len(known) >= 3 and "from" in known and is_sent else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    yield article_of_mail(blob, blob.read(), None)


READER = Reader("eml", sniff, read, suffixes=(".eml",), media_types=("message/rfc822",))
