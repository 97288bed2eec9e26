"""The headline of a page: what its sources agree on, without the site's name."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from schemas.keys import fold
from tasks.normalise.html.page import Page
from tasks.normalise.html.structured import clean, strings_of
from tasks.normalise.html.visible import headlines
from tasks.normalise.titles import affix_cuts, strip_affixes

Candidate = tuple[str, str]
_SEARCH_TITLE = "html:title"


def choose_title(page: Page, item: dict[str, Any], names: Sequence[str]) -> Candidate | None:
    """The headline as (rule, text): the one that most of the page's own statements agree on.

    `names`: the outlet's names, which are cut off.
    """
    stated = {rule: strip_affixes(text, names) for rule, text in _stated(page, item)}
    site = {fold(name) for name in names}
    stated = {rule: text for rule, text in stated.items() if text and fold(text) not in site}
    known = {fold(text) for text in stated.values()}
    stated = {rule: _without_known_affix(text, known) for rule, text in stated.items()}
    rule = _elected(stated)
    return (rule, stated[rule]) if rule else None


def title_spellings(page: Page, item: dict[str, Any]) -> set[str]:
    """The folded spellings that a page has for its title."""
    return {fold(text) for rule, text in _stated(page, item) if rule != _SEARCH_TITLE} | {
        fold(text) for text in headlines(page.root)[:3]
    }


def _stated(page: Page, item: dict[str, Any]) -> list[Candidate]:
    """The page's statements of its title, in order of trust."""
    og, twitter = page.first_meta("og:title"), page.first_meta("twitter:title")
    title = next((element.text for element in page.root.iter("title") if element.text), None)
    found = [("json-ld:headline", text) for text in strings_of(item.get("headline"))[:1]]
    found += [("meta:og:title", clean(og[1]))] if og else []
    found += _visible_headline(page, [text for _, text in found] + ([clean(title)] if title else []))
    found += [("meta:twitter:title", clean(twitter[1]))] if twitter else []
    return [*found, *([(_SEARCH_TITLE, clean(title))] if title else [])]


def _visible_headline(page: Page, told: list[str]) -> list[Candidate]:
    """The first-level heading nearest to what the page's head tells: sites put their name in one as well."""
    texts = headlines(page.root)[:12]
    if len(texts) > 1 and told:
        texts.sort(key=lambda text: -SequenceMatcher(None, fold(text), fold(told[0])).ratio())
    return [("html:h1", text) for text in texts[:1]]


def _without_known_affix(text: str, known: set[str]) -> str:
    """The text without an affix where the rest alone is another statement of the page."""
    for start, end in affix_cuts(text):
        for rest in (text[:start].strip(), text[end:].strip()):
            if rest and fold(rest) in known:
                return rest
    return text


def _elected(stated: dict[str, str]) -> str | None:
    """The rule whose title most statements share.

    The window title is written for search engines. Where all but one statement repeat it and that one differs,
    the one that differs was written as the headline.
    """
    voters = [rule for rule in ("json-ld:headline", "meta:og:title", "html:h1") if rule in stated]
    if not voters:
        return next(iter(stated), None)
    search = fold(stated.get(_SEARCH_TITLE, ""))
    apart = [rule for rule in voters if fold(stated[rule]) != search]
    if len(voters) == 3 and len(apart) == 1 and apart[0] != "html:h1":
        return apart[0]
    votes = Counter(fold(stated[rule]) for rule in voters)
    if len(voters) == 3 and max(votes.values()) == 1:
        # Three headlines for three readerships: the window title says which one the page goes by.
        votes[search] += 1
    return max(voters, key=lambda rule: votes[fold(stated[rule])])
