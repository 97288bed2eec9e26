"""What is known of words that name speakers: nouns by kind, titles, given names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data" / "speakers"

MALE, FEMALE = "male", "female"


@dataclass(frozen=True)
class Facts:
    """Word lists, lower case, from `data/speakers`; what each list means stands there."""

    roles: frozenset[str]
    relations: frozenset[str]
    gendered: dict[str, str]
    anonymous: frozenset[str]
    anonymous_marks: frozenset[str]
    anonymous_phrases: tuple[str, ...]
    groups: frozenset[str]
    officers: frozenset[str]
    documents: frozenset[str]
    authored: frozenset[str]
    by: frozenset[str]
    unique_institutions: frozenset[str]
    common_institutions: frozenset[str]
    loose_institutions: frozenset[str]
    alike: dict[str, frozenset[str]]
    titles: dict[str, str | None]
    abbreviations: dict[str, str]
    honorifics: tuple[str, ...]
    relay_verbs: frozenset[str]
    given_names: dict[str, str]

    @property
    def institutions(self) -> frozenset[str]:
        return self.unique_institutions | self.common_institutions

    def alike_to(self, word: str) -> frozenset[str]:
        """The words that stand for the same role, the word itself among them."""
        return self.alike.get(word, frozenset({word}))


@cache
def facts() -> Facts:
    """The shipped facts, read once a process."""
    nouns, given = _load("nouns.toml"), _load("given_names.toml")
    person, titles = nouns["person"], nouns["titles"]
    gendered = _by_gender(person)
    return Facts(
        roles=_words(person["roles"]) | frozenset(gendered) | _words(person["relations"]),
        relations=_words(person["relations"]),
        gendered=gendered,
        anonymous=_words(nouns["anonymous"]["heads"]),
        anonymous_marks=_words(nouns["anonymous"]["marks"]),
        anonymous_phrases=tuple(nouns["anonymous"]["phrases"]),
        groups=_words(nouns["group"]["heads"]),
        officers=_words(nouns["group"]["officers"]),
        documents=_words(nouns["document"]["heads"]) | _words(nouns["document"]["authored"]),
        authored=_words(nouns["document"]["authored"]),
        by=_words(nouns["document"]["by"]),
        unique_institutions=_words(nouns["institution"]["unique"]),
        common_institutions=_words(nouns["institution"]["common"]),
        loose_institutions=_words(nouns["institution"]["loose"]),
        alike={word: frozenset(row["words"]) for row in nouns["alike"] for word in row["words"]},
        titles={**dict.fromkeys(_words(titles["neutral"])), **_by_gender(titles)},
        abbreviations=nouns["abbreviations"],
        honorifics=tuple(titles["honorifics"]),
        relay_verbs=_words(nouns["relay"]["verbs"]),
        given_names={name.casefold(): gender for name, gender in _by_gender(given).items()},
    )


def _by_gender(table: dict[str, Any]) -> dict[str, str]:
    return {word: gender for gender in (MALE, FEMALE) for word in table[gender].split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _load(name: str) -> dict[str, Any]:
    with (_DATA / name).open("rb") as file:
        return tomllib.load(file)
