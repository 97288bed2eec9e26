"""JSON lines: one article a line."""

from collections.abc import Iterator

from schemas.rejection import Refusal
from tasks.read.blob import HEAD_BYTES, Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.json_article import article_of_object
from tasks.read.json_text import object_of, parse_json
from tasks.read.registry import LIKELY, NEVER, Reader


def sniff(head: Head) -> int:
    """Surer than a JSON document where several lines are whole objects; alike for a single line."""
    if not any(line.startswith("{") for line in head.lines[:3]):
        return NEVER
    lines = head.lines[:20]
    whole = sum(1 for line in lines if line.startswith("{") and object_of(line) is not None)
    if len(lines) == 1:
        return LIKELY if whole or len(head.data) >= HEAD_BYTES else NEVER
    return LIKELY + 1 if whole * 2 >= len(lines) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    number = blob.before
    for raw in blob.lines():
        if raw is not None and not raw.strip():
            continue
        number += 1
        try:
            yield _article(blob, raw, number)
        except Refusal as refusal:
            yield blob.held(refusal.reason, refusal.detail, raw or b"", number=number)
    if not number:
        yield blob.held("no_articles", "no lines in it; fetch it again")


def _article(blob: Blob, raw: bytes | None, number: int) -> Outcome:
    if raw is None:
        raise Refusal("too_large", "one line above max_input_bytes; cut it up or raise the limit")
    text, notes = decode(raw, blob.charset)
    row = parse_json(text, "write one whole object a line")
    if not isinstance(row, dict):
        raise Refusal("broken_json", f"a {type(row).__name__} instead of an object; write one object a line")
    return article_of_object(blob, "jsonl", row, raw.rstrip(b"\r\n"), number, notes)


READER = Reader(
    "jsonl",
    sniff,
    read,
    suffixes=(".jsonl", ".ndjson", ".jl"),
    media_types=("application/x-ndjson", "application/jsonl", "application/json-lines"),
    grows=True,
)
