"""HTML fragments, as feeds and news formats carry them, as paragraphs."""

import re

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hl1",
        "hl2",
        "hr",
        "li",
        "main",
        "media",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "figcaption",
        "caption",
        "button",
        "form",
        "nav",
        "select",
        "input",
    ]
)
_SHORTEST_PROSE = 80
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_FEED_FOOTER = re.compile(
    r"The post .{3,200} (?:first )?appeared (?:first )?on .{2,80}|"
    r"(?:Continue reading|Read more|Read the (?:full|rest).*|More)\W*|Comments",
    re.IGNORECASE,
)


def paragraphs_of_fragment(markup: str) -> list[str]:
    """The paragraphs of an HTML fragment; text without any tag is taken as it is."""
    if "<" not in markup and "&" not in markup:
        return [joined for block in re.split(r"\n\s*\n", markup) if (joined := " ".join(block.split()))]
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (ParserError, XMLSyntaxError, ValueError):
        return []
    paragraphs: list[str] = []
    run: list[str] = []
    _gather(root, run, paragraphs)
    _flush(run, paragraphs)
    return [text for text in paragraphs if not _FEED_FOOTER.fullmatch(text)]


def running_text(root: HtmlElement) -> list[str]:
    """The paragraphs of a whole page that read as sentences: the last resort where no main text stands out."""
    run: list[str] = []
    paragraphs: list[str] = []
    _gather(root, run, paragraphs)
    _flush(run, paragraphs)
    return [text for text in paragraphs if len(text) >= _SHORTEST_PROSE and _SENTENCE_END.search(text)]


def _gather(element: HtmlElement, run: list[str], paragraphs: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    block = element.tag in _BLOCKS
    if block:
        _flush(run, paragraphs)
    run.append(element.text or "")
    for number, child in enumerate(element):
        if child.tag == "br":
            # One break is a line of a paragraph, two in a row part paragraphs.
            twice = number and element[number - 1].tag == "br" and not (element[number - 1].tail or "").strip()
            _flush(run, paragraphs) if twice else run.append(" ")
        else:
            _gather(child, run, paragraphs)
        run.append(child.tail or "")
    if block:
        _flush(run, paragraphs)


def _flush(run: list[str], paragraphs: list[str]) -> None:
    text = " ".join("".join(run).split())
    if text:
        paragraphs.append(text)
    run.clear()
