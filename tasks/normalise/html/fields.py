"""A page as raw fields, each with the evidence for it."""

from dataclasses import dataclass, replace
from typing import Any

from schemas.article import Evidence, RawFields
from schemas.keys import fold
from schemas.rejection import Refusal
from tasks.normalise.dates import DateContext
from tasks.normalise.html.body import body_of_page
from tasks.normalise.html.bylines import page_bylines
from tasks.normalise.html.headline import choose_title, title_spellings
from tasks.normalise.html.page import Page, parse_page
from tasks.normalise.html.structured import Candidate, clean, json_values, strings_of
from tasks.normalise.html.stubs import LINKS_NOTE, PAYWALL_NOTE, front_doubt, is_offer, is_paywalled, refuse_walls
from tasks.normalise.html.times import published_date, updated_date
from tasks.normalise.languages import language_tag
from tasks.normalise.titles import standfirst_of


@dataclass(frozen=True)
class PageFields:
    """The fields of a page, what it calls its outlet, and doubts about it."""

    fields: RawFields
    site_name: str | None = None
    notes: tuple[str, ...] = ()


def fields_of_page(text: str, url: str | None, context: DateContext, names: list[str]) -> PageFields:
    """The fields of an HTML page. Raises Refusal where it is no article, or holds no element at all.

    `names`: what the outlet calls itself, to be cut off titles.
    """
    page = parse_page(text)
    if page is None:
        raise Refusal("no_body", "the page holds no HTML element; fetch it again, or check that it is a web page")
    item = page.article(url)
    site = _site_name(page, item)
    known_as = [*names, *([site] if site else [])]
    chosen = _chosen(page, item, url, context, known_as)
    title = chosen["title"][1] if "title" in chosen else None
    standfirst = standfirst_of(chosen["standfirst"][1], title, ()) if "standfirst" in chosen else None
    repeated = title_spellings(page, item) | _standfirsts(page, item)
    body = body_of_page(page.root, url, repeated, fold(standfirst or ""))
    refuse_walls(item, title, body.paragraphs)
    notes = (LINKS_NOTE,) if front_doubt(page, item, url, title, body.paragraphs) else ()
    paywalled = is_paywalled(page.root, body.blocks, body.paragraphs)
    paragraphs = [text for text in body.paragraphs if not (paywalled and is_offer(text))]
    bylines, set_aside = page_bylines(page, item, paragraphs, known_as)
    fields = RawFields(
        **{name: text for name, (_, text) in chosen.items()},
        url=url,
        bylines=tuple(text for _, text in bylines),
        body_text="\n\n".join(paragraphs) or None,
        keywords=_keywords(page, item),
        evidence=(
            *(Evidence(field=name, rule=rule, raw=text) for name, (rule, text) in chosen.items()),
            *(Evidence(field="authors", rule=rule, raw=text) for rule, text in bylines),
            *(Evidence(field="authors", rule=f"set aside:{rule}", raw=text) for rule, text in set_aside),
            Evidence(field="body", rule=body.rule),
        ),
    )
    return PageFields(fields, site, (*notes, *((PAYWALL_NOTE,) if paywalled else ())))


def _chosen(
    page: Page, item: dict[str, Any], url: str | None, context: DateContext, names: list[str]
) -> dict[str, Candidate]:
    """For each field the statement of the page that is believed."""
    language = _first(json_values(item, "inLanguage"), _language(page), _meta(page, "og:locale", "content-language"))
    if language and (tag := language_tag(language[1])):
        context = replace(context, languages=tuple(dict.fromkeys((tag, *context.languages))))
    chosen = {
        "title": choose_title(page, item, names),
        "section": _first(
            json_values(item, "articleSection"), _meta(page, "article:section", "og:article:section", "section")
        ),
        "standfirst": _first(json_values(item, "description"), _meta(page, "og:description", "description")),
        "language": language,
        "canonical_url": _first(_link(page, "canonical"), _meta(page, "og:url"), json_values(item, "url")),
        "published": published_date(page, item, url, context),
        "updated": updated_date(page, item, context),
    }
    return {name: candidate for name, candidate in chosen.items() if candidate}


def _keywords(page: Page, item: dict[str, Any]) -> tuple[str, ...]:
    stated = strings_of(item.get("keywords"))
    stated = stated or [clean(value) for name in ("news_keywords", "keywords") for value in page.meta.get(name, ())[:1]]
    words = [word.strip() for text in stated[:50] for word in (text.split(",") if len(stated) < 3 else [text])]
    return tuple(dict.fromkeys(word for word in words if word))


def _standfirsts(page: Page, item: dict[str, Any]) -> set[str]:
    stated = [*json_values(item, "description"), *_meta(page, "og:description", "description", "twitter:description")]
    return {fold(text) for _, text in stated}


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
