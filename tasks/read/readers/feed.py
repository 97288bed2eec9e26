"""RSS 0.9x to 2.0, RDF and Atom."""

import io
import re
from collections.abc import Iterator
from typing import Any

from schemas.article import Evidence, RawFields
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode, repair
from tasks.read.markup import declared_xml_encoding, plain, refuse_entities, root_name
from tasks.read.registry import CERTAIN, LIKELY, NEVER, Reader

_ITEM = re.compile(r"<((?:\w+:)?(?:item|entry))\b[^>]*>.*?</\1\s*>", re.S)
_LANGUAGE = re.compile(r"<(?:\w+:)?feed\b[^>]*\bxml:lang\s*=\s*[\"']([\w-]+)", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOTS = {"rss", "feed", "RDF", "rdf", "channel"}


def sniff(head: Head) -> int:
    if head.text.startswith("<") and root_name(head.text) in _ROOTS:
        return CERTAIN
    # Named a feed and tagged like one, but without a root that can be read: broken, and to be held as such.
    hinted = head.suffix in (".rss", ".atom", ".rdf") or (head.media_type or "") in READER.media_types[:3]
    return LIKELY + 1 if hinted and head.text.startswith("<") else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    import feedparser  # imported late: slow

    data = blob.read()
    text, notes = decode(data, blob.charset or declared_xml_encoding(data))
    refuse_entities(text)
    body = _DECLARATION.sub("", text)
    # Sanitising is the work of normalise; here it would only cost two thirds of the time.
    feed = feedparser.parse(
        io.BytesIO(body.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.entries:
        if not feed.get("version") or (feed.bozo and not feed.feed):
            raise Refusal("broken_feed", f"{_fault(feed)}; expected RSS, Atom or RDF: fetch it again")
        raise Refusal("no_articles", "a feed without items; fetch it again later")
    if feed.bozo:
        notes = (*notes, "feed:malformed")
    payloads = _payloads(body, len(feed.entries))
    language = feed.feed.get("language") or _feed_language(body)
    for number, entry in enumerate(feed.entries, 1):
        yield _article(blob, feed, entry, number, payloads[number - 1], language, notes)


def _fault(feed: Any) -> str:
    exc = feed.get("bozo_exception")
    line = getattr(exc, "getLineNumber", lambda: None)()
    return f"not a feed ({exc.getMessage()} in line {line})" if line else "not a feed"


def _feed_language(text: str) -> str | None:
    found = _LANGUAGE.search(text[:5000])
    return found[1] if found else None


def _payloads(text: str, count: int) -> list[bytes]:
    """For each item a feed of its own, head and foot kept, so that it can be read again alone."""
    found = list(_ITEM.finditer(text))
    if len(found) != count:
        return [text.encode("utf-8", "replace")] if count == 1 else [b""] * count
    # RDF lists its items in the channel, and items stand after it; so what is before the first is enough.
    head, foot = text[: found[0].start()], text[found[-1].end() :]
    return [f"{head}{item[0]}{foot}".encode("utf-8", "replace") for item in found]


def _article(
    blob: Blob, feed: Any, entry: Any, number: int, payload: bytes, language: str | None, notes: tuple[str, ...]
) -> Outcome:
    shape = "atom" if str(feed.version).startswith("atom") else "rss"
    published, updated = _dates(entry, shape)
    body, body_from = _body(entry)
    summary = _summary(entry, body)
    found: dict[str, tuple[Any, str]] = {
        "title": (plain(entry.get("title") or ""), "title"),
        "standfirst": (summary, "summary"),
        "bylines": (tuple(_bylines(entry)), "author"),
        "language": (_own_language(entry) or language, "language"),
        "url": (_address(entry), "link"),
        "provider_id": (entry.get("id"), "id"),
        "published": published,
        "updated": updated,
        "body_html": (body, body_from),
        "keywords": (tuple(dict.fromkeys(tag.term for tag in entry.get("tags", ()) if tag.get("term"))), "category"),
        "rights": (entry.get("rights") or feed.feed.get("rights"), "rights"),
    }
    values = {key: _repaired(value) for key, (value, _) in found.items() if value}
    evidence = tuple(Evidence(field=key, rule=f"{shape}:{found[key][1]}") for key in values)
    hint = blob.hint
    if not hint.name and (name := plain(feed.feed.get("title") or "")):
        hint = hint.model_copy(update={"name": name})
    return blob.article(shape, payload, RawFields(**values, evidence=evidence), number=number, notes=notes, hint=hint)


def _repaired(value: Any) -> Any:
    return tuple(repair(one)[0] for one in value) if isinstance(value, tuple) else repair(value)[0]


def _dates(entry: Any, shape: str) -> tuple[tuple[str | None, str], tuple[str | None, str]]:
    """Published and updated as printed. In RSS and RDF a lone dc:date is the day of publication."""
    # dict.get on purpose: the parser's own look-up gives the one for the other.
    published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
    created = dict.get(entry, "created")
    if not published and created:
        published = created
    if not published and shape == "rss":
        return (updated, "date"), (None, "")
    return (published, "published"), (updated if updated != published else None, "updated")


def _body(entry: Any) -> tuple[str | None, str]:
    """The longest content; else the summary, which many feeds use for the whole text and others for a teaser."""
    contents = [(content.get("value") or "") for content in entry.get("content", ())]
    if body := max(contents, key=len, default="").strip():
        return body, "content"
    return (entry.get("summary") or "").strip() or None, "summary"


def _summary(entry: Any, body: str | None) -> str | None:
    summary = (entry.get("summary") or "").strip()
    if not summary or summary == body or not entry.get("content"):
        return None
    text = plain(summary)
    # A summary that is only the beginning of the body is no standfirst.
    return None if plain(body or "").startswith(text.rstrip("…. ")[:200]) else text


def _bylines(entry: Any) -> Iterator[str]:
    seen = set()
    for author in entry.get("authors", ()):
        name = (author.get("name") or "").strip()
        if name and name not in seen:
            seen.add(name)
            yield name
    if not seen and (author := (entry.get("author") or "").strip()):
        yield author


def _own_language(entry: Any) -> str | None:
    language = entry.get("language") or entry.get("title_detail", {}).get("language")
    return language or next((one["language"] for one in entry.get("content", ()) if one.get("language")), None)


def _address(entry: Any) -> str | None:
    """The story's own address before the feed service's; the parser gives an id for a link that is missing."""
    given = (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id"))
    return next((one for one in given if one and one.startswith(("http://", "https://"))), None)


READER = Reader(
    "feed",
    sniff,
    read,
    suffixes=(".rss", ".atom", ".rdf", ".xml"),
    media_types=("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
)
