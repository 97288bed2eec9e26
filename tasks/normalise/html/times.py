"""When a page says that it was published and changed."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from schemas.article import Moment
from tasks.normalise.dates import MONTH_ONLY, DateContext, moment_of
from tasks.normalise.html.page import Page, text_of
from tasks.normalise.html.structured import Candidate, clean, json_values, types_of
from tasks.normalise.html.visible import in_aside

_PUBLISHED_META = (
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
    "publication_date",
    "last-published",
)
_UPDATED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_PAGE_TYPES = frozenset(
    {"WebPage", "ItemPage", "CollectionPage", "Question", "QAPage", "VideoObject", "PodcastEpisode"}
)
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|dateline|time|timestamp|published|pubdate|posted|datum|fecha|tarih|data|dato|zeit)"
    r"(?:$|[\s_-])|publish|pub-?date|post-?date|article-?date|date-?time|entry-?date",
    re.IGNORECASE,
)
_AFTER_DATE = re.compile(r"\s[|·•–-]\s|,\s+(?=[^\W\d]{4,}\s)")
_LONGEST_DATE = 80
_CHANGED = re.compile(
    r"^\W*(?:last\s+)?(?:updated?|modified|changed|aktualisiert|geändert|mis à jour|actualizado|aggiornato|güncelle)",
    re.IGNORECASE,
)
_URL_DAY = re.compile(r"/(20\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/-])")


def published_date(page: Page, item: dict[str, Any], url: str | None, context: DateContext) -> Candidate | None:
    """The page's best statement of its publication: structured data, meta tags, what is visible, its address.

    The first statement that can be read decides the day. One of the same day that gives an offset goes before one
    that gives none, since sites print the same clock time with and without it.
    """
    readable, stated = _best(_published(page, item, url), context)
    if not readable and stated and MONTH_ONLY in moment_of(stated[1], context)[1]:
        # The search would make the first of the month out of it.
        return stated
    return readable or _searched(page, url, context) or stated


def updated_date(page: Page, item: dict[str, Any], context: DateContext) -> Candidate | None:
    """The page's best statement of its last change; None where it makes none."""
    readable, stated = _best(_updated(page, item), context)
    return readable or stated


def _published(page: Page, item: dict[str, Any], url: str | None) -> Iterator[Candidate]:
    yield from json_values(item, "datePublished")
    yield from _meta(page, _PUBLISHED_META)
    yield from _microdata(page.root, "datePublished", "dateCreated")
    yield from json_values(item, "dateCreated")
    if not item:
        for other in page.data.objects:
            if _PAGE_TYPES.intersection(types_of(other)):
                yield from json_values(other, "datePublished")
    yield from _time_elements(page.root)
    yield from _dated_elements(page.root)
    yield from _title_dates(page.root)
    if url and (match := _URL_DAY.search(url.lower())):
        yield "url:date", match[0].strip("/") if match[2].isdigit() else f"{match[3]} {match[2]} {match[1]}"


def _updated(page: Page, item: dict[str, Any]) -> Iterator[Candidate]:
    yield from json_values(item, "dateModified")
    yield from _meta(page, _UPDATED_META)
    yield from _microdata(page.root, "dateModified")


def _meta(page: Page, names: tuple[str, ...]) -> Iterator[Candidate]:
    for name in names:
        for value in page.meta.get(name, ()):
            yield f"meta:{name}", clean(value)


def _microdata(root: HtmlElement, *names: str) -> Iterator[Candidate]:
    for name in names:
        for element in root.xpath("//*[@itemprop=$name]", name=name):
            value = element.get("content") or element.get("datetime") or text_of(element)
            if value:
                yield f"microdata:{name}", value


def _time_elements(root: HtmlElement) -> Iterator[Candidate]:
    """<time> elements outside of lists and asides."""
    for element in root.iter("time"):
        text = text_of(element)
        if in_aside(element) or _CHANGED.match(text) or any(above.tag == "li" for above in element.iterancestors()):
            continue
        if value := element.get("datetime") or text:
            yield "html:time", value


def _dated_elements(root: HtmlElement) -> Iterator[Candidate]:
    """Short texts in elements whose class speaks of a date, in the order of the page."""
    for element in root.xpath("//body//*[@class or @id]"):
        label = f"{element.get('class', '')} {element.get('id', '')}"
        if not _DATE_CLASS.search(label) or in_aside(element):
            continue
        text = text_of(element)
        if 6 <= len(text) <= _LONGEST_DATE and re.search(r"\d", text) and not _CHANGED.match(text):
            yield "html:date-class", text
            # "06.01.2026, 5 minutes to read": the part before the first mark that a date has no use for.
            parts = _AFTER_DATE.split(text)
            if len(parts) > 1 and re.search(r"\d", parts[0]):
                yield "html:date-class", parts[0]


def _title_dates(root: HtmlElement) -> Iterator[Candidate]:
    """A date behind the headline in the window title: "Headline | Paper | 28.04.2023"."""
    for title in root.iter("title"):
        last = re.split(r"\s[|–—-]\s|,\s", clean(title.text or ""))[-1]
        if re.match(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}$|\d{1,2} \w+ \d{4}$|\d{4}-\d\d-\d\d$", last):
            yield "html:title-date", last


def _best(candidates: Iterator[Candidate], context: DateContext) -> tuple[Candidate | None, Candidate | None]:
    """The best candidate that can be read, and the first one whether it can be or not."""
    stated: Candidate | None = None
    readable: list[tuple[Candidate, Moment]] = []
    for candidate in candidates:
        stated = stated or candidate
        moment, _ = moment_of(candidate[1], context)
        if moment is None:
            continue
        readable.append((candidate, moment))
        first = readable[0][1]
        if _is_local(first) or (moment is not first and _is_better(moment, first)):
            return candidate, stated
    return (readable[0][0] if readable else None), stated


def _is_local(moment: Moment) -> bool:
    """Whether the moment was given with an offset that nobody writes by mistake."""
    return moment.zone_basis == "given" and moment.at is not None and moment.at.utcoffset() != timedelta(0)


def _is_better(other: Moment, first: Moment) -> bool:
    """Whether another statement of the same day knows the zone better than the first one.

    Sites print one clock time twice, once with its offset and once with none or with a false Z.
    """
    if other.day != first.day or other.at is None:
        return False
    if first.at is None:
        return True
    if first.zone_basis == "given":
        return _is_local(other) and other.at.replace(tzinfo=None, second=0) == first.at.replace(tzinfo=None, second=0)
    return other.zone_basis == "given"


def _searched(page: Page, url: str | None, context: DateContext) -> Candidate | None:
    """What htmldate finds in the text of the page: a day at best, and slow, hence last."""
    latest = (context.fetched_at or datetime.now(UTC)) + timedelta(days=1)
    try:
        found = find_date(
            deepcopy(page.root),
            original_date=True,
            extensive_search=True,
            url=url,
            max_date=latest.strftime("%Y-%m-%d"),
        )
    except (ValueError, TypeError, AttributeError):
        return None
    return ("htmldate", found) if found else None
