"""RSS 0.9x to 2.0, with what WordPress exports in it, RDF and Atom."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from schemas.article import Evidence, RawFields
from schemas.rejection import Refusal
from tasks.read import wordpress
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode, repair
from tasks.read.limits import refuse_many
from tasks.read.markup import (
    declared_xml_encoding,
    plain,
    refuse_crowded,
    refuse_deep,
    refuse_entities,
    root_name,
    without,
)
from tasks.read.registry import CERTAIN, LIKELY, NEVER, Reader

_ITEM = re.compile(r"<((?:\w+:)?(?:item|entry))\b[^>]*>.*?</\1\s*>", re.S)
_LANGUAGE = re.compile(r"<(?:\w+:)?feed\b[^>]*\bxml:lang\s*=\s*[\"']([\w-]+)", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOTS = {"rss", "feed", "RDF", "rdf", "channel", "entry"}
_ATOM = "http://www.w3.org/2005/Atom"
_START = re.compile(r"<(?:\w+:)?(?:item|entry)\b")
# What describes a picture; the parser takes it for the item's own.
_MEDIA = re.compile(r"<(media:(?:title|description|text|credit|keywords))\b[^<>]*(?<!/)>")


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
    body = without(_DECLARATION.sub("", text), _MEDIA, "</{}", ">")
    refuse_many(sum(1 for _ in _START.finditer(body)), blob.limits)
    refuse_deep(body)
    refuse_crowded(body)
    if root_name(body) == "entry":  # an entry alone is a document of its own
        body = f'<feed xmlns="{_ATOM}">{body}</feed>'
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
    is_empty = True
    for number, entry in enumerate(feed.entries, 1):
        if wordpress.is_site_part(entry):
            continue
        is_empty = False
        try:
            wordpress.refuse_unpublished(entry)
            yield _article(blob, feed, entry, number, payloads[number - 1], language, notes)
        except Refusal as refusal:
            yield blob.held(refusal.reason, refusal.detail, payloads[number - 1], number=number)
    if is_empty:
        raise Refusal("no_articles", "a WordPress export without posts; export them, too")


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
    body, body_from, is_plain = _body(entry)
    summary = plain(entry.get("excerpt_encoded") or "") or _summary(entry, body)
    found: dict[str, tuple[Any, str]] = {
        "title": (plain(entry.get("title") or ""), "title"),
        "standfirst": (summary, "summary"),
        "bylines": (tuple(_bylines(entry)) or (tuple(_bylines(feed.feed)) if shape == "atom" else ()), "author"),
        "language": (_own_language(entry) or language, "language"),
        "url": (_address(entry, blob.url or feed.feed.get("link") or ""), "link"),
        "provider_id": (entry.get("id"), "id"),
        "published": published,
        "updated": updated,
        "body_text" if is_plain else "body_html": (body, body_from),
        "keywords": (tuple(dict.fromkeys(tag.term for tag in entry.get("tags", ()) if tag.get("term"))), "category"),
        "rights": (entry.get("rights") or feed.feed.get("rights"), "rights"),
    }
    values = {key: _repaired(value) for key, (value, _) in found.items() if value}
    evidence = tuple(Evidence(field=key, rule=f"{shape}:{found[key][1]}") for key in values)
    hint = blob.hint
    # An item that was taken over says from where.
    origin = entry.get("source") or {}
    if not hint.name and (name := plain(origin.get("title") or feed.feed.get("title") or "")):
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
    updated = updated or wordpress.modified(entry)
    if not published and shape == "rss":
        return (updated, "date"), (None, "")
    return (published, "published"), (updated if updated != published else None, "updated")


def _body(entry: Any) -> tuple[str | None, str, bool]:
    """The longest content, what it came from, and whether it is plain text.

    Without content the summary, which many feeds use for the whole text and others for a teaser.
    """
    contents = [content for content in entry.get("content", ()) if (content.get("value") or "").strip()]
    if contents:
        longest = max(contents, key=lambda content: len(content["value"]))
        return wordpress.body_of_export(longest["value"].strip()), "content", _is_plain(longest)
    summary = entry.get("summary_detail") or {}
    return (entry.get("summary") or "").strip() or None, "summary", _is_plain(summary)


def _is_plain(detail: Any) -> bool:
    """Said to be text, and without a tag: many feeds say so of their mark-up, too."""
    return detail.get("type") == "text/plain" and not _TAG.search(detail.get("value") or "")


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
        name = _author_name(author)
        if name and name not in seen:
            seen.add(name)
            yield name
    author = (entry.get("author") or "").strip()
    if not seen and author and not entry.get("authors"):
        yield author


def _author_name(author: Any) -> str | None:
    """The name without mail address. The parser cuts addresses after four letters of their last part."""
    name, mail = (author.get("name") or "").strip(), author.get("email") or ""
    if name and len(mail.rpartition(".")[2]) == 4:
        if found := re.fullmatch(r"[a-z]*\s*\((.+?)\)?", name):
            return found[1]
        name = re.sub(r"\s*<[a-z]*>$", "", name)
        return None if name.islower() and name.isalpha() else name
    return name or None


def _own_language(entry: Any) -> str | None:
    language = entry.get("language") or entry.get("title_detail", {}).get("language")
    return language or next((one["language"] for one in entry.get("content", ()) if one.get("language")), None)


def _address(entry: Any, base: str) -> str | None:
    """The story's own address before the feed service's; the parser gives an id for a link that is missing."""
    link = entry.get("link") or ""
    # A bare word in place of a link is an id, not an address.
    given = (entry.get("feedburner_origlink"), _joined(base, link) if "/" in link else link, entry.get("id"))
    return next((one for one in given if one and one.startswith(("http://", "https://"))), None)


def _joined(base: str, link: str) -> str | None:
    """The link in full; None where no address can be made of it, such as one with half a bracket for its host."""
    try:
        return urljoin(base, link)
    except ValueError:
        return None


READER = Reader(
    "feed",
    sniff,
    read,
    suffixes=(".rss", ".atom", ".rdf", ".xml"),
    media_types=("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
)
