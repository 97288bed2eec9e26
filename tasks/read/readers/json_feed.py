"""JSON Feed 1.0 and 1.1."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.article import Evidence, RawFields, SourceHint
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode, repair
from tasks.read.json_text import parse_json
from tasks.read.limits import refuse_many
from tasks.read.markup import plain
from tasks.read.registry import CERTAIN, NEVER, Reader

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_HTTP = ("http://", "https://")
_KEYS = {
    "title": "title",
    "standfirst": "summary",
    "language": "language",
    "url": "url",
    "provider_id": "id",
    "published": "date_published",
    "updated": "date_modified",
    "body_html": "content_html",
    "body_text": "content_text",
}


def sniff(head: Head) -> int:
    return CERTAIN + 1 if head.text.startswith("{") and _VERSION.search(head.text[:5000]) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    text, notes = decode(blob.read(), blob.charset)
    feed = parse_json(text, "fetch it again")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        raise Refusal("no_articles", "a feed without items; fetch it again later")
    refuse_many(len(items), blob.limits)
    for number, item in enumerate(items, 1):
        payload = json.dumps({**feed, "items": [item]}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if isinstance(item, dict):
            yield _article(blob, feed, item, number, payload, notes)
        else:
            yield blob.held("broken_json", "an item that is no object; fetch the feed again", payload, number=number)


def _article(
    blob: Blob, feed: Mapping[str, Any], item: Mapping[str, Any], number: int, payload: bytes, notes: tuple[str, ...]
) -> Outcome:
    values: dict[str, Any] = {
        field: repair(value.strip())[0]
        for field, key in _KEYS.items()
        if isinstance(value := item.get(key), str) and value.strip()
    }
    if not isinstance(item.get("id"), str) and item.get("id") is not None:
        values["provider_id"] = str(item["id"])
    if "body_html" in values:
        values.pop("body_text", None)
    if "title" in values:
        values["title"] = plain(values["title"])
    addresses = (item.get("url"), item.get("external_url"), item.get("id"))
    if url := next((one for one in addresses if isinstance(one, str) and one.startswith(_HTTP)), None):
        values["url"] = url
    if not values.get("language") and isinstance(feed.get("language"), str):
        values["language"] = feed["language"]
    if bylines := _authors(item) or _authors(feed):
        values["bylines"] = bylines
    if isinstance(tags := item.get("tags"), list):
        values["keywords"] = tuple(str(tag) for tag in tags)
    evidence = tuple(Evidence(field=field, rule=f"json-feed:{_KEYS.get(field, field)}") for field in values)
    return blob.article(
        "json_feed",
        payload,
        RawFields(**values, evidence=evidence),
        number=number,
        notes=notes,
        hint=_hint(blob.hint, feed),
    )


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    authors = holder.get("authors") or holder.get("author") or []
    authors = [authors] if isinstance(authors, dict) else authors
    if not isinstance(authors, list):
        return ()
    return tuple(
        repair(one["name"])[0] for one in authors if isinstance(one, dict) and isinstance(one.get("name"), str)
    )


def _hint(hint: SourceHint, feed: Mapping[str, Any]) -> SourceHint:
    name = feed.get("title")
    return (
        hint.model_copy(update={"name": plain(repair(name)[0])})
        if not hint.name and isinstance(name, str) and name
        else hint
    )


READER = Reader(
    "json_feed", sniff, read, suffixes=(".json",), media_types=("application/feed+json", "application/json")
)
