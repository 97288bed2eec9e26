"""Which type a name has, where the recogniser alone is often wrong."""

import pytest
from found import found, people
from spacy.language import Language


def typed(nlp: Language, text: str) -> set[tuple[str, str]]:
    return {(e.type, e.name) for e in found(nlp, text)}


def test_name_that_ends_in_a_persons_surname_is_no_place(nlp: Language) -> None:
    text = "The words came through an interpreter, Ippei Mizuhara. Mizuhara, who grew up in Lisbon, said little."
    assert ("PERSON", "Ippei Mizuhara") in typed(nlp, text)


def test_numbered_war_is_nobody(nlp: Language) -> None:
    assert "PERSON" not in {type for type, _ in typed(nlp, "World War II was long. He wrote of World War II.")}


@pytest.mark.parametrize("word", ["ET", "MD", "MSc"])
def test_short_words_in_capitals_are_nobody(nlp: Language, word: str) -> None:
    assert typed(nlp, f"Lisa Marsh, {word}, spoke at noon.") == {("PERSON", "Lisa Marsh")}


def test_abbreviated_country_is_a_place(nlp: Language) -> None:
    assert typed(nlp, "The talks on N. Korea failed.") == {("GPE", "N. Korea")}


def test_spaced_dash_parts_two_names(nlp: Language) -> None:
    text = "The man who shot Ian Scott - Brentley Vinson - is a police officer."
    assert {"Ian Scott", "Brentley Vinson"} <= {name for _, name in typed(nlp, text)}


def test_position_in_a_team_is_no_part_of_a_name(nlp: Language) -> None:
    text = "Linebacker Kyle Efford spoke. Evangelist Peter Marsh listened."
    assert typed(nlp, text) == {("PERSON", "Kyle Efford"), ("PERSON", "Peter Marsh")}


def test_plural_with_the_article_is_a_team(nlp: Language) -> None:
    text = "The Falcons lost again. Fans of the Falcons left early, and the Falcons said nothing."
    assert {type for type, name in typed(nlp, text) if name == "Falcons"} == {"ORG"}


@pytest.mark.parametrize("team", ["Celtics", "Springboks", "Canadiens"])
def test_team_that_is_named_like_a_people_is_a_team(nlp: Language, team: str) -> None:
    assert ("ORG", team) in typed(nlp, f"The Lakers and the {team} lost on Monday.")


def test_family_with_the_article_is_no_team(nlp: Language) -> None:
    text = "Hilda Brandner spoke. The Brandners left. She said the Brandners were tired."
    assert ("ORG", "Brandners") not in typed(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "The statement came late. Crestwell said he was sorry. Crestwell told reporters that he would go.",
        "Prices rose. Deltona said he was tired. “It is late,” Deltona told reporters. He left early.",
        "The lights went out. Crestwell smiled. Crestwell said little, and Crestwell laughed.",
    ],
)
def test_lone_surname_of_whom_the_text_says_he_is_a_person(nlp: Language, text: str) -> None:
    assert {type for type, _ in typed(nlp, text)} == {"PERSON"}


def test_company_that_speaks_of_its_head_is_no_person(nlp: Language) -> None:
    text = (
        "The chief executive left. Crestwell said he had resigned. Crestwell said it would hire its next head in May."
    )
    assert typed(nlp, text) == {("ORG", "Crestwell")}


def test_two_plurals_under_one_article_are_two_teams(nlp: Language) -> None:
    assert typed(nlp, "The Brava Falcons and Lisbon Ravens met on Sunday.") == {
        ("ORG", "Brava Falcons"),
        ("ORG", "Lisbon Ravens"),
    }


@pytest.mark.parametrize(
    "work",
    [
        "the Joan Marsh Experience",
        "the Joan Marsh Show",
        "the Marsh Report",
        "Joan Marsh Diaries",
        "the Joan Marsh Tour",
    ],
)
def test_work_named_after_a_person_is_no_longer_name_of_the_person(nlp: Language, work: str) -> None:
    text = f"Joan Marsh spoke first. Critics praised {work} on Monday. Marsh left early."
    assert people(nlp, text) == {"Joan Marsh": ["Joan Marsh", "Marsh"]}
