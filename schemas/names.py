"""Names and roles of people in the form in which they are compared across articles."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.keys import fold, stable_key

FACTS = Path(__file__).parent / "data" / "names.toml"
_AFTER_HEAD = re.compile(r" (?:of|for|at|in|on|to|from|with|and|who|whose|responsible) ")

AFFILIATION, PLACE, ROLE = "affiliation:", "place:", "role:"
"""What a piece of evidence begins with: the first two are strong, a role without either is weak."""


@dataclass(frozen=True)
class _Facts:
    """Words of names and roles, folded; see data/names.toml."""

    honorifics: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    standing: frozenset[str]
    trailing: frozenset[str]
    whole: frozenset[str]
    untelling: frozenset[str]
    common_bodies: frozenset[str]
    same_role: Mapping[str, str]


@functools.cache
def _facts() -> _Facts:
    read = tomllib.loads(FACTS.read_text("utf-8"))
    same_role = read.pop("same_role")
    return _Facts(**{name: frozenset(words) for name, words in read.items()}, same_role=same_role)


def fold_name(name: str) -> str:
    """The words of a name for comparison: folded, without marks on letters and without a title before it."""
    marked = unicodedata.normalize("NFKD", name)
    words = fold("".join(char for char in marked if not unicodedata.combining(char))).split()
    while len(words) > 1 and words[0] in _facts().honorifics:
        del words[0]
    return " ".join(words)


def name_key(name: str) -> str:
    """The key of a name: equal for "Kim Jong-un" and "Kim Jong Un"; the order of the words counts."""
    return stable_key("name", fold_name(name))


def is_full_name(name: str) -> bool:
    """Whether a name has two name words or more: neither "van Dijk" nor "J. Boone" nor "Al-Masri" has."""
    facts = _facts()
    words = [fold_name(word) for word in name.split()]
    while words and (words[0] in facts.honorifics or not words[0]):
        del words[0]
    no_words = facts.particles | facts.suffixes
    return sum(word not in no_words and len(word.replace(" ", "")) > 1 for word in words) >= 2


def evidence_of(roles: Iterable[tuple[str | None, str | None, str | None]]) -> tuple[str, ...]:
    """What (role, affiliation, place) triples say of a person, sorted: affiliations, roles in a place, roles alone."""
    return tuple(sorted({piece for triple in roles for piece in _evidence(*triple)}))


def person_evidence(
    type_: str, name: str, roles: Iterable[tuple[str | None, str | None, str | None]]
) -> tuple[str, ...] | None:
    """What joins a person across articles; None for what is no person, and for a surname alone."""
    return evidence_of(roles) if type_ == "PERSON" and is_full_name(name) else None


def _evidence(role: str | None, affiliation: str | None, place: str | None) -> Iterable[str]:
    head = _head(role)
    body = _body(affiliation)
    if body and body not in _facts().common_bodies:
        yield AFFILIATION + body
    elif body and head:
        yield f"{PLACE}{head}@{body}"
    if head and place:
        yield f"{PLACE}{head}@{fold_name(place)}"
    if head:
        yield ROLE + head


def _body(affiliation: str | None) -> str:
    words = fold_name(affiliation or "").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _head(role: str | None) -> str | None:
    """The noun that names a role: "minister" of "former transport minister", all of "member of parliament"."""
    facts = _facts()
    phrase = " ".join(word for word in fold(role or "").split() if word not in facts.standing)
    phrase = facts.same_role.get(phrase, phrase)
    words = _AFTER_HEAD.split(phrase)[0].split()
    if len(words) > 1 and words[-1] in facts.trailing:
        del words[-1]
    if not words or words[-1] in facts.untelling:
        return None
    head = facts.same_role.get(words[-1], words[-1])
    return phrase if head in facts.whole else head
