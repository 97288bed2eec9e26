"""What is known of names in general: titles, particles, places, organisations; read once from the TOML files."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "entities"
# Phrases are cut as the tokeniser cuts text: hyphens and commas are tokens of their own.
_TOKEN = re.compile(r"[^\s,-]+|[,-]")


@dataclass(frozen=True, slots=True)
class Known:
    """A name that the data files hold: its tokens, its type (THING for what is no entity) and its fullest form."""

    words: tuple[str, ...]
    label: str
    name: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """The data files as sets and tables; words are lower-case where a field's name ends in _lower or says nouns."""

    phrases: dict[str, tuple[Known, ...]]
    canonical: dict[tuple[str, ...], str]
    people_of: dict[str, str]
    capitals: dict[str, str]
    address: dict[str, str]
    polite: frozenset[str]
    offices: frozenset[str]
    portfolios: frozenset[str]
    lesser_offices: frozenset[str]
    short_offices: dict[str, str]
    dotted_offices: frozenset[str]
    office_modifiers: frozenset[str]
    role_nouns: frozenset[str]
    occupations: frozenset[str]
    kin: frozenset[str]
    temporal: frozenset[str]
    generations: frozenset[str]
    degrees: frozenset[str]
    hyphenated_honorifics: frozenset[str]
    particles: frozenset[str]
    hyphen_prefixes: frozenset[str]
    family_first: frozenset[str]
    nicknames: dict[str, frozenset[str]]
    female: frozenset[str]
    male: frozenset[str]
    given: frozenset[str]
    organisation_heads: frozenset[str]
    facility_heads: frozenset[str]
    land_heads: frozenset[str]
    governed_heads: frozenset[str]
    units: frozenset[str]
    event_heads: frozenset[str]
    work_heads: frozenset[str]
    generic_heads: frozenset[str]
    person_verbs: frozenset[str]
    human_acts: frozenset[str]
    person_owned: frozenset[str]
    organisation_nouns: frozenset[str]
    organisation_verbs: frozenset[str]
    place_nouns: frozenset[str]
    place_prepositions: frozenset[str]
    group_nouns: frozenset[str]
    openers: frozenset[str]
    never_alone: frozenset[str]
    directions: frozenset[str]
    small_words: frozenset[str]
    calendar: frozenset[str]
    languages: frozenset[str]


@cache
def facts() -> Facts:
    """The facts, read on first use."""
    countries, places = _read("countries"), _read("places")
    titles, parts = _read("titles"), _read("name_parts")
    organisations, contexts = _read("organisations"), _read("contexts")
    given = {sex: frozenset(parts["given"][sex].lower().split()) for sex in ("female", "male", "either")}
    known = list(_known(countries["countries"], places, organisations))
    lower = {key: frozenset(word.lower() for word in words) for key, words in contexts.items()}
    return Facts(
        phrases=_by_first_word(known),
        canonical={entry.words: entry.name for entry in known if entry.words != phrase_words(entry.name)},
        people_of={p: name for name, about in countries["countries"].items() for p in about["people"]},
        capitals={about["capital"]: name for name, about in countries["countries"].items()},
        address=titles["address"],
        polite=frozenset(titles["polite"]["words"]),
        offices=frozenset(titles["offices"]["words"]),
        lesser_offices=frozenset(titles["offices"]["lesser"]),
        short_offices=titles["short_offices"] | titles["dotted_offices"],
        dotted_offices=frozenset(titles["dotted_offices"]),
        portfolios=frozenset(titles["offices"]["over"]),
        office_modifiers=frozenset(titles["offices"]["before"]),
        role_nouns=frozenset(titles["roles"]["nouns"] + titles["roles"]["relations"] + titles["offices"]["words"]),
        occupations=frozenset(titles["roles"]["nouns"] + titles["offices"]["words"]),
        kin=frozenset(titles["roles"]["kin"]),
        temporal=frozenset(titles["offices"]["temporal"]),
        generations=frozenset(titles["offices"]["generations"]),
        degrees=frozenset(titles["offices"]["degrees"]),
        hyphenated_honorifics=frozenset(titles["offices"]["hyphenated"]),
        particles=frozenset(parts["particles"]),
        hyphen_prefixes=frozenset(parts["hyphen_prefixes"]),
        family_first=frozenset(word.lower() for word in parts["family_first"]),
        nicknames={short: frozenset(full) for short, full in parts["nicknames"].items()},
        female=given["female"],
        male=given["male"],
        given=given["female"] | given["male"] | given["either"] | frozenset(parts["nicknames"]),
        organisation_heads=frozenset(organisations["heads"]),
        facility_heads=frozenset(organisations["facilities"]),
        land_heads=frozenset(organisations["waters_and_lands"]),
        governed_heads=frozenset(organisations["governed"]),
        units=frozenset(organisations["units"]),
        event_heads=frozenset(organisations["events"]),
        work_heads=frozenset(organisations["works"]),
        generic_heads=frozenset(
            word for key in ("heads", "facilities", "waters_and_lands", "governed") for word in organisations[key]
        ),
        person_verbs=inflected(lower["person_verbs"]) | lower["irregular_forms"],
        human_acts=lower["human_acts"],
        person_owned=lower["person_owned"],
        organisation_nouns=lower["organisation_nouns"],
        organisation_verbs=inflected(lower["organisation_verbs"]),
        place_nouns=lower["place_nouns"],
        place_prepositions=lower["place_prepositions"],
        group_nouns=lower["group_nouns"],
        openers=lower["sentence_openers"],
        never_alone=lower["never_alone"],
        directions=lower["directions"],
        small_words=lower["headline_small_words"],
        calendar=lower["months_and_days"],
        languages=frozenset(places["languages"]),
    )


def inflected(verbs: Iterable[str]) -> frozenset[str]:
    """The verbs with their regular forms."""
    forms = {form for verb in verbs for form in (verb, verb + "s", verb + "es", verb + "ed", verb + "d", verb + "ing")}
    return frozenset(forms | {verb[:-1] + end for verb in verbs for end in ("ies", "ied", "ing")})


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase of the data files."""
    return tuple(_TOKEN.findall(phrase))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _known(
    countries: dict[str, dict[str, Any]], places: dict[str, Any], organisations: dict[str, Any]
) -> Iterable[Known]:
    doubtful = frozenset(places["doubtful"]) | frozenset(organisations["doubtful"])

    def entries(rows: Iterable[Iterable[str]], label: str) -> Iterable[Known]:
        for row in rows:
            names = list(row)
            yield from (Known(phrase_words(name), label, names[0], name in doubtful) for name in names)

    yield from entries(([name, *about.get("also", [])] for name, about in countries.items()), "GPE")
    yield from entries(([about["capital"]] for about in countries.values()), "GPE")
    yield from entries(places["same"], "GPE")
    yield from entries(([name] for name in places["states"] + places["cities"]), "GPE")
    yield from entries(([name] for name in places["regions"]), "LOC")
    yield from entries(([people] for about in countries.values() for people in about["people"]), "NORP")
    yield from entries(([people] for people in places["peoples"]), "NORP")
    yield from entries(organisations["same"], "ORG")
    yield from entries(([name] for name in organisations["known"]), "ORG")
    yield from entries(([name] for name in organisations["things"]), "THING")


def _by_first_word(known: Iterable[Known]) -> dict[str, tuple[Known, ...]]:
    """Longest phrases first; of two entries with the same words the first stays."""
    table: dict[str, dict[tuple[str, ...], Known]] = {}
    for entry in known:
        table.setdefault(entry.words[0], {}).setdefault(entry.words, entry)
    return {
        first: tuple(sorted(entries.values(), key=lambda entry: -len(entry.words))) for first, entries in table.items()
    }
