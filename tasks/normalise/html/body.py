"""The body of a page: its main text as paragraphs, embedded posts kept and marked."""

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from schemas.keys import fold
from tasks.normalise.html.boilerplate import Block, article_blocks
from tasks.normalise.html.fragments import running_text
from tasks.normalise.html.hydration import hydration_text
from tasks.normalise.html.page import text_of
from tasks.normalise.html.posts import mark_embedded_posts

# Boxes inside the text: their class says what they are, and they are small beside it.
_BOX = re.compile(
    r"(?:^|[\s_-])(?:captions?|newsletters?|author-?bio|bio|promo|teaser|related|most-?read|hidden|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What sites call the summary below the headline.
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|stand-first|dek|deck|sub-?(?:title|head(?:line|ing)?)|summary|synopsis|excerpt|lead|lede|"
    r"intro|chapeau|teaser|strapline|description|vorspann|sapo|bajada|entradilla|sommario|ingress|underrubrik)(?:$|[\s_-])|"
    r"standfirst|subheadline|alternativeheadline",
    re.IGNORECASE,
)
_LARGEST_BOX = 1500
_PAGE_DUMP = 3000


@dataclass(frozen=True)
class PageBody:
    """The article's paragraphs, and the main text that they were taken from."""

    paragraphs: list[str]
    blocks: list[str]
    rule: str


def body_of_page(root: HtmlElement, url: str | None, repeated: set[str], standfirst: str = "") -> PageBody:
    """The main text of a parsed page; the tree itself is left as it was.

    `repeated`: folded spellings of the page's title and standfirst. `standfirst`: the folded one that the page's data
    state, which is no paragraph of the text where the mark-up says that it is the standfirst.
    """
    tree = deepcopy(root)
    _drop_standfirst(tree, standfirst)
    mark_embedded_posts(tree)
    _prune(tree)
    # Imported with the first page: it takes longer to import than an unchanged file to pass.
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(fast=True, comments=False, links=True, url=url, output_format="xml")
    document = bare_extraction(tree, options=options)
    found = None if document is None or isinstance(document, dict) else document.body
    blocks = [] if found is None else blocks_of_body(found)
    if len(blocks) == 1:
        blocks = _parted(tree, blocks[0])
    rule = "trafilatura"
    if not blocks or (len(blocks) == 1 and len(blocks[0].text) > _PAGE_DUMP):
        # The extractor saw no main text and gave the whole page, menus and all.
        rule, texts = "html:sentences", running_text(tree)
        if not texts:
            rule, texts = "html:script-data", hydration_text(root)
        blocks = [Block(text) for text in texts]
    kept = [block.text for block in article_blocks(blocks, repeated)]
    return PageBody(kept, [block.text for block in blocks], rule)


def _parted(tree: HtmlElement, block: Block) -> list[Block]:
    """A single block, as the extractor gives for short pages, parted at the page's own paragraphs."""
    texts = [text for element in tree.iter("p") if (text := text_of(element)) and text in block.text]
    covered = sum(map(len, texts))
    return [Block(text) for text in texts] if len(texts) > 1 and covered * 2 > len(block.text) else [block]


def _drop_standfirst(tree: HtmlElement, standfirst: str) -> None:
    if not standfirst:
        return
    for element in tree.xpath("//body//*[(@class or @itemprop) and not(self::article or self::main)]"):
        named = _STANDFIRST.search(f"{element.get('class', '')} {element.get('itemprop', '')}")
        if named and element.getparent() is not None and fold(text_of(element)) == standfirst:
            element.drop_tree()


def _prune(tree: HtmlElement) -> None:
    """Take out boxes that by their mark-up are no part of the text: captions, prompts, lists of other stories."""
    for element in tree.xpath(
        "//body//figcaption | //body//*[@class and not(self::article or self::main or self::body)]"
    ):
        boxed = element.tag == "figcaption" or _BOX.search(element.get("class", ""))
        if boxed and element.getparent() is not None and len(text_of(element)) < _LARGEST_BOX:
            element.drop_tree()


_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "code", "list", "table", "div"})


def blocks_of_body(body: etree._Element) -> list[Block]:
    """The blocks of trafilatura's own body tree, in order."""
    blocks: list[Block] = []
    for child in body:
        _gather(child, blocks)
    return blocks


def _gather(element: etree._Element, blocks: list[Block]) -> None:
    """One block an element without blocks in it; line breaks part blocks as well."""
    if element.tag == "row":
        blocks.append(Block(" ".join(_words(cell) for cell in element), "row"))
        return
    run: list[tuple[str, bool]] = [(element.text or "", element.tag == "ref")]

    def flush() -> None:
        text = " ".join("".join(part for part, _ in run).split())
        if text:
            linked = sum(len(part.strip()) for part, link in run if link) / len(text)
            blocks.append(Block(text, str(element.tag), linked))
        run.clear()

    for child in element:
        if child.tag == "lb":
            flush()
        elif child.tag in _BLOCKS or any(
            inner.tag in _BLOCKS or inner.tag == "lb" for inner in child.iterdescendants()
        ):
            flush()
            _gather(child, blocks)
        else:
            run.append(
                (_text(child), child.tag == "ref" or (len(child) == 1 and child[0].tag == "ref" and not child.text))
            )
        run.append((child.tail or "", False))
    flush()


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _words(element: etree._Element) -> str:
    return " ".join(_text(element).split())
