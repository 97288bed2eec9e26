"""Pages that are not an article, and articles that are cut off."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from schemas.keys import fold
from schemas.rejection import Refusal
from tasks.normalise.html.page import Page, text_of
from tasks.normalise.titles import affix_cuts
from tasks.normalise.urls import canonical_url, own_address

_NOTICE = 300  # characters: a check or an error says no more than this
_SHORT = 600  # characters below which an offer anywhere on the page is taken for the end of the text
_LONG_TEXT = 3000  # characters of text that no front page has
_LONGEST_OFFER = 400
_STUB = 1500  # characters: a text longer than this is worth keeping as whole, whatever is sold below it
_FEW_WORDS = 250  # characters of running text below which a page of links is a front page
_MANY_HEADLINES = 15
_HEADLINE = 20  # characters: a link shorter than this is a menu's
_TOPIC_WORDS = 3  # a title of fewer words is a section's
PAYWALL_NOTE = "partial:paywall"
LINKS_NOTE = "partial:mostly-links"


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


def front_doubt(page: Page, item: dict[str, Any], url: str | None, title: str | None, paragraphs: list[str]) -> bool:
    """Whether a page holds hardly more than links, though on one topic. Raises Refusal for one that lists headlines."""
    if item or sum(size for text in paragraphs if (size := _size(text)) > 80) > _LONG_TEXT:
        return False
    links = [link for link in page.root.iter("a") if len(text_of(link)) >= _HEADLINE]
    headlines = [text_of(link) for link in links]
    if len(headlines) < _MANY_HEADLINES:
        return False
    own = paragraphs
    for headline in sorted(set(headlines), key=len, reverse=True):
        own = [text.replace(headline, " ") for text in own]
    if sum(size for text in own if (size := _size(" ".join(text.split()))) > 80) > _FEW_WORDS:
        return False
    stories = sum(bool(link.get("href")) and not _leads_away(link.get("href", ""), url) for link in links)
    if stories < _MANY_HEADLINES and _has_topic(url, title, paragraphs):
        return True
    raise Refusal(
        "not_article",
        f"the page lists {len(headlines)} headlines and no text; give the addresses of the articles instead",
    )


def _leads_away(href: str, url: str | None) -> bool:
    """Whether a link leaves the page's site; a front page lists its site's own stories."""
    there = canonical_url(href, url)
    return bool(url and there) and own_address(there, url) != there


def _has_topic(url: str | None, title: str | None, paragraphs: list[str]) -> bool:
    """Whether a page is about one thing: its address is one story's, and its title stands in its text.

    Behind the title the site may still be named.
    """
    heads = [fold(title), *(fold(title[:start]) for start, _ in affix_cuts(title))] if title else []
    last = urlsplit(canonical_url(url) or "").path.rsplit("/", 1)[-1]
    is_story = bool(re.search(r"\d{5}", last)) or last.count("-") >= 3
    texts = [fold(text) for text in paragraphs]
    return is_story and any(len(head.split()) >= _TOPIC_WORDS and head in text for head in heads for text in texts)


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
