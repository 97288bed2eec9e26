"""An HTML page: decoded as it declares, passed on whole; normalise finds the article in it."""

import re
from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.foreign import is_binary
from tasks.read.markup import after_prolog
from tasks.read.registry import CERTAIN, LIKELY, NEVER, Reader

_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_TAG = re.compile(r"<(?:html|head|body|meta|title|article|section|div|p|h1|h2|script|link|table)\b[^<>]*>", re.I)
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]+)""", re.I)
_DECLARATION_BYTES = 4096


def sniff(head: Head) -> int:
    if is_binary(head.data):
        return NEVER
    if _START.match(head.text, after_prolog(head.text, doctype=False)):
        return CERTAIN
    if head.text.startswith("<?xml"):
        return NEVER
    # A fragment, or a page that begins with something odd; prose that speaks of one tag is not a page.
    found = len(_TAG.findall(head.text))
    if _TAG.match(head.text):
        return LIKELY
    return LIKELY if found >= 5 else NEVER


def declared_charset(data: bytes) -> str | None:
    """The encoding that the page's own mark-up names."""
    found = _CHARSET.search(data[:_DECLARATION_BYTES])
    return found[1].decode("ascii", "replace") if found else None


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset or declared_charset(data))
    yield blob.article("html", data, text=text, notes=notes)


READER = Reader(
    "html", sniff, read, suffixes=(".html", ".htm", ".xhtml"), media_types=("text/html", "application/xhtml+xml")
)
