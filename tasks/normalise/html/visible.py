"""What a reader sees of a page: its headings, and which boxes stand beside the article."""

import re

from lxml.html import HtmlElement

from tasks.normalise.html.page import text_of
from tasks.normalise.html.walk import walk

_ASIDE_CLASS = re.compile(
    r"related|recommend|sidebar|promo|teaser|comment(?!ary)|newsletter|most[-_]?(?:read|popular)|trending|latest[-_]|"
    r"more[-_](?:from|news|stories)|read[-_]?more|carousel|footer|widget|popular|(?:^|[\s_-])nav(?:$|[\s_-])|card(?:s|[\s_-]|$)",
    re.IGNORECASE,
)
_APART = frozenset({"a", "span", "div", "li", "p", "br", "address", "strong", "b", "em", "time", "h3", "h4", "h5"})


def headlines(root: HtmlElement) -> list[str]:
    """The texts of the page's first-level headings that are not empty, in order."""
    return [text for heading in root.iter("h1") if (text := text_of(heading))]


def in_aside(element: HtmlElement) -> bool:
    """Whether an element stands in a box beside the article: related stories, comments, footers."""
    for above in element.iterancestors():
        if above.tag in ("body", "html", "main", "article"):
            return False
        if above.tag in ("aside", "footer", "nav"):
            return True
        if _ASIDE_CLASS.search(f"{above.get('class', '')} {above.get('id', '')}"):
            return True
    return False


def pieces_of(element: HtmlElement) -> str:
    """The visible text with a line for each inner element: names that only mark-up parts stay parted."""
    parts = [
        text if step == "text" else "\n"
        for step, node, text in walk(element)
        if step == "text" or (node.tag in _APART and node is not element)
    ]
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
