"""The body of a page: its main text as paragraphs, embedded posts kept and marked."""

import re
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from tasks.normalise.html.page import text_of

_EMBEDDED_POST = "contains(concat(' ', normalize-space(@class), ' '), ' %s ')"
_POST_CLASSES = ("twitter-tweet", "twitter-video", "instagram-media", "bluesky-embed", "mastodon-embed", "tiktok-embed")
_SIGNATURE = re.compile(
    r"^(?P<text>.*?)\s*(?:—|–|--|&mdash;)\s*(?P<name>[^—–]+?\(@[\w.]+\))\s*(?P<date>[^()]*)$", re.DOTALL
)
_SHORT_LINK = re.compile(r"(?:https?://)?(?:t\.co|pic\.twitter\.com|pic\.x\.com)/\w+")


def body_of_page(root: HtmlElement, url: str | None) -> list[str]:
    """The paragraphs of the main text of a parsed page; the tree itself is left as it was."""
    tree = deepcopy(root)
    _mark_embedded_posts(tree)
    options = Extractor(fast=True, comments=False, url=url, output_format="xml")
    document = bare_extraction(tree, options=options)
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return paragraphs_of_body(document.body)


def _mark_embedded_posts(tree: HtmlElement) -> None:
    """Put each embedded post as one paragraph: its words in quote marks, then who posted it, without the date."""
    query = " or ".join(_EMBEDDED_POST % name for name in _POST_CLASSES)
    for post in list(tree.xpath(f"//blockquote[{query}]")):
        words = _post_line(text_of(post))
        parent = post.getparent()
        if parent is None:
            continue
        paragraph = etree.Element("p")
        paragraph.text, paragraph.tail = words, post.tail
        parent.replace(post, paragraph)


def _post_line(text: str) -> str:
    """ "Trains resume at 6 — City Rail (@cityrail) 4 May 2024" as “Trains resume at 6” — City Rail (@cityrail)."""
    text = " ".join(_SHORT_LINK.sub("", text).split())
    match = _SIGNATURE.match(text)
    if not match or not match["text"]:
        return text
    return f"“{match['text'].strip()}” — {match['name']}"


_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "code", "list", "table", "div"})


def paragraphs_of_body(body: etree._Element) -> list[str]:
    """The paragraphs of trafilatura's own body tree."""
    paragraphs: list[str] = []
    for child in body:
        _gather(child, paragraphs)
    return paragraphs


def _gather(element: etree._Element, paragraphs: list[str]) -> None:
    """One paragraph an element without blocks in it; line breaks part paragraphs as well."""
    if element.tag == "row":
        paragraphs.append(" ".join(" ".join("".join(cell.itertext()).split()) for cell in element))
        return
    run: list[str] = [element.text or ""]

    def flush() -> None:
        text = " ".join("".join(run).split())
        if text:
            paragraphs.append(text)
        run.clear()

    for child in element:
        if child.tag == "lb":
            flush()
        elif child.tag in _BLOCKS:
            flush()
            _gather(child, paragraphs)
        else:
            if any(inner.tag in _BLOCKS or inner.tag == "lb" for inner in child.iterdescendants()):
                flush()
                _gather(child, paragraphs)
            else:
                run.append("".join(child.itertext()))
        run.append(child.tail or "")
    flush()
