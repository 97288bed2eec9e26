"""HTML fragments, as feeds and news formats carry them, as paragraphs."""

import re

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from tasks.normalise.html.boilerplate import Block, article_blocks
from tasks.normalise.html.posts import mark_embedded_posts
from tasks.normalise.html.walk import UNSEEN, walk

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
_UNSEEN = UNSEEN | frozenset(
    ["iframe", "object", "embed", "figcaption", "caption", "form", "nav", "select", "input", "footer"]
)
_PARTED = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_SHORTEST_PROSE = 80
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_FEED_FOOTER = re.compile(
    r"The post .{3,200} (?:first )?appeared (?:first )?on .{2,80}|"
    r"(?:Continue reading|Read more|Read the (?:full|rest).*|More)\W*|Comments",
    re.IGNORECASE,
)


def paragraphs_of_fragment(markup: str, *, cleaned: bool = False) -> list[str]:
    """The paragraphs of an HTML fragment; text without any tag is taken as it is.

    `cleaned`: prompts and lists of other stories, as feeds carry them over from pages, are left out.
    """
    if "<" not in markup and "&" not in markup:
        return [joined for block in _BLANK_LINE.split(markup) if (joined := " ".join(block.split()))]
    try:
        root = html.fragment_fromstring(_with_breaks(markup), create_parent="div")
    except (ParserError, XMLSyntaxError, ValueError):
        return []
    mark_embedded_posts(root)
    texts = [text for text in _paragraphs(root) if not _FEED_FOOTER.fullmatch(text)]
    return [block.text for block in article_blocks([Block(text) for text in texts], set())] if cleaned else texts


def _with_breaks(markup: str) -> str:
    """Blank lines as line breaks where nothing else parts paragraphs, as editors' and exporters' texts have them."""
    return markup if _PARTED.search(markup) else _BLANK_LINE.sub("<br><br>", markup)


def running_text(root: HtmlElement) -> list[str]:
    """The paragraphs of a whole page that read as sentences: the last resort where no main text stands out."""
    return [text for text in _paragraphs(root) if len(text) >= _SHORTEST_PROSE and _SENTENCE_END.search(text)]


def _paragraphs(root: HtmlElement) -> list[str]:
    """The text of an element, parted at its blocks and at two line breaks in a row."""
    paragraphs: list[str] = []
    run: list[str] = []
    after_break = False
    for step, node, text in walk(root, _UNSEEN):
        if step == "text":
            run.append(text)
            after_break = after_break and not text.strip()
        elif node.tag in _BLOCKS or (node.tag == "br" and step == "start" and after_break):
            _flush(run, paragraphs)
            after_break = False
        elif node.tag == "br" and step == "start":
            # One break is a line of a paragraph, two in a row part paragraphs.
            run.append(" ")
            after_break = True
    _flush(run, paragraphs)
    return paragraphs


def _flush(run: list[str], paragraphs: list[str]) -> None:
    text = " ".join("".join(run).split())
    if text:
        paragraphs.append(text)
    run.clear()
