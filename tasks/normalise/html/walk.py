"""The text of an element in order, without recursion: pages nest deeper than Python's stack."""

from collections.abc import Iterator
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "button"})
Step = tuple[Literal["start", "text", "end"], HtmlElement, str]


def walk(element: HtmlElement, unseen: frozenset[str] = UNSEEN) -> Iterator[Step]:
    """Each element's start and end and each run of text between, in document order; `unseen` elements left out."""
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        hidden = not isinstance(node.tag, str) or node.tag in unseen
        if event == "start":
            if hidden:
                walker.skip_subtree()
            else:
                yield "start", node, ""
                if node.text:
                    yield "text", node, node.text
        else:
            if not hidden:
                yield "end", node, ""
            if node is not element and node.tail:
                yield "text", node, node.tail
