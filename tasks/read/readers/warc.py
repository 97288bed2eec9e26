"""WARC web archives: the HTML pages among the responses, numbered by page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from schemas.article import RawFields
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.foreign import is_binary
from tasks.read.readers.html import declared_charset
from tasks.read.registry import CERTAIN, NEVER, Reader

_HTML = ("text/html", "application/xhtml+xml")


def sniff(head: Head) -> int:
    return CERTAIN if head.data.startswith((b"WARC/0.", b"WARC/1.")) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    from warcio.archiveiterator import ArchiveIterator  # imported late: most runs read none
    from warcio.exceptions import ArchiveLoadFailed

    number = blob.before
    with blob.opened() as stream:
        given = _Given(stream)
        records = ArchiveIterator(given)
        try:
            for record in records:
                page = _page(blob, record, number + 1) if _is_page(record) else None
                records.read_to_end()
                if page is None and getattr(record.raw_stream, "limit", 0) > 0:
                    break  # cut off in the middle of what is no page
                blob.pass_to(blob.start + records.offset)
                if page:
                    number += 1
                    yield page
            if given.fault:
                raise given.fault
        except (ArchiveLoadFailed, AttributeError) as exc:  # the latter for headers that every record must have
            why = exc if isinstance(exc, ArchiveLoadFailed) else "it lacks headers such as WARC-Target-URI"
            raise Refusal("broken_warc", f"not a WARC record ({why}); fetch the archive again") from exc
    if not number:
        raise Refusal("no_articles", "no HTML page among its responses; check what was crawled")


class _Given:
    """The stream as the library reads it: a bit at a time, and keeping the fault that the library passes over."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self.fault: EOFError | None = None

    def read(self, size: int) -> bytes:
        try:
            return bytes(self._read(size))
        except EOFError as exc:
            self.fault = exc
            raise


def _is_page(record: Any) -> bool:
    """A page that was served whole, and no front page: those list articles and are none."""
    if record.rec_type not in ("response", "resource"):
        return False
    http = record.http_headers
    if record.rec_type == "response" and (http is None or http.get_statuscode() != "200"):
        return False
    kind = http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")
    if (kind or "").split(";")[0].strip().lower() not in _HTML:
        return False
    try:
        return urlsplit(record.rec_headers.get_header("WARC-Target-URI") or "").path not in ("", "/")
    except ValueError:  # no address, which normalising notes
        return True


def _page(blob: Blob, record: Any, number: int) -> Outcome:
    limit = blob.limits.max_input_bytes
    # Unpacks what the server had packed, chunks included.
    data = record.content_stream().read(limit + 1)
    record.raw_stream.read()
    if record.raw_stream.limit > 0:
        return blob.held("truncated_archive", "the archive ends inside this page; fetch it again", data, number=number)
    if len(data) > limit:
        return blob.held("too_large", f"a page above {limit:,} bytes; raise max_input_bytes", number=number)
    if not data.strip():
        return blob.held("empty_file", "a page without content; fetch it again", number=number)
    if is_binary(data):
        detail = "a page packed in a way that is not known; crawl it unpacked or as gzip"
        return blob.held("binary_file", detail, data, number=number)
    headers = record.http_headers or record.rec_headers
    cut = ("warc:truncated",) if record.rec_headers.get_header("WARC-Truncated") else ()
    text, notes = decode(data, _charset(headers.get_header("Content-Type") or "") or declared_charset(data))
    return blob.article(
        "html",
        data,
        RawFields(url=record.rec_headers.get_header("WARC-Target-URI")),
        number=number,
        text=text,
        notes=("container:warc", *cut, *notes),
        fetched_at=_instant(record.rec_headers.get_header("WARC-Date")),
    )


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


def _instant(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


READER = Reader(
    "warc", sniff, read, suffixes=(".warc",), media_types=("application/warc", "application/x-warc"), grows=True
)
