"""Agencies, jobs, desks and the words around names, from data/bylines.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.article import CreditRole
from schemas.keys import fold


@dataclass(frozen=True)
class CreditLine:
    """A phrase that makes the names after (or before) it credits of one role."""

    pattern: re.Pattern[str]
    role: CreditRole
    names_before: bool


@dataclass(frozen=True)
class BylineFacts:
    """The lists of data/bylines.toml, ready for matching."""

    lead: re.Pattern[str]
    credits: tuple[CreditLine, ...]
    ignored_credit: re.Pattern[str]
    suffixes: frozenset[str]
    titles: frozenset[str]
    agencies: frozenset[str]
    organisations: frozenset[str]
    jobs: frozenset[str]
    nobody: frozenset[str]
    particles: frozenset[str]
    job_suffixes: tuple[str, ...]
    job_nouns: frozenset[str]
    cut: frozenset[str]
    separators: re.Pattern[str]


@cache
def byline_facts() -> BylineFacts:
    """The facts, read once a process."""
    data = tomllib.loads(files("tasks.normalise").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
    lead = "|".join(re.escape(word) for word in sorted(data["lead"], key=len, reverse=True))
    # Case counts: "Kim Na Young" is one name, "Kim na Young" two; only long words come in capitals too.
    words = data["separators"]["words"]
    separators = "|".join(re.escape(word) for word in [*words, *(word.upper() for word in words if len(word) > 2)])
    return BylineFacts(
        lead=re.compile(rf"(?:{lead})(?:\s*:\s*|\s+)", re.IGNORECASE),
        credits=tuple(
            CreditLine(re.compile(line["pattern"], re.IGNORECASE), line["role"], line.get("after", False))
            for line in data["credit"]
        ),
        ignored_credit=re.compile(data["ignored_credit"]["pattern"], re.IGNORECASE),
        suffixes=frozenset(word.replace(".", "") for word in data["suffixes"]["words"]),
        titles=frozenset(data["titles"]["words"]),
        agencies=frozenset(fold(name) for name in data["agencies"]["names"]),
        organisations=frozenset(data["organisations"]["words"]),
        jobs=frozenset(data["jobs"]["words"]),
        nobody=frozenset(fold(word) for word in data["nobody"]["words"]),
        particles=frozenset(data["particles"]["words"]),
        job_nouns=frozenset(data["job_nouns"]["words"]),
        cut=frozenset(data["cut"]["words"]),
        job_suffixes=tuple(data["job_suffixes"]["words"]),
        separators=re.compile(rf"\s+(?:{separators})\s+|\s*[&;/]\s*|\s+\+\s+|\n"),
    )
