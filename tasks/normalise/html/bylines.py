"""Who a page names as its writers: structured data, unless that names only a desk while the page shows a person."""

import re
from typing import Any

from lxml.html import HtmlElement

from schemas.keys import fold
from tasks.normalise.bylines import is_organisation, split_names
from tasks.normalise.html.page import Page, text_of
from tasks.normalise.html.structured import Candidate, clean, json_values
from tasks.normalise.html.visible import in_aside, pieces_of

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "articleauthor",
    "dcterms.creator",
    "byl",
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?|autor|autoren|autore|auteur|writer|reporter|signature|firma|yazar|credits?)(?:$|[\s_-])"
    r"|byline|author[-_]*(?:name|link|info|list|names)|article[-_]*author|post[-_]*author|entry[-_]*author",
    re.IGNORECASE,
)
_NOT_BYLINE = re.compile(
    r"bio|avatar|image|photo|img|comment|follow|social|share|promo|teaser|recommend|caption|copyright|desc|popup|modal",
    re.IGNORECASE,
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autori|redakteure?|journalists?|staff|writers?|people|profile|contributors?|by|team|reporters?)/",
    re.IGNORECASE,
)
_LONGEST_BYLINE = 240
_LONGEST_SIGNATURE = 90
_PERSON_WORDS = range(2, 6)


def page_bylines(
    page: Page, item: dict[str, Any], paragraphs: list[str], outlet: list[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """The bylines to use and those set aside, each as (rule, text).

    `outlet`: names of the outlet, which as an author say nothing where the page shows a person.
    """
    known = {fold(name) for name in outlet}
    groups = _stated(page, item)
    for group in groups:
        if any(_is_person(name, known) for _, text in group for name in split_names(text)):
            return _without_outlet(group, known), []
    visible = _visible(page.root, known) or _signature(page.root, paragraphs, known)
    stated = groups[0] if groups else []
    return (visible, stated) if visible else (stated, [])


def _without_outlet(group: list[Candidate], outlet: set[str]) -> list[Candidate]:
    """A statement that names people, without the outlet's own name among them."""
    return [found for found in group if not all(fold(name) in outlet for name in split_names(found[1]) or [found[1]])]


def _signature(root: HtmlElement, paragraphs: list[str], outlet: set[str]) -> list[Candidate]:
    """A paragraph at the head or foot of the body that is a byline: "By …", or a name alone in bold type."""
    bold = {text_of(strong) for strong in root.xpath("//p/strong | //p/b | //p/em/strong")}
    for text in [*paragraphs[:3], *paragraphs[-2:]]:
        names = split_names(text) if len(text) <= _LONGEST_SIGNATURE else []
        if not names or any(map(str.isdigit, text)) or not all(_is_person(name, outlet) for name in names):
            continue
        if re.match(r"(?:By|BY)\s+[A-Z]", text):
            return [("body:by-line", text)]
        if text in bold and all(word[:1].isupper() for name in names for word in name.split()):
            return [("body:signature", text)]
    return []


def _stated(page: Page, item: dict[str, Any]) -> list[list[Candidate]]:
    """What the page's data states, a group a statement: structured data, then each meta tag."""
    groups = [json_values(item, "author") or json_values(item, "creator")]
    groups += [[(f"meta:{name}", clean(value)) for value in page.meta.get(name, ())] for name in _META]
    usable = [[found for found in group if not re.match(r"https?:|/|@|www\.", found[1])] for group in groups]
    return [group for group in usable if group]


def _is_person(name: str, outlet: set[str]) -> bool:
    """Whether a name is a person's by its form: some words, or one in a script without spaces."""
    words = name.split()
    if is_organisation(name) or fold(name) in outlet or any(char.isdigit() for char in name):
        return False
    # "MDR Thüringen" is a branch of the outlet whose address is mdr.de.
    if len(words) > 1 and fold(words[0]) in outlet:
        return False
    if any(word.islower() for word in words) and not any(word[0].isupper() for word in (words[0], words[-1])):
        return False
    return len(words) in _PERSON_WORDS or (len(words) == 1 and not name.isascii() and ord(name[0]) > 0x2E7F)


def _visible(root: HtmlElement, outlet: set[str]) -> list[Candidate]:
    """The bylines that a reader sees, from the surest kind of mark-up that names a person."""
    for rule, levels, elements in (
        ("html:itemprop=author", 4, root.xpath("//body//*[contains(@itemprop, 'author')]")),
        ("html:rel=author", 4, root.xpath("//body//a[@rel='author' or @rel='nofollow author']")),
        ("html:byline-class", 3, _byline_elements(root)),
        ("html:author-link", 3, [link for link in root.iter("a") if _AUTHOR_LINK.search(link.get("href") or "")]),
    ):
        first: HtmlElement | None = None
        found: list[Candidate] = []
        for element in elements:
            if in_aside(element) or (first is not None and not _together(first, element, levels)):
                continue
            text = pieces_of(element)
            if len(text) <= _LONGEST_BYLINE and any(_is_person(name, outlet) for name in split_names(text)):
                first = element if first is None else first
                found.append((rule, text))
        if found:
            return _people_only(found, outlet)
    return []


def _people_only(found: list[Candidate], outlet: set[str]) -> list[Candidate]:
    names = [(rule, name) for rule, text in found for name in split_names(text) if _is_person(name, outlet)]
    return list(dict.fromkeys(names))


def _together(first: HtmlElement, other: HtmlElement, levels: int) -> bool:
    """Whether two bylines belong to one story: a common box at most so many levels above the first."""
    above = list(first.iterancestors())[:levels]
    return any(box in above for box in other.iterancestors())


def _byline_elements(root: HtmlElement) -> list[HtmlElement]:
    """Outermost elements whose class says byline."""
    taken: list[HtmlElement] = []
    chosen: set[HtmlElement] = set()
    for element in root.xpath("//body//*[@class]"):
        label = element.get("class", "")
        if not _BYLINE_CLASS.search(label) or _NOT_BYLINE.search(label):
            continue
        if not any(above in chosen for above in element.iterancestors()):
            taken.append(element)
            chosen.add(element)
    return taken
