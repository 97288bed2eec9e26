"""A JSON document: one article object, a list of them, or an object with such a list in it."""

import json
from collections.abc import Iterator
from typing import Any

from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.json_article import article_of_object, is_article_object
from tasks.read.json_text import parse_json
from tasks.read.readers import jsonl
from tasks.read.registry import LIKELY, NEVER, POSSIBLE, Reader

# Deeper than this no export keeps its articles.
_DEPTH = 3


def sniff(head: Head) -> int:
    start = head.text[:200]
    if start.startswith("["):
        return LIKELY if start[1:].lstrip()[:1] in ("{", "]") else NEVER
    if not start.startswith("{"):
        return NEVER
    # Over several lines only a document can be broken off; on one line it is equal to JSONL and its hint decides.
    return LIKELY if start[1:].lstrip()[:1] in ('"', "}") else POSSIBLE


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset)
    try:
        document = parse_json(text, "fetch or export it again")
    except Refusal as refusal:
        if "Extra data" in refusal.detail:  # lines too long for the sniffer to tell one object from many
            yield from jsonl.read(blob)
            return
        raise
    if isinstance(document, dict) and is_article_object(document, blob.hint.columns):
        yield article_of_object(blob, "json", document, data, None, notes)
        return
    rows = _rows(document, blob.hint.columns)
    if not rows:
        raise Refusal("no_articles", "no list of objects with a title or a text in it; name its keys title, body …")
    for number, row in enumerate(rows, 1):
        payload = json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            if not isinstance(row, dict):
                raise Refusal("broken_json", f"a {type(row).__name__} instead of an object; give an object an article")
            yield article_of_object(blob, "json", row, payload, number, notes)
        except Refusal as refusal:
            yield blob.held(refusal.reason, refusal.detail, payload, number=number)


def _rows(document: Any, given: tuple[str, ...], depth: int = 0) -> list[Any]:
    """The longest list of article-like objects, from the top down."""
    if isinstance(document, list):
        return document if any(is_article_object(row, given) for row in document) else []
    if not isinstance(document, dict) or depth > _DEPTH:
        return []
    return max((_rows(value, given, depth + 1) for value in document.values()), key=len, default=[])


READER = Reader("json", sniff, read, suffixes=(".json",), media_types=("application/json",))
