"""Pages that are not an article, and articles that are cut off."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from lxml.html import HtmlElement

from schemas.rejection import Refusal
from tasks.normalise.html.page import Page, text_of

_NOTICE = 300  # characters: a check or an error says no more than this
_SHORT = 600  # characters below which an offer anywhere on the page is taken for the end of the text
_LONG_TEXT = 3000  # characters of text that no front page has
_LONGEST_OFFER = 400
_STUB = 1500  # characters: a text longer than this is worth keeping as whole, whatever is sold below it
_FEW_WORDS = 250  # characters of running text below which a page of links is a front page
_MANY_HEADLINES = 15
_HEADLINE = 20  # characters: a link shorter than this is a menu's
PAYWALL_NOTE = "partial:paywall"


@cache
def _patterns(key: str) -> re.Pattern[str]:
    data = tomllib.loads(files("tasks.normalise").joinpath("data/stubs.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for pattern in data[key]), re.IGNORECASE)


def refuse_walls(item: dict[str, Any], title: str | None, paragraphs: list[str]) -> None:
    """Raise Refusal for a page that a server shows in place of the article, which describes no article in its data."""
    if item:
        return
    text = " ".join(paragraphs)
    named = bool(_wall_title().fullmatch(title or "")) and len(text) <= _STUB
    if named or (len(text) <= _NOTICE and _patterns("notice").search(text)):
        raise Refusal(
            "not_article",
            "the page is a check or an error page in place of an article; fetch the address again, later or slower",
        )


def refuse_fronts(page: Page, item: dict[str, Any], paragraphs: list[str]) -> None:
    """Raise Refusal for a page that lists headlines and holds hardly any running text of its own."""
    if item or sum(size for text in paragraphs if (size := _size(text)) > 80) > _LONG_TEXT:
        return
    headlines = [text for link in page.root.iter("a") if len(text := text_of(link)) >= _HEADLINE]
    if len(headlines) < _MANY_HEADLINES:
        return
    own = paragraphs
    for headline in sorted(set(headlines), key=len, reverse=True):
        own = [text.replace(headline, " ") for text in own]
    if sum(size for text in own if (size := _size(" ".join(text.split()))) > 80) <= _FEW_WORDS:
        raise Refusal(
            "not_article",
            f"the page lists {len(headlines)} headlines and no text; give the addresses of the articles instead",
        )


def is_paywalled(root: HtmlElement, blocks: list[str], paragraphs: list[str]) -> bool:
    """Whether the text breaks off where the rest is sold. `blocks`: the main text before it was cleaned."""
    length = sum(map(_size, paragraphs))
    if length >= _STUB:
        return False
    if any(is_offer(text) for text in blocks):
        return True
    return length < _SHORT and any(
        is_offer(text_of(element))
        for element in root.iter("p", "h2", "h3", "h4")
        if len(element) < 6 and len(element.text or "") < _LONGEST_OFFER
    )


def is_offer(text: str) -> bool:
    """Whether a paragraph sells the rest of the article."""
    return len(text) < _LONGEST_OFFER and bool(_patterns("paywall").search(text))


@cache
def _wall_title() -> re.Pattern[str]:
    """A wall's words as a whole title, at most with the site's name behind them."""
    return re.compile(rf"(?:{_patterns('wall').pattern})\W*(?:\s[|–—-]\s.{{0,40}})?", re.IGNORECASE)


def _size(text: str) -> int:
    """Letters as Latin script would need them: a Chinese or Japanese character says about three."""
    return len(text) + 2 * sum(ord(char) > 0x2E7F for char in text)
