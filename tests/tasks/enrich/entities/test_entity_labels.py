"""Which type a name has, where the recogniser alone is often wrong."""

import pytest
from found import found
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


def test_family_with_the_article_is_no_team(nlp: Language) -> None:
    text = "Hilda Brandner spoke. The Brandners left. She said the Brandners were tired."
    assert ("ORG", "Brandners") not in typed(nlp, text)
