"""Two people with one surname: whom the bare surname means, and when that stays open."""

import pytest
from found import entity, found, people, role
from spacy.language import Language


def test_surname_in_a_headline_is_whom_the_text_calls_so(nlp: Language) -> None:
    text = (
        "Vahl opens the pier\n\nTransport Minister Ingrid Vahl cut the ribbon. Vahl said it was late. "
        "Since Vahl succeeded her father, Anders Vahl, as the district’s member of parliament, little has changed."
    )
    assert found(nlp, text) == [
        entity(
            text,
            "e1",
            "PERSON",
            "Ingrid Vahl",
            [(1, "Vahl"), (1, "Ingrid Vahl"), (3, "Vahl"), (4, "Vahl")],
            "full name, surname of the only one named before, surname, surname, as in the text below",
            [role(text, "Transport Minister", "Transport Minister")],
        ),
        entity(text, "e2", "PERSON", "Anders Vahl", [(1, "Anders Vahl")], "full name"),
    ]


def test_namesake_named_once_at_the_end_takes_no_headline(nlp: Language) -> None:
    text = (
        "Vahl says no\n\nIngrid Vahl refused on Monday. Vahl said the price was too high. "
        "The sailor Jon Vahl is no relation."
    )
    assert people(nlp, text) == {"Ingrid Vahl": ["Vahl", "Ingrid Vahl", "Vahl"], "Jon Vahl": ["Jon Vahl"]}


@pytest.mark.parametrize(
    "relative",
    [
        "whose father, Paul Ruiz, was mayor too",
        "the mayor's daughter, who thanked her late father, Paul Ruiz",
        "cheered by Paul Ruiz, her father",
        "a friend of the late Peter Kim's elder brother Paul Ruiz",
    ],
)
def test_mere_relative_leaves_the_surname_to_the_other(nlp: Language, relative: str) -> None:
    text = f"Ana Ruiz, {relative}, won on Monday. Ruiz said it went well."
    assert people(nlp, text)["Ana Ruiz"] == ["Ana Ruiz", "Ruiz"]


def test_relative_to_whom_the_text_turns_is_no_mere_relative(nlp: Language) -> None:
    text = "Paul Ruiz died in May. His son, Ian Ruiz, took over. Ruiz said little."
    assert people(nlp, text) == {"Paul Ruiz": ["Paul Ruiz"], "Ian Ruiz": ["Ian Ruiz"], "Ruiz": ["Ruiz"]}


def test_headline_stays_open_where_the_text_calls_a_couple_by_full_names(nlp: Language) -> None:
    text = "Marsh wins\n\nHilda Marsh and Peter Marsh opened the shop. The mayor thanked Hilda Marsh and Peter Marsh."
    assert people(nlp, text)["Marsh"] == ["Marsh"]


def test_headline_stays_open_where_both_are_called_by_the_surname(nlp: Language) -> None:
    text = (
        "Marsh wins the vote\n\nHilda Marsh spoke first. Marsh smiled. Her rival, Mr Peter Marsh, left early. "
        "Mr Marsh said that he would be back."
    )
    assert people(nlp, text)["Marsh"] == ["Marsh"]


def test_what_a_successor_is_called_is_not_the_predecessors_role(nlp: Language) -> None:
    text = "Ingrid Vahl succeeded her father, Anders Vahl, as mayor of Lisbon."
    assert [(e.name, e.roles) for e in found(nlp, text) if e.type == "PERSON"] == [
        ("Ingrid Vahl", ()),
        ("Anders Vahl", ()),
    ]


def test_office_before_a_surname_tells_whose_it_is(nlp: Language) -> None:
    text = (
        "Ian Marsh testified on Monday. Ian Marsh answered for hours, as Governor Paul Marsh watched. "
        "Gov. Marsh said little. The case against Governor Marsh is thin."
    )
    assert people(nlp, text) == {
        "Ian Marsh": ["Ian Marsh", "Ian Marsh"],
        "Paul Marsh": ["Paul Marsh", "Marsh", "Marsh"],
    }


def test_office_that_no_namesake_holds_is_somebody_elses(nlp: Language) -> None:
    text = "Ian Marsh and Ada Marsh testified on Monday. The inquiry is about President Marsh, who was absent."
    assert [(e.name, [r.role for r in e.roles]) for e in found(nlp, text) if e.type == "PERSON"] == [
        ("Ian Marsh", []),
        ("Ada Marsh", []),
        ("Marsh", ["President"]),
    ]


def test_deputy_of_an_office_does_not_hold_it(nlp: Language) -> None:
    text = "Deputy Mayor Ian Marsh and Mayor Ada Marsh met. Mayor Marsh left early."
    assert people(nlp, text) == {"Ian Marsh": ["Ian Marsh"], "Ada Marsh": ["Ada Marsh", "Marsh"]}


def test_father_named_by_surname_is_not_his_son(nlp: Language) -> None:
    text = "Mayor Marsh’s son, Ian Marsh, spoke in Lisbon."
    assert people(nlp, text) == {"Marsh": ["Marsh"], "Ian Marsh": ["Ian Marsh"]}


def test_surname_beside_a_full_name_is_the_other_person(nlp: Language) -> None:
    text = (
        "Gov. Paul Marsh has many friends. First lady Ada Marsh shook hands. "
        "She ran against Marsh, who is married to Gov. Paul Marsh and fights for schools. Marsh said little."
    )
    assert people(nlp, text) == {
        "Paul Marsh": ["Paul Marsh", "Paul Marsh"],
        "Ada Marsh": ["Ada Marsh", "Marsh", "Marsh"],
    }


def test_given_name_is_no_misspelt_surname(nlp: Language) -> None:
    text = "Judge Jose Martinez spoke. The sailor hurt his wife, Martine, at their home in Lisbon."
    assert people(nlp, text)["Jose Martinez"] == ["Jose Martinez"]


def test_name_after_a_possessive_is_no_half_of_a_couple(nlp: Language) -> None:
    text = "The pictures show Hilda’s Peter and Daniel Marsh."
    assert "Peter Marsh" not in people(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "Joan Marsh won. President Marsh thanked the voters, and Marsh left.",
        "President Marsh thanked the voters. Joan Marsh won by a mile, and Marsh left.",
    ],
)
def test_office_before_the_surname_of_the_only_bearer_is_hers(nlp: Language, text: str) -> None:
    assert [(e.name, len(e.mentions), [r.role for r in e.roles]) for e in found(nlp, text)] == [
        ("Joan Marsh", 3, ["President"])
    ]


def test_wife_of_the_one_with_the_office_is_another_person(nlp: Language) -> None:
    text = "Joan Marsh, the wife of President Marsh, spoke in Lisbon. Joan Marsh left early."
    assert people(nlp, text) == {"Joan Marsh": ["Joan Marsh", "Joan Marsh"], "Marsh": ["Marsh"]}
