"""ninjs 1 and 2: IPTC's news item in JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.article import Evidence, RawFields
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode, repair
from tasks.read.json_text import object_of, parse_json
from tasks.read.markup import plain
from tasks.read.registry import CERTAIN, NEVER, Reader

# No other news JSON has these; headline or byline alone prove nothing.
_OWN = {"versioncreated", "pubstatus", "body_xhtml", "body_html", "firstcreated", "altids", "infosources", "usageterms"}
_ITEM_TYPES = {"text", "composite", "picture", "audio", "video", "graphic", "planning", "event", "component"}


_WRITING = {"writer", "author", "reporter", "correspondent", "columnist", "creator", "byline"}


def is_ninjs(row: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item."""
    if "uri" not in row:
        return False
    own = _OWN & row.keys()
    return len(own) >= 2 or (bool(own) and row.get("type") in _ITEM_TYPES) or "ninjs" in str(row.get("$standard", ""))


def sniff(head: Head) -> int:
    if not head.text.startswith("{"):
        return NEVER
    row = object_of(head.text)
    if row is None:
        keys = {key for key in (*_OWN, "uri") if f'"{key}"' in head.text}
        return CERTAIN - 1 if "uri" in keys and len(keys) >= 3 and len(head.lines) == 1 else NEVER
    return CERTAIN if is_ninjs(row) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset)
    row = parse_json(text, "fetch it again")
    if not isinstance(row, dict):
        raise Refusal("no_articles", "JSON, but no ninjs object; fetch it again")
    yield article_of_ninjs(blob, row, data, None, notes)


def article_of_ninjs(
    blob: Blob, row: Mapping[str, Any], payload: bytes, number: int | None, notes: tuple[str, ...]
) -> Outcome:
    """The article of one ninjs object. Raises Refusal no_articles for a picture and the like."""
    published, updated = _dates(row)
    headline = _first(row, "headline") or _by_role(row, "headlines", ("main", "headline"))
    summary = _first(row, "description_text", "description_summary", "subheadline", "subtitle")
    values = {
        "title": plain(headline or _first(row, "title", "name") or ""),
        "standfirst": plain(summary or _by_role(row, "descriptions", ("summary",)) or ""),
        "body_html": _first(row, "body_xhtml", "body_html") or _body(row, "html"),
        "body_text": _first(row, "body_text") or _body(row, "plain"),
        "language": _first(row, "language"),
        "url": _first(row, "url") or _link(row),
        "provider_id": _first(row, "uri"),
        "published": published and published[1],
        "updated": updated and updated[1],
        "dateline": _first(row, "located", "dateline"),
        "rights": _first(row, "copyrightnotice", "usageterms", "copyrightholder") or _rights(row),
        "embargo": _first(row, "embargoed", "embargoedreason"),
        "pub_status": _first(row, "pubstatus"),
        "agency": next(iter(_names(row, "infosource", "infosources", "provider")), None),
    }
    _refuse_without_text(row, values)
    found: dict[str, Any] = {}
    repairs = dict.fromkeys(notes)
    for key, value in values.items():
        if value:
            found[key], more = repair(value)
            repairs.update(dict.fromkeys(more))
    bylines = (byline,) if (byline := _first(row, "byline", "by")) else _writers(row)
    evidence = [Evidence(field=key, rule=f"ninjs:{key}") for key in found if key not in ("published", "updated")]
    evidence += [Evidence(field="published", rule=f"ninjs:{published[0]}")] if published else []
    evidence += [Evidence(field="updated", rule=f"ninjs:{updated[0]}")] if updated else []
    fields = RawFields(
        **found, bylines=bylines, keywords=_names(row, "keywords", "subject", "subjects"), evidence=tuple(evidence)
    )
    source = _first(row, "source") or next(iter(_names(row, "provider")), None)
    hint = blob.hint.model_copy(update={"name": source}) if source and not blob.hint.name else blob.hint
    return blob.article("ninjs", payload, fields, number=number, notes=tuple(repairs), hint=hint)


def _refuse_without_text(row: Mapping[str, Any], values: Mapping[str, str | None]) -> None:
    has_text = values["body_html"] or values["body_text"]
    kind = row.get("type")
    if not has_text and kind in _ITEM_TYPES - {"text", "composite"}:
        raise Refusal("no_articles", f"an item of type {kind}, without text; read the items of type text")
    if not (has_text or values["title"]):
        raise Refusal("no_articles", "an item without headline and body; fetch it again")


def _writers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of its authors, those aside whose role is another than writing."""
    entries = [entry for key in ("authors", "creators") for entry in _entries(row, key)]
    named = [one for one in entries if not isinstance(one, dict) or str(one.get("role") or "writer") in _WRITING]
    return _names({"authors": named}, "authors")


def _dates(row: Mapping[str, Any]) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """Published and updated, each with the key it came from.

    An item under embargo has not been published by its first creation: its version's creation counts.
    """
    first, version = _first(row, "firstpublished", "firstcreated"), _first(row, "versioncreated")
    first_key = "firstpublished" if _first(row, "firstpublished") else "firstcreated"
    content = _first(row, "contentcreated")
    if not version:
        published = (first_key, first) if first else ("contentcreated", content) if content else None
        return published, None
    if _first(row, "embargoed") or not (first or content) or (not first and str(row.get("version", "1")) == "1"):
        return ("versioncreated", version), None
    published = (first_key, first) if first else ("contentcreated", str(content))
    return published, (("versioncreated", version) if version != published[1] else None)


def _first(row: Mapping[str, Any], *keys: str) -> str | None:
    return next((value.strip() for key in keys if isinstance(value := row.get(key), str) and value.strip()), None)


def _entries(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


def _by_role(row: Mapping[str, Any], key: str, roles: tuple[str, ...]) -> str | None:
    """ninjs 2 has lists of values with roles: the wanted role, else the first without one."""
    entries = [entry for entry in _entries(row, key) if isinstance(entry, dict) and entry.get("value")]
    wanted = [entry for entry in entries if str(entry.get("role", "")).rsplit(":")[-1].lower() in roles]
    plain = [entry for entry in entries if not entry.get("role")]
    return next((str(entry["value"]) for entry in (*wanted, *plain)), None)


def _body(row: Mapping[str, Any], kind: str) -> str | None:
    for entry in _entries(row, "bodies"):
        if isinstance(entry, dict) and entry.get("value"):
            given = str(entry.get("contenttype") or entry.get("contentType") or "")
            is_html = "html" in given or (not given and "<p" in str(entry["value"]))
            if is_html == (kind == "html"):
                return str(entry["value"])
    return None


def _link(row: Mapping[str, Any]) -> str | None:
    uri = _first(row, "uri") or ""
    return uri if uri.startswith(("http://", "https://")) else None


def _rights(row: Mapping[str, Any]) -> str | None:
    info = row.get("rightsinfo")
    return _first(info, "copyrightnotice", "usageterms", "copyrightholder") if isinstance(info, dict) else None


def _names(row: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    for key in keys:
        names = [
            entry if isinstance(entry, str) else _first(entry, "name", "literal")
            for entry in _entries(row, key)
            if isinstance(entry, str | dict)
        ]
        if found := tuple(name for name in names if name):
            return found
    return ()


READER = Reader("ninjs", sniff, read, suffixes=(".json",), media_types=("application/ninjs+json", "application/json"))
