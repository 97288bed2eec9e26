"""A page as raw fields, each with the evidence for it."""

from dataclasses import dataclass
from typing import Any

from schemas.article import Evidence, RawFields
from tasks.normalise.bylines import is_desk
from tasks.normalise.dates import DateContext, moment_of
from tasks.normalise.html.body import body_of_page
from tasks.normalise.html.headline import choose_title
from tasks.normalise.html.page import Page, parse_page
from tasks.normalise.html.structured import clean, strings_of
from tasks.normalise.html.visible import modified_times, visible_bylines, visible_times

Candidate = tuple[str, str]


@dataclass(frozen=True)
class PageFields:
    """The fields of a page, what it calls its outlet, and doubts about it."""

    fields: RawFields
    site_name: str | None = None
    notes: tuple[str, ...] = ()


def fields_of_page(text: str, url: str | None, context: DateContext) -> PageFields | None:
    """The fields of an HTML page; None where it holds no element at all."""
    page = parse_page(text)
    if page is None:
        return None
    item = page.data.articles[0] if page.data.articles else {}
    site = _site_name(page, item)
    chosen: dict[str, Candidate | None] = {
        "title": choose_title(page, item, site),
        "section": _first(
            _json(item, "articleSection"), _meta(page, "article:section", "og:article:section", "section")
        ),
        "standfirst": _first(_json(item, "description"), _meta(page, "og:description", "description")),
        "language": _first(_json(item, "inLanguage"), _language(page), _meta(page, "og:locale", "content-language")),
        "canonical_url": _first(_link(page, "canonical"), _meta(page, "og:url"), _json(item, "url")),
        "published": _date(_published(page, item), context),
        "updated": _date(_updated(page, item), context),
    }
    bylines = _bylines(page, item)
    evidence = [Evidence(field=name, rule=found[0], raw=found[1]) for name, found in chosen.items() if found]
    evidence += [Evidence(field="authors", rule=rule, raw=raw) for rule, raw in bylines]
    fields = RawFields(
        **{name: found[1] if found else None for name, found in chosen.items()},
        url=url,
        bylines=tuple(raw for _, raw in bylines),
        body_text="\n\n".join(body_of_page(page.root, url)) or None,
        evidence=tuple(evidence),
    )
    return PageFields(fields, site)


def _first(*groups: list[Candidate]) -> Candidate | None:
    return next((candidate for group in groups for candidate in group if candidate[1]), None)


def _json(item: dict[str, Any], key: str) -> list[Candidate]:
    return [(f"json-ld:{key}", text) for text in strings_of(item.get(key))]


def _meta(page: Page, *names: str) -> list[Candidate]:
    return [(f"meta:{name}", clean(value)) for name in names for value in page.meta.get(name, ())]


def _link(page: Page, rel: str) -> list[Candidate]:
    return [(f"link:{rel}", link.get("href") or "") for link in page.root.iter("link") if link.get("rel") == rel]


def _language(page: Page) -> list[Candidate]:
    value = page.root.get("lang") or page.root.get("xml:lang") or ""
    return [("html:lang", value)] if value else []


def _site_name(page: Page, item: dict[str, Any]) -> str | None:
    found = _first(_meta(page, "og:site_name"), _json(item, "publisher"), _meta(page, "application-name"))
    return found[1] if found else None


def _published(page: Page, item: dict[str, Any]) -> list[Candidate]:
    return [
        *_json(item, "datePublished"),
        *_meta(
            page,
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "parsely-pub-date",
            "dc.date.issued",
            "dcterms.created",
            "sailthru.date",
            "date",
            "dc.date",
            "pubdate",
            "publish-date",
            "publishdate",
        ),
        *visible_times(page.root),
        *_json(item, "dateCreated"),
    ]


def _updated(page: Page, item: dict[str, Any]) -> list[Candidate]:
    return [
        *_json(item, "dateModified"),
        *_meta(page, "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified"),
        *modified_times(page.root),
    ]


def _date(candidates: list[Candidate], context: DateContext) -> Candidate | None:
    """The first candidate that names a moment; an instant with the same clock time as a bare one goes before it."""
    readable = [(candidate, moment) for candidate in candidates if (moment := moment_of(candidate[1], context)[0])]
    if not readable:
        return candidates[0] if candidates else None
    first, best = readable[0]
    if best.zone_basis == "given":
        return first
    for candidate, moment in readable[1:]:
        if moment.day == best.day and moment.at and (best.at is None or moment.zone_basis == "given"):
            return candidate
    return first


def _bylines(page: Page, item: dict[str, Any]) -> list[Candidate]:
    stated = _json(item, "author") or _meta(
        page, "author", "article:author", "parsely-author", "sailthru.author", "dc.creator"
    )
    stated = [candidate for candidate in stated if not candidate[1].startswith(("http", "/"))]
    if stated and not all(is_desk(name) for _, name in stated):
        return stated
    return visible_bylines(page.root) or stated
