"""NewsML-G2: a news item, or a message that carries several."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.article import Evidence, RawFields, SourceHint
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.markup import (
    declared_xml_encoding,
    descendants,
    first,
    local_name,
    parse_xml,
    root_name,
    text_of,
    without_namespaces,
)
from tasks.read.nitf import nitf_fields
from tasks.read.registry import CERTAIN, NEVER, Reader

_ROOTS = {"newsItem", "newsMessage", "packageItem", "conceptItem", "knowledgeItem", "planningItem"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SUBHEADS = ("subheadline", "subhead", "subtitle", "deck")
_SUMMARIES = ("summary", "abstract", "standfirst", "intro", "lead", "shortsummary")


def sniff(head: Head) -> int:
    return CERTAIN if head.text.startswith("<") and root_name(head.text) in _ROOTS else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset or declared_xml_encoding(data))
    root = parse_xml(text)
    items = [item for item in descendants(root, "newsItem") if _is_text(item)]
    if not items:
        raise Refusal("no_articles", "no news item of text in it; packages and pictures name other items: read those")
    for number, item in enumerate(items, 1):
        alone = len(items) == 1
        payload = data if alone else etree.tostring(item, encoding="utf-8", with_tail=False)
        fields = _fields(item)
        yield blob.article(
            "newsml_g2",
            payload,
            fields,
            number=None if alone else number,
            notes=notes,
            hint=_hint(blob.hint, item),
        )


def _is_text(item: etree._Element) -> bool:
    item_class = _code(first(item, "itemMeta", "itemClass"))
    return item_class in (None, "text", "composite")


def _code(element: etree._Element | None) -> str | None:
    """A controlled value without its scheme: stat:canceled and …/canceled are canceled."""
    if element is None:
        return None
    value = element.get("qcode") or element.get("uri") or element.get("literal") or element.text or ""
    return value.rsplit(":", 1)[-1].rsplit("/", 1)[-1].strip().lower() or None


def _fields(item: etree._Element) -> RawFields:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    inner = _content(item)
    embargo = text_of(first(meta, "embargoed"))
    published, updated = _dates(item, meta, content, embargo)
    language = _language(item, content)
    headlines = _in_language(_children(content, "headline"), language)
    values: dict[str, tuple[Any, str]] = {
        "title": (_without_role(headlines, _SUBHEADS) or text_of(first(meta, "title")) or inner.title, "headline"),
        "standfirst": (
            _with_role(headlines, _SUBHEADS)
            or _with_role(_children(content, "description"), _SUMMARIES)
            or inner.standfirst,
            "description",
        ),
        "bylines": (_texts(_children(content, "by")) or _people(content) or inner.bylines, "by"),
        "credits": (inner.credits, "tagline"),
        "agency": (_party(first(content, "infoSource")) or inner.agency, "infoSource"),
        "language": (language or inner.language, "language"),
        "url": (_address(item, meta), "link"),
        "provider_id": (item.get("guid"), "guid"),
        "published": published,
        "updated": updated,
        "dateline": (text_of(first(content, "dateline")) or inner.dateline, "dateline"),
        "body_html": (inner.body_html, "contentSet"),
        "body_text": (inner.body_text, "contentSet"),
        "keywords": (tuple(_keywords(content)), "subject"),
        "rights": (_rights(item), "rightsInfo"),
        "embargo": (embargo or inner.embargo, "embargoed"),
        "pub_status": (_code(first(meta, "pubStatus")) or inner.pub_status, "pubStatus"),
    }
    found = {key: value for key, (value, _) in values.items() if value}
    evidence = tuple(Evidence(field=key, rule=f"newsml-g2:{values[key][1]}") for key in found)
    return RawFields(**found, evidence=evidence)


def _dates(
    item: etree._Element, meta: etree._Element | None, content: etree._Element | None, embargo: str | None
) -> tuple[tuple[str | None, str], tuple[str | None, str]]:
    """Published and updated, each with its element.

    A first version went out when it was created, whenever its content was; so did one under embargo. A later version
    updates what its first creation published.
    """
    version = text_of(first(meta, "versionCreated"))
    created = text_of(first(meta, "firstCreated"))
    written = text_of(first(content, "contentCreated"))
    if version and (embargo or not (created or written) or (not created and item.get("version", "1") == "1")):
        return (version, "versionCreated"), (None, "")
    published = (created, "firstCreated") if created else (written, "contentCreated")
    return published, (version if version != published[0] else None, "versionCreated")


def _content(item: etree._Element) -> RawFields:
    """What stands in the content set: XHTML, NITF, or escaped or plain text."""
    content_set = first(item, "contentSet")
    for inline in content_set if content_set is not None else ():
        kind = (inline.get("contenttype") or "").lower()
        if local_name(inline) == "inlineXML":
            for child in inline:
                if local_name(child) == "nitf":
                    return nitf_fields(child)
                page = first(child, "body") if local_name(child) == "html" else child
                markup = without_namespaces(child if page is None else page)
                return RawFields(body_html=markup, title=text_of(first(child, "head", "title")))
        if local_name(inline) == "inlineData" and (text := "".join(map(str, inline.itertext())).strip()):
            return RawFields(body_html=text) if "html" in kind or "</p>" in text else RawFields(body_text=text)
    return RawFields()


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [child for child in element if local_name(child) == name] if element is not None else []


def _in_language(elements: list[etree._Element], language: str | None) -> list[etree._Element]:
    """Those in the item's own language, where some are: others are translations."""
    own = [one for one in elements if language and one.get(_LANG, "").split("-")[0] == language.split("-")[0]]
    return own or elements


def _role(element: etree._Element) -> str:
    return element.get("role", "").rsplit(":", 1)[-1].rsplit("/", 1)[-1].lower()


def _with_role(elements: list[etree._Element], roles: tuple[str, ...]) -> str | None:
    return next((text for one in elements if _role(one) in roles and (text := text_of(one))), None)


def _without_role(elements: list[etree._Element], roles: tuple[str, ...]) -> str | None:
    """The main headline: the one that says so, else the first that is no sub-headline."""
    main = [one for one in elements if _role(one) in ("", "main", "headline")]
    rest = [one for one in elements if _role(one) not in roles]
    return next((text for one in (*main, *rest) if (text := text_of(one))), None)


def _texts(elements: list[etree._Element]) -> tuple[str, ...]:
    return tuple(text for one in elements if (text := text_of(one)))


def _party(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    return text_of(first(element, "name")) or element.get("literal")


def _people(content: etree._Element | None) -> tuple[str, ...]:
    return tuple(name for one in _children(content, "creator") if (name := _party(one)))


def _language(item: etree._Element, content: etree._Element | None) -> str | None:
    element = first(content, "language")
    return (element.get("tag") if element is not None else None) or item.get(_LANG)


def _address(item: etree._Element, meta: etree._Element | None) -> str | None:
    guid = item.get("guid", "")
    links = [link.get("href", "") for link in _children(meta, "link") if "alternate" in link.get("rel", "").lower()]
    return next((one for one in (*links, guid) if one.startswith(("http://", "https://"))), None)


def _keywords(content: etree._Element | None) -> Iterator[str]:
    for child in content if content is not None else ():
        if local_name(child) == "keyword" and (word := text_of(child)):
            yield word
        if local_name(child) == "subject" and (word := text_of(first(child, "name"))):
            yield word


def _rights(item: etree._Element) -> str | None:
    info = first(item, "rightsInfo")
    return text_of(first(info, "copyrightNotice")) or _party(first(info, "copyrightHolder"))


def _hint(hint: SourceHint, item: etree._Element) -> SourceHint:
    name = _party(first(item, "itemMeta", "provider"))
    return hint.model_copy(update={"name": name}) if name and not hint.name else hint


READER = Reader(
    "newsml_g2",
    sniff,
    read,
    suffixes=(".xml", ".newsml"),
    media_types=("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml"),
)
