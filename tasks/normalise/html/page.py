"""A page parsed once: the tree that every part of this package reads."""

from dataclasses import dataclass, field
from typing import Any

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from schemas.keys import fold
from tasks.normalise.html.structured import StructuredData, read_structured, strings_of
from tasks.normalise.html.walk import walk
from tasks.normalise.urls import canonical_url


@dataclass(frozen=True)
class Page:
    """A parsed page with its structured data and meta tags."""

    root: HtmlElement
    meta: dict[str, list[str]] = field(default_factory=dict)
    data: StructuredData = field(default_factory=StructuredData)

    def article(self, url: str | None) -> dict[str, Any]:
        """The structured data of this page's article; {} for none.

        Of several objects the ones with the page's address or title, merged: plug-ins add theirs beside the site's own.
        """
        articles = self.data.articles
        if len(articles) < 2:
            return articles[0] if articles else {}
        addresses = {_bare(one) for one in (url, *self.meta.get("og:url", ())) if one} - {""}
        og = self.first_meta("og:title")
        title = fold(og[1]) if og else ""

        def is_of_page(item: dict[str, Any]) -> bool:
            stated = [text for key in ("url", "mainEntityOfPage", "@id") for text in strings_of(item.get(key), "@id")]
            headline = fold(" ".join(strings_of(item.get("headline"))))
            return any(_bare(one) in addresses for one in stated) or (bool(headline) and headline in title)

        own = [item for item in articles if is_of_page(item)] or articles[:1]
        return {key: value for item in reversed(own) for key, value in item.items() if value}

    def first_meta(self, *names: str) -> tuple[str, str] | None:
        """The first meta tag of these names that has content: (name, content)."""
        return next(((name, value) for name in names for value in self.meta.get(name, ()) if value), None)


def _bare(url: str) -> str:
    """An address without its scheme, for comparison."""
    return (canonical_url(url) or "").partition("://")[2]


def parse_page(text: str) -> Page | None:
    """The page of an HTML text; None where there is no element in it."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace").replace(b"\x00", b""), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None
    scripts = [script.text or "" for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    return Page(root, _meta_tags(root), read_structured(scripts))


def _meta_tags(root: HtmlElement) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content and content.strip():
            tags.setdefault(name.strip().lower(), []).append(content.strip())
    return tags


def text_of(element: HtmlElement) -> str:
    """The visible text of an element on one line; scripts and styles left out."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    parts = [
        text if step == "text" else " " for step, node, text in walk(element) if step == "text" or node.tag in _BREAKS
    ]
    return " ".join("".join(parts).split())


_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "section"})
