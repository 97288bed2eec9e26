"""A page as raw fields, each with the evidence for it."""

from dataclasses import dataclass
from typing import Any

from schemas.article import Evidence, RawFields
from tasks.normalise.dates import DateContext
from tasks.normalise.html.bylines import page_bylines
from tasks.normalise.html.body import body_of_page
from tasks.normalise.html.headline import choose_title
from tasks.normalise.html.page import Page, parse_page
from tasks.normalise.html.structured import Candidate, clean, json_values
from tasks.normalise.html.times import published_date, updated_date


@dataclass(frozen=True)
class PageFields:
    """The fields of a page, what it calls its outlet, and doubts about it."""

    fields: RawFields
    site_name: str | None = None
    notes: tuple[str, ...] = ()


def fields_of_page(text: str, url: str | None, context: DateContext, names: list[str]) -> PageFields | None:
    """The fields of an HTML page; None where it holds no element at all.

    `names`: what the outlet calls itself, to be cut off titles.
    """
    page = parse_page(text)
    if page is None:
        return None
    item = page.data.articles[0] if page.data.articles else {}
    site = _site_name(page, item)
    chosen: dict[str, Candidate | None] = {
        "title": choose_title(page, item, [*names, site or ""]),
        "section": _first(
            json_values(item, "articleSection"), _meta(page, "article:section", "og:article:section", "section")
        ),
        "standfirst": _first(json_values(item, "description"), _meta(page, "og:description", "description")),
        "language": _first(json_values(item, "inLanguage"), _language(page), _meta(page, "og:locale", "content-language")),
        "canonical_url": _first(_link(page, "canonical"), _meta(page, "og:url"), json_values(item, "url")),
        "published": published_date(page, item, url, context),
        "updated": updated_date(page, item, context),
    }
    bylines, set_aside = page_bylines(page, item, [*names, site or ""])
    evidence = [Evidence(field=name, rule=found[0], raw=found[1]) for name, found in chosen.items() if found]
    evidence += [Evidence(field="authors", rule=rule, raw=raw) for rule, raw in bylines]
    evidence += [Evidence(field="authors", rule=f"set aside:{rule}", raw=raw) for rule, raw in set_aside]
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


def _meta(page: Page, *names: str) -> list[Candidate]:
    return [(f"meta:{name}", clean(value)) for name in names for value in page.meta.get(name, ())]


def _link(page: Page, rel: str) -> list[Candidate]:
    return [(f"link:{rel}", link.get("href") or "") for link in page.root.iter("link") if link.get("rel") == rel]


def _language(page: Page) -> list[Candidate]:
    value = page.root.get("lang") or page.root.get("xml:lang") or ""
    return [("html:lang", value)] if value else []


def _site_name(page: Page, item: dict[str, Any]) -> str | None:
    found = _first(_meta(page, "og:site_name"), json_values(item, "publisher"), _meta(page, "application-name"))
    return found[1] if found else None
