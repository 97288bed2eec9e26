"""The headline of a page: what its sources agree on, without the site's name."""

from typing import Any

from tasks.normalise.html.page import Page
from tasks.normalise.html.structured import clean, strings_of
from tasks.normalise.html.visible import headlines
from tasks.normalise.titles import strip_affixes


def choose_title(page: Page, item: dict[str, Any], site: str | None) -> tuple[str, str] | None:
    """The headline as (rule, text): the one that most of the page's own statements agree on."""
    names = [site] if site else []
    og, twitter = page.first_meta("og:title"), page.first_meta("twitter:title")
    found = [
        *(("json-ld:headline", text) for text in strings_of(item.get("headline"))),
        *(("meta:og:title", clean(og[1])) for _ in range(bool(og)) if og),
        *(("html:h1", text) for text in headlines(page.root)[:1]),
        *(("meta:twitter:title", clean(twitter[1])) for _ in range(bool(twitter)) if twitter),
        *(("html:title", clean(title.text)) for title in page.root.iter("title") if title.text),
    ]
    found = [(rule, strip_affixes(text, names)) for rule, text in found]
    return next(((rule, text) for rule, text in found if text), None)
