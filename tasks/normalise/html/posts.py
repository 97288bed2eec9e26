"""Embedded posts of social media: kept in the text as what they are, somebody's words."""

import re

from lxml import etree
from lxml.html import HtmlElement

from tasks.normalise.html.page import text_of

_EMBEDDED_POST = "contains(concat(' ', normalize-space(@class), ' '), ' %s ')"
_POST_CLASSES = ("twitter-tweet", "twitter-video", "instagram-media", "bluesky-embed", "mastodon-embed", "tiktok-embed")
_SIGNATURE = re.compile(
    r"^(?P<text>.*?)\s*(?:—|–|--|&mdash;)\s*(?P<name>[^—–]+?\(@[\w.]+\))\s*(?P<date>[^()]*)$", re.DOTALL
)
_SHORT_LINK = re.compile(r"(?:https?://)?(?:t\.co|pic\.twitter\.com|pic\.x\.com)/\w+")


def mark_embedded_posts(tree: HtmlElement) -> None:
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
