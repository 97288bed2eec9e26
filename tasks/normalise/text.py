"""What the running text itself says: its dateline, its credit lines, its byline."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.article import Evidence
from schemas.keys import fold
from tasks.normalise.bylines import split_names
from tasks.normalise.printout.dateline import split_dateline
from tasks.normalise.printout.facts import classify

_LONGEST_BYLINE = 120
_LONGEST_PLACE = 3  # words of a place that only a colon parts from the text
# A link that the page's program put behind a teaser; "Read more." with a full stop may be the writer's own.
_PROMPT = re.compile(
    r"(?:^|(?<=[.!?…”\"’)])\s+)[(\[]?"
    r"(?:Read (?:more|on|the full (?:story|article))|READ MORE|Continue reading|CONTINUE READING)"
    r"\s*(?:\.\.\.|[…»›→>]+)?[)\]]?$"
)
_SPEAKER = re.compile(r"[A-Z][A-Z .'’-]{1,30}:\s")


@dataclass(frozen=True)
class Text:
    """Paragraphs of running text, and what was taken out of them into fields."""

    paragraphs: list[str]
    dateline: str | None = None
    credits: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def take_apart(paragraphs: list[str], title: str | None, bylines: tuple[str, ...]) -> Text:
    """The text without its title, byline, dateline and credit lines, which become fields."""
    evidence: list[Evidence] = []
    credits: list[str] = []
    names = {fold(name) for line in bylines for name in split_names(line)}
    kept: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        text = _PROMPT.sub("", paragraph)
        if text != paragraph:
            evidence.append(Evidence(field="body", rule="body:left-out:prompt", raw=paragraph[len(text) :].strip()))
        if not text:
            continue
        line = classify(text)
        if line and line.kind == "credit":
            credits.append(text.strip(" ()[]—–*-"))
            evidence.append(Evidence(field="credits", rule="body:credit-line", raw=text))
        elif (number < 3 and _repeats(text, title)) or _is_byline(text, names, number, len(paragraphs)):
            evidence.append(Evidence(field="body", rule="body:left-out:title-or-byline", raw=text))
        else:
            kept.append(text)
    dateline = split_dateline(kept[0]) if kept else None
    if dateline and not _is_label(dateline.raw, kept):
        kept[0] = dateline.rest
        evidence.append(Evidence(field="dateline", rule="body:dateline", raw=dateline.raw))
        return Text(kept, dateline.raw, tuple(credits), tuple(evidence))
    return Text(kept, None, tuple(credits), tuple(evidence))


@cache
def _not_places() -> frozenset[str]:
    data = tomllib.loads(files("tasks.normalise").joinpath("data/labels.toml").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in data["not_places"]["words"])


def _is_label(head: str, paragraphs: list[str]) -> bool:
    """Whether capitals before a colon are a label, a salutation or a speaker, not a place."""
    if not paragraphs[0].startswith(f"{head}:"):
        return False
    words = fold(head).split()
    if len(words) > _LONGEST_PLACE or words[0] == "dear" or " ".join(words) in _not_places():
        return True
    return any(_SPEAKER.match(text) for text in paragraphs[1:])


def _repeats(text: str, title: str | None) -> bool:
    return bool(title) and fold(text) == fold(title or "")


def _is_byline(text: str, names: set[str], number: int, count: int) -> bool:
    """Whether a paragraph at the head or foot of the text is nothing but the writers' names."""
    if len(text) > _LONGEST_BYLINE or not names or (3 <= number < count - 2):
        return False
    found = {fold(name) for name in split_names(text)}
    return bool(found) and found <= names and len(text.split()) <= sum(len(name.split()) for name in found) + 3
