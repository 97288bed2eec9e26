"""Faults of typing and of publishing systems that are mended before anything counts characters."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

APOSTROPHE_NOTE = "repair:apostrophe"
MARKUP_NOTE = "repair:markup-as-text"

# Between a word and the end of a contraction it opens nothing; "‘s’" is a quoted letter.
_OPENING_AS_APOSTROPHE = re.compile(r"(?<=[^\W\d_])‘(?=(?:s|t|d|m|re|ve|ll)\b(?![’‘']))", re.IGNORECASE)


def mend_apostrophes(text: str) -> str:
    """The text with ’ where an opening mark stands for an apostrophe: "the mayor‘s" as "the mayor’s"."""
    return _OPENING_AS_APOSTROPHE.sub("’", text) if "‘" in text else text


# Code in a script, or an attribute that runs some.
_ACTIVE = re.compile(r"<script\b[^<>]*>[^<>]*\w|<[a-z][^<>]*\son[a-z]+\s?=", re.IGNORECASE)


@dataclass(frozen=True)
class Markup:
    """Patterns for tags in a text, from data/markup.toml."""

    silent: re.Pattern[str]
    tag: re.Pattern[str]
    inline: frozenset[str]
    void: frozenset[str]


@cache
def _markup() -> Markup:
    data = tomllib.loads(files("tasks.normalise").joinpath("data/markup.toml").read_text(encoding="utf-8"))
    names = "|".join(sorted((*data["inline"], *data["block"], *data["void"]), key=len, reverse=True))
    # Typographic programs turn the marks of attributes as well. Possessive: nothing here needs a second try.
    value = r"\s?=\s?(?>[\"“”][^\"“”<>]*[\"“”]|['‘’][^'‘’<>]*['‘’]|[^\s<>\"“”'‘’][^\s<>]*)"
    attributes = rf"(?P<attributes>(?>\s+(?>[a-z][\w:.-]*{value}|(?:{'|'.join(data['flags'])})\b))*+)"
    silent = "|".join(data["silent"])
    return Markup(
        silent=re.compile(rf"<(?P<name>{silent})\b[^<>]*>[^<>]*</(?P=name)\s*>", re.IGNORECASE),
        tag=re.compile(rf"<(?P<end>/?)(?P<name>{names}){attributes}\s*/?>", re.IGNORECASE),
        inline=frozenset((*data["inline"], "wbr")),
        void=frozenset(data["void"]),
    )


def mend_markup(text: str) -> str:
    """The text without tags that stand in it as text, with a blank line for each that would start a paragraph.

    A tag has attributes, or is closed again, or is never closed by rule: "a<b>c" and "the <table> element" are none.
    """
    if "<" not in text:
        return text
    markup = _markup()
    text = markup.silent.sub("\n\n", text)
    found = list(markup.tag.finditer(text))
    opened = {match["name"].lower() for match in found if not match["end"]}
    closed = {match["name"].lower() for match in found if match["end"]}

    def instead(match: re.Match[str]) -> str:
        name = match["name"].lower()
        is_tag = match["attributes"] or name in markup.void or (name in opened and name in closed)
        if not (is_tag or (match["end"] and len(name) > 1)):
            return match[0]
        return "" if name in markup.inline else "\n\n"

    return markup.tag.sub(instead, text)


def mend_paragraphs(paragraphs: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The paragraphs with both repairs made, and a note for each kind that was needed.

    A paragraph with a program in it stays as it is: that is no slip, and the gate holds its article.
    """
    mended = [part for text in paragraphs for part in ([text] if _ACTIVE.search(text) else _parts(text))]
    return _with_apostrophes(mended, mended != paragraphs)


def mend_line(text: str | None) -> tuple[str | None, tuple[str, ...]]:
    """A title or standfirst with both repairs made, on one line; None where nothing is left."""
    if not text:
        return None, ()
    mended = " ".join(_parts(text))
    lines, notes = _with_apostrophes([mended], mended != text)
    return lines[0] or None, notes


def _parts(text: str) -> list[str]:
    """The paragraphs of a text whose tags are taken out; a text without tags as it was."""
    bare = mend_markup(text)
    if bare == text:
        return [text]
    return [words for part in bare.split("\n\n") if (words := " ".join(part.split()))]


def _with_apostrophes(texts: list[str], had_markup: bool) -> tuple[list[str], tuple[str, ...]]:
    final = [mend_apostrophes(text) for text in texts]
    notes = [MARKUP_NOTE] if had_markup else []
    return final, tuple([*notes, APOSTROPHE_NOTE] if final != texts else notes)
