"""One entity an organisation or place: aliases, acronyms, short forms."""

import pytest
from found import entity, found
from spacy.language import Language

from tasks.enrich.entities.acronyms import introduced, spells


def test_names_of_one_country_are_one_place(nlp: Language) -> None:
    text = "U.S. and US officials from the United States met."
    assert found(nlp, text) == [
        entity(
            text,
            "e1",
            "GPE",
            "United States",
            [(1, "U.S."), (1, "US"), (1, "United States")],
            "known alias, same name",
        )
    ]


def test_acronym_that_the_text_introduces_is_the_organisation(nlp: Language) -> None:
    text = "The Harbour Workers Guild (HWG) went on strike. HWG said the strike would go on."
    assert [(e.type, e.name, [m.text for m in e.mentions]) for e in found(nlp, text)] == [
        ("ORG", "Harbour Workers Guild", ["Harbour Workers Guild", "HWG", "HWG"])
    ]


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("WHO", "World Health Organization"),
        ("DHS", "Department of Homeland Security"),
        ("DOJ", "Department of Justice"),
        ("FIRST", "For Inspiration and Recognition of Science and Technology"),
        ("U.N.", "United Nations"),
    ],
)
def test_acronym_is_spelt_by_initials(acronym: str, name: str) -> None:
    assert spells(acronym, name)


def test_bracket_that_spells_nothing_introduces_nothing() -> None:
    assert introduced("The Harbour Guild (Lisbon) closed.") == {}


def test_short_form_joins_the_one_longer_name(nlp: Language) -> None:
    text = "The Church of Saint Brava sued the city. The Church said it had no choice."
    assert [(e.name, [m.text for m in e.mentions]) for e in found(nlp, text) if e.type == "ORG"] == [
        ("Church of Saint Brava", ["Church of Saint Brava", "Church"])
    ]


def test_direction_is_the_country_where_the_text_names_it(nlp: Language) -> None:
    text = "North Korea fired a missile. South Korea protested, and the North replied."
    assert [(e.name, [m.text for m in e.mentions]) for e in found(nlp, text)] == [
        ("North Korea", ["North Korea", "North"]),
        ("South Korea", ["South Korea"]),
    ]


def test_peoples_keep_their_own_type(nlp: Language) -> None:
    text = "French farmers met Canadian officials in France."
    assert [(e.type, e.name) for e in found(nlp, text)] == [("NORP", "French"), ("NORP", "Canadian"), ("GPE", "France")]


def test_one_label_holds_for_a_name_over_the_whole_text(nlp: Language) -> None:
    text = (
        "She joined the Tide Order at fourteen. Members of the Tide Order live simply. "
        "He left the Tide Order, and the Tide Order sued him."
    )
    assert [(e.type, e.name, len(e.mentions)) for e in found(nlp, text)] == [("ORG", "Tide Order", 4)]
