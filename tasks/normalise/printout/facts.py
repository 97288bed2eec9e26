"""What is known of lines and words in print-outs, from the data files beside this module."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# Openers of pages and prompts are short; a long line that ends as a sentence does is prose, whatever it begins with.
_SHORT_KINDS = {"block", "furniture", "link", "tail"}
_SHORT_WORDS = 8
_TOKEN = re.compile(r"[^\W\d_][\w.'’-]*|\d+")


@dataclass(frozen=True)
class Line:
    """A line that is not article text: its kind, and what the pattern caught."""

    kind: str
    match: re.Match[str]


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("tasks.normalise.printout").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


@cache
def words(table: str, key: str) -> frozenset[str]:
    """A list of words.toml."""
    return frozenset(_read("words")[table][key])


@cache
def labels(key: str) -> tuple[str, ...]:
    """What stands before a date, longest first."""
    return tuple(sorted(_read("words")["labels"][key], key=len, reverse=True))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple(
        (entry["kind"], re.compile(entry["pattern"], re.IGNORECASE), entry.get("names", False))
        for entry in _read("lines")["line"]
    )


def classify(line: str) -> Line | None:
    """What a line is when it is not article text; None for what may be."""
    if len(line) > 450:
        return None
    ends = line.endswith((".", "!", ".”", '."'))
    for kind, pattern, names in _patterns():
        if not (match := pattern.fullmatch(line)):
            continue
        if names and not is_name_list(match["rest"]):
            continue
        if kind in _SHORT_KINDS and ends and len(line.split()) > _SHORT_WORDS and "@" not in line:
            continue
        return Line(kind, match)
    return None


def is_name_list(text: str) -> bool:
    """Whether a text is names and no sentence: capitals, initials, and the small words that join names."""
    tokens = _TOKEN.findall(text)
    if not tokens or len(tokens) > 60:
        return False
    small = words("bylines", "small") | words("bylines", "roles")
    lower = [token for token in tokens if token[0].islower()]
    return all(token.rstrip(".").casefold() in small for token in lower) and len(lower) < len(tokens)
