"""Headlines in capitals and in Title Case: names of the body are found, verbs are never entities."""

from found import entity, found, role
from spacy.language import Language


def test_names_of_the_body_are_found_in_a_headline_in_capitals(nlp: Language) -> None:
    # FC-28
    text = (
        "MAYOR KOWALSKI ATTACKS PORT AUTHORITY OVER FEES\n\n"
        "Mayor Jan Kowalski attacked the Port Authority on Monday. Kowalski said the fees were too high."
    )
    assert found(nlp, text) == [
        entity(
            text,
            "e1",
            "PERSON",
            "Jan Kowalski",
            [(1, "KOWALSKI"), (1, "Jan Kowalski"), (2, "Kowalski")],
            "surname, full name",
            [role(text, "MAYOR", "MAYOR")],
        ),
        entity(text, "e2", "ORG", "Port Authority", [(1, "PORT AUTHORITY"), (1, "Port Authority")], "same name"),
    ]


def test_words_of_a_headline_in_title_case_are_no_names(nlp: Language) -> None:
    text = (
        "Ida Stark Wins Second Term After Close Harbour Vote\n\nIda Stark won a second term. Stark thanked her voters."
    )
    assert [(e.name, [m.text for m in e.mentions]) for e in found(nlp, text)] == [
        ("Ida Stark", ["Ida Stark", "Ida Stark", "Stark"])
    ]


def test_known_place_is_found_in_a_headline_alone(nlp: Language) -> None:
    text = "STORM HITS LISBON AS FERRIES STOP\n\nThe storm came at night, and nobody was hurt."
    assert [(e.type, m.text) for e in found(nlp, text) for m in e.mentions] == [("GPE", "LISBON")]


def test_text_that_is_a_headline_alone_is_read_as_it_stands(nlp: Language) -> None:
    assert [e.name for e in found(nlp, "Anna Weber Leaves Berlin")] == ["Anna Weber", "Berlin"]


def test_name_in_a_headline_ends_where_it_ends_in_the_text(nlp: Language) -> None:
    text = "Ana Ruiz Somehow Finds A Way To Win\n\nThe mayor, Ana Ruiz, found a way on Monday."
    assert [[m.text for m in e.mentions] for e in found(nlp, text) if e.type == "PERSON"] == [["Ana Ruiz", "Ana Ruiz"]]


def test_full_name_of_a_headline_is_kept_where_the_text_has_its_parts(nlp: Language) -> None:
    text = "Jeff Grubb Wins The Vote Again\n\nOn Monday Grubb won. “Well done, Jeff,” said Ana Ruiz. Jeff smiled."
    assert "Jeff Grubb" in {e.name for e in found(nlp, text)}


def test_shouted_word_behind_a_name_is_no_part_of_it(nlp: Language) -> None:
    text = "RIGHT: How Ana Ruiz JUST managed to win\n\nAna Ruiz won twice on Monday, the mayor said."
    assert [e.name for e in found(nlp, text) if e.type == "PERSON"] == ["Ana Ruiz"]
