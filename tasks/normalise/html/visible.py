"""What a reader sees of a page's metadata: the headline, the byline, the time, the language."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from tasks.normalise.html.page import text_of

_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|writer|contributor)(?:$|[\s_-])|byline|author[-_]?name", re.IGNORECASE
)
_BYLINE_NOT = re.compile(
    r"bio|avatar|image|photo|comment|related|follow|social|share|sidebar|promo|teaser|card|more|recommend",
    re.IGNORECASE,
)
_LONGEST_BYLINE = 200


def headlines(root: HtmlElement) -> list[str]:
    """The texts of the page's first-level headings that are not empty, in order."""
    return [text for heading in root.iter("h1") if (text := text_of(heading))]


def visible_bylines(root: HtmlElement) -> list[tuple[str, str]]:
    """Byline texts on the page as (rule, text), the surest rule first; from its first rule that finds any."""
    for rule, elements in (
        ("html:itemprop=author", root.xpath("//*[@itemprop='author']")),
        ("html:rel=author", root.xpath("//a[@rel='author']")),
        ("html:byline-class", _byline_elements(root)),
    ):
        found = [(rule, text) for element in elements if (text := _byline_text(element))]
        if found:
            return list(dict.fromkeys(found))
    return []


def _byline_text(element: HtmlElement) -> str | None:
    if element.tag == "meta":
        return element.get("content")
    names = element.xpath(".//*[@itemprop='name']")
    if names:
        first = names[0]
        return first.get("content") or text_of(first) or None
    text = text_of(element)
    return text if text and len(text) <= _LONGEST_BYLINE else None


def _byline_elements(root: HtmlElement) -> Iterator[HtmlElement]:
    """Outermost elements whose class says byline, outside of related stories and comments."""
    taken: set[HtmlElement] = set()
    for element in root.xpath("//body//*[@class or @id]"):
        label = f"{element.get('class', '')} {element.get('id', '')}"
        if not _BYLINE_CLASS.search(label) or _BYLINE_NOT.search(label):
            continue
        if any(above in taken for above in element.iterancestors()) or _in_aside(element):
            continue
        taken.add(element)
        yield element


def _in_aside(element: HtmlElement) -> bool:
    return any(
        above.tag in ("aside", "footer", "nav") or _BYLINE_NOT.search(f"{above.get('class', '')} {above.get('id', '')}")
        for above in element.iterancestors()
        if above.tag not in ("body", "html")
    )


def visible_times(root: HtmlElement) -> list[tuple[str, str]]:
    """Times on the page as (rule, text): microdata, then <time> elements outside of lists and asides."""
    found: list[tuple[str, str]] = []
    for element in root.xpath("//*[@itemprop='datePublished' or @itemprop='dateCreated']"):
        found.append(("microdata:datePublished", element.get("content") or element.get("datetime") or text_of(element)))
    for element in root.xpath("//time"):
        if _in_aside(element) or any(above.tag == "li" for above in element.iterancestors()):
            continue
        found.append(("html:time", element.get("datetime") or text_of(element)))
    return [(rule, text) for rule, text in found if text]


def modified_times(root: HtmlElement) -> list[tuple[str, str]]:
    """Microdata that says when the page was changed."""
    elements = root.xpath("//*[@itemprop='dateModified']")
    texts = [element.get("content") or element.get("datetime") or text_of(element) for element in elements]
    return [("microdata:dateModified", text) for text in texts if text]
