"""The fields of a NITF document; it stands alone or inside a NewsML item."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.article import Evidence, RawFields
from tasks.read.markup import descendants, first, local_name, text_of

_LEFT_OUT = {"media", "media-caption", "media-producer", "media-metadata", "table", "nitf-table", "fn", "hl2", "hl1"}
_LEFT_OUT |= {"note", "dateline", "byline", "abstract", "hedline", "body.head", "body.end", "object", "img"}
_BLOCKS = {"p", "li", "pre", "dt", "dd", "credit"}
_CREDIT = re.compile(r"\b(?:reporting|contribut|edit(?:ed|ing)|writ(?:ten|ing)|translat)", re.I)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def nitf_fields(root: etree._Element) -> RawFields:
    """What the document says, as it says it."""
    head, body = first(root, "head"), first(root, "body")
    docdata, body_head = first(head, "docdata"), first(body, "body.head")
    if body_head is None:
        body_head = body
    pubdata = _attributes(next(descendants(root, "pubdata"), None))
    issue, release = _norm(docdata, "date.issue"), _norm(docdata, "date.release")
    status = docdata.get("management-status") if docdata is not None else None
    embargo = release if release and issue and (release > issue or status == "embargoed") else None
    hedline = first(body_head, "hedline")
    title = text_of(first(hedline, "hl1")) or text_of(first(head, "title"))
    values: dict[str, tuple[Any, str]] = {
        "title": (title, "hl1"),
        "standfirst": (_standfirst(body_head, hedline, title), "abstract"),
        "bylines": (tuple(_bylines(body_head)), "byline"),
        "credits": (tuple(_credits(body)), "tagline"),
        "agency": (
            text_of(next(descendants(body_head, "distributor"), None)) if body_head is not None else None,
            "distributor",
        ),
        "section": (pubdata.get("position.section") or _online_section(head), "pubdata:position.section"),
        "language": (
            next((one.get(_LANG) for one in (root, body) if one is not None and one.get(_LANG)), None),
            "xml:lang",
        ),
        "url": (pubdata.get("ex-ref"), "pubdata:ex-ref"),
        "provider_id": (_attributes(first(docdata, "doc-id")).get("id-string"), "doc-id"),
        "published": (
            _day(issue or release or pubdata.get("date.publication") or _story_date(body_head)),
            "date.issue",
        ),
        "updated": (_last_revision(head), "revision-history"),
        "dateline": (text_of(first(body_head, "dateline")), "dateline"),
        "body_text": ("\n\n".join(_paragraphs(first(body, "body.content"))) or None, "body.content"),
        "keywords": (tuple(_keywords(docdata)), "key-list"),
        "rights": (_rights(docdata), "doc.copyright"),
        "embargo": (embargo, "date.release"),
        "pub_status": (status, "management-status"),
    }
    found = {key: value for key, (value, _) in values.items() if value}
    evidence = tuple(Evidence(field=key, rule=f"nitf:{values[key][1]}") for key in found)
    return RawFields(**found, evidence=evidence)


def _standfirst(body_head: etree._Element | None, hedline: etree._Element | None, title: str | None) -> str | None:
    """The abstract, else the second headline; many systems repeat the first one there."""
    found = text_of(first(body_head, "abstract")) or text_of(first(hedline, "hl2"))
    return None if found and title and found in title else found


def _online_section(head: etree._Element | None) -> str | None:
    """Archives name the section of the web site in a meta element, several parted by semicolons."""
    named = (
        [meta.get("content", "") for meta in descendants(head, "meta") if meta.get("name") == "online_sections"]
        if (head is not None)
        else []
    )
    return next((part.strip() for one in named for part in one.split(";") if part.strip()), None)


def _day(value: str | None) -> str | None:
    """Midnight without a zone is how archives write a day."""
    return value.removesuffix("T000000") if value else None


def _attributes(element: etree._Element | None) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items() if value} if element is not None else {}


def _norm(docdata: etree._Element | None, name: str) -> str | None:
    element = first(docdata, name)
    return (element.get("norm") or text_of(element)) if element is not None else None


def _story_date(body_head: etree._Element | None) -> str | None:
    found = next(descendants(body_head, "story.date"), None) if body_head is not None else None
    return (found.get("norm") or text_of(found)) if found is not None else None


def _last_revision(head: etree._Element | None) -> str | None:
    norms = (
        [norm for one in descendants(head, "revision-history") if (norm := one.get("norm"))] if head is not None else []
    )
    return max(norms, default=None)


def _bylines(body_head: etree._Element | None) -> Iterator[str]:
    """The persons that a byline marks up; without such mark-up its text, job title aside."""
    bylines = [child for child in body_head if local_name(child) == "byline"] if body_head is not None else []
    printed = [byline for byline in bylines if byline.get("class") != "normalized_byline"]
    for byline in printed or bylines:
        persons = [name for person in descendants(byline, "person") if (name := text_of(person))]
        if persons:
            yield from persons
            continue
        parts = [byline.text or ""]
        for child in byline:
            parts += ["" if local_name(child) in ("byttl", "virtloc") else text_of(child) or "", child.tail or ""]
        if name := " ".join(" ".join(parts).split()).strip(" ,"):
            yield name


def _credits(body: etree._Element | None) -> Iterator[str]:
    """Taglines that name people; most hold a desk's sign-off."""
    end = first(body, "body.end")
    for tagline in descendants(end, "tagline") if end is not None else ():
        if (text := text_of(tagline)) and _CREDIT.search(text):
            yield text


def _keywords(docdata: etree._Element | None) -> Iterator[str]:
    for keyword in descendants(docdata, "keyword") if docdata is not None else ():
        if word := keyword.get("key"):
            yield word


def _rights(docdata: etree._Element | None) -> str | None:
    given = _attributes(first(docdata, "doc.copyright"))
    owner = _attributes(first(docdata, "doc.rights")).get("owner")
    return " ".join(part for part in (given.get("year"), given.get("holder")) if part) or owner


def _paragraphs(content: etree._Element | None) -> Iterator[str]:
    if content is None:
        return
    # Archives give the first paragraphs twice, marked LEAD: alone, and with the whole text.
    whole = [child for child in content if child.get("class") == "full_text"]
    found = [text for one in whole or [content] for text in _blocks(one)]
    if found:
        yield found[0].removeprefix("LEAD: ") if whole else found[0]
        yield from found[1:]
    elif text := "".join(str(part) for part in content.itertext()).strip():
        yield text  # no mark-up: the text itself, with its own lines


def _blocks(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name in _LEFT_OUT:
            continue
        if name in _BLOCKS:
            if text := text_of(child):
                yield text
        else:
            yield from _blocks(child)
