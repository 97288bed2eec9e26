"""A manifest: one line an input, with what is known of it; each is read in its turn."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from schemas.article import SourceHint
from schemas.record import Record
from schemas.rejection import Refusal, Rejected
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.columns import is_article
from tasks.read.dispatch import as_refusal, read_blob
from tasks.read.json_text import object_of, parse_json
from tasks.read.registry import CERTAIN, NEVER, Reader

_KEYS = {"id", "file", "media_type", "url", "fetched_at", "source"}
_SOURCE_KEYS = set(SourceHint.model_fields)


class Line(Record):
    """One line of a manifest. `file` is relative to the manifest's folder."""

    file: str
    id: str | None = None
    media_type: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    source: SourceHint = SourceHint()


def sniff(head: Head) -> int:
    """JSON lines that name a file and hold no title or text themselves; the first lines may be broken."""
    for line in head.lines[:20]:
        if (row := object_of(line)) is None:
            continue
        is_line = isinstance(row.get("file"), str) and not is_article(row)
        return CERTAIN + 1 if is_line else NEVER
    return NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    for number, raw in enumerate(blob.lines(), 1):
        if raw is not None and not raw.strip().removeprefix(b"\xef\xbb\xbf"):
            continue
        try:
            inner = _input(blob, raw)
        except Refusal as refusal:
            yield _held(blob, number, refusal, raw or b"")
        except Exception as exc:  # one line that cannot be opened must not end the manifest
            yield _held(blob, number, as_refusal(exc), raw or b"")
        else:
            yield from read_blob(inner)


def _held(blob: Blob, number: int, refusal: Refusal, raw: bytes) -> Rejected:
    """Named after the line's own id where it can be read, else after its place in the manifest."""
    place = f"{blob.ref}:{number}"
    row = object_of(raw.decode("utf-8", "replace")) or {}
    name = row.get("id") or row.get("file")
    return Rejected(
        stage="read",
        reason=refusal.reason,
        detail=f"line {number} of {blob.name}: {refusal.detail}",
        source_ref=place,
        input_id=name if isinstance(name, str) else place,
        payload=raw,
    )


def _input(blob: Blob, raw: bytes | None) -> Blob:
    line = _parse(raw)
    if blob.sibling is None:
        raise Refusal("missing_file", "files beside a manifest can be read from a folder or a ZIP only; copy it there")
    folder = blob.ref.rsplit("/", 1)[0] + "/" if "/" in blob.ref else ""
    ref = f"{folder}{line.file}"
    given = line.source.model_dump(exclude_none=True)
    return blob.with_changes(
        ref=ref,
        input_id=line.id or ref,
        open=blob.sibling(line.file),
        hint=blob.hint.model_copy(update=given),
        media_type=line.media_type,
        charset=None,
        url=line.url,
        fetched_at=line.fetched_at or blob.fetched_at,
        sibling=None,
        label=None,
    )


def _parse(raw: bytes | None) -> Line:
    if raw is None:
        raise Refusal("bad_manifest_line", "the line is too long; write one JSON object a line")
    try:
        row = parse_json(raw.removeprefix(b"\xef\xbb\xbf"), "write one JSON object a line")
    except Refusal as refusal:
        raise Refusal("bad_manifest_line", refusal.detail) from refusal
    if not isinstance(row, dict) or not row.get("file"):
        raise Refusal("bad_manifest_line", 'no "file"; write {"file": "name beside the manifest"} at least')
    try:
        return Line.model_validate(_known(row))
    except ValidationError as exc:
        fault = exc.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise Refusal("bad_manifest_line", f"{where}: {fault['msg']}; mend this key") from exc


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """The keys that a manifest may have; a user's own are passed over, and "" means that nothing is known."""
    line = {key: value for key, value in row.items() if key in _KEYS and value not in (None, "")}
    if isinstance(source := line.get("source"), str):
        line["source"] = {"name": source}
    elif isinstance(source, dict):
        line["source"] = {key: value for key, value in source.items() if key in _SOURCE_KEYS and value != ""}
    if "fetched_at" in line:
        line["fetched_at"] = _instant(line["fetched_at"])
    return line


def _instant(value: Any) -> Any:
    """A stamp of the fetching machine; without a zone it is UTC, as crawlers write it."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value  # left for the validation to name
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


READER = Reader("manifest", sniff, read, suffixes=(".jsonl", ".ndjson"), media_types=("application/x-ndjson",))
