"""A page parsed once: the tree that every part of this package reads."""

import re
from dataclasses import dataclass, field

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from tasks.normalise.html.structured import StructuredData, read_structured

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Page:
    """A parsed page with its structured data and meta tags."""

    root: HtmlElement
    meta: dict[str, list[str]] = field(default_factory=dict)
    data: StructuredData = field(default_factory=StructuredData)

    def first_meta(self, *names: str) -> tuple[str, str] | None:
        """The first meta tag of these names that has content: (name, content)."""
        return next(((name, value) for name in names for value in self.meta.get(name, ()) if value), None)


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
    parts: list[str] = []
    _collect(element, parts)
    return _SPACE.sub(" ", "".join(parts)).strip()


_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "section"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "button"})


def _collect(element: HtmlElement, parts: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    gap = " " if element.tag in _BREAKS else ""
    parts.append(gap + (element.text or ""))
    for child in element:
        _collect(child, parts)
        parts.append(child.tail or "")
    parts.append(gap)
