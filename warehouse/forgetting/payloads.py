"""Looking into the raw inputs of held records, and erasing those that tell of what is forgotten."""

import email
import email.policy
import gzip
import html
import io
import urllib.parse
import zipfile
from collections.abc import Callable, Collection, Iterator

import sqlalchemy as sa

from warehouse.tables import QUARANTINE

# Beyond this, unpacking a raw input stops, and the input counts as unreadable.
LARGEST = 200_000_000
CHUNK = 50
ERASED = "its raw input was erased by `copydesk forget`"
UNREADABLE = (OSError, EOFError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def erase_payloads(
    connection: sa.Connection, *, refs: Collection[str], tells: Callable[[str], bool], mask: Callable[[str], str]
) -> tuple[int, tuple[str, ...]]:
    """Erase the payload of every held record that came from `refs` or of which `tells` says yes; mask the rest.

    Returns how many were erased, and the source_refs of packed inputs that cannot be looked into.
    """
    erased, unreadable = 0, []
    of = QUARANTINE.c
    for quarantine_id in connection.scalars(sa.select(of.quarantine_id)).all():
        row = connection.execute(sa.select(QUARANTINE).where(of.quarantine_id == quarantine_id)).one()
        try:
            gone = row.source_ref in refs or any(tells(text) for text in texts_of(row.payload))
        except UNREADABLE:
            gone = False
            unreadable.append(row.source_ref)
        values = {
            "source_ref": mask(row.source_ref),
            "detail": mask(row.detail),
            "origin": row.origin and mask(row.origin),
        }
        values |= {"decided_why": row.decided_why and mask(row.decided_why)}
        if gone:
            erased += 1
            values |= {"payload": b"", "detail": ERASED, "origin": None, "status": "dropped"}
            values |= {"source_ref": "forgotten"} if row.source_ref in refs else {}
        if any(values[name] != getattr(row, name) for name in values):
            connection.execute(sa.update(QUARANTINE).where(of.quarantine_id == quarantine_id).values(values))
    return erased, tuple(unreadable)


def texts_of(payload: bytes) -> Iterator[str]:
    """What a raw input says, in every reading in which a name or address may stand. Raises what unpacking does."""
    if payload[:2] == b"\x1f\x8b":
        with gzip.open(io.BytesIO(payload)) as file:
            yield from texts_of(_bounded(file.read(LARGEST + 1)))
        return
    if payload[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    yield from texts_of(_bounded(file.read(LARGEST + 1)))
        return
    yield from _plain(payload)
    if b"\nContent-Transfer-Encoding:" in payload[:20_000]:
        for part in email.message_from_bytes(payload, policy=email.policy.compat32).walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield from _plain(content)


def _plain(payload: bytes) -> Iterator[str]:
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        text = payload.decode("latin-1")
    if b"\x00" in payload[:1000]:
        text = payload.decode("utf-16", "replace")
    yield text
    # Names also hide behind character references, escapes of JSON and those of addresses.
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield text.encode("latin-1", "backslashreplace").decode("unicode_escape", "replace")
    if "%" in text:
        yield urllib.parse.unquote(text)


def _bounded(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise ValueError("too large to look into")
    return content
