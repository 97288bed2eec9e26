"""Roles: what the text says a person is, with the words that say it."""

import pytest
from found import found, role
from spacy.language import Language

from schemas.enrichment import Role


def roles_of(nlp: Language, text: str) -> dict[str, list[Role]]:
    return {e.name: list(e.roles) for e in found(nlp, text) if e.type == "PERSON"}


@pytest.mark.parametrize(
    ("text", "name", "evidence", "says"),
    [
        ("Chadian leader Ali Moussa spoke.", "Ali Moussa", "Chadian leader", ("leader", None, "Chad")),
        ("US President Anna Weber spoke.", "Anna Weber", "US President", ("President", None, "US")),
        ("Norway’s Premier Liv Dahl spoke.", "Liv Dahl", "Norway’s Premier", ("Premier", None, "Norway")),
        (
            "Senate Finance Committee member Tom Vale spoke.",
            "Tom Vale",
            "Senate Finance Committee member",
            ("member", "Senate Finance Committee", None),
        ),
        (
            "Secretary of State Maria Lopez spoke.",
            "Maria Lopez",
            "Secretary of State",
            ("Secretary of State", None, None),
        ),
        (
            "Former Ohio Governor Sam Reed resigned.",
            "Sam Reed",
            "Former Ohio Governor",
            ("former Governor", None, "Ohio"),
        ),
        (
            "Peter Marsh, a research fellow at Brava University in Lisbon, spoke.",
            "Peter Marsh",
            "research fellow at Brava University in Lisbon",
            ("research fellow", "Brava University", "Lisbon"),
        ),
        (
            "Jo Pike, 45, the head of the Dockers Union, spoke.",
            "Jo Pike",
            "head of the Dockers Union",
            ("head", "Dockers Union", None),
        ),
        (
            "Peter Marsh, a fellow at the Brava Institute, a Lisbon-based think tank, spoke.",
            "Peter Marsh",
            "fellow at the Brava Institute",
            ("fellow", "Brava Institute", "Lisbon"),
        ),
        (
            "Ola Brandt is the chief executive of Brandt Foods.",
            "Ola Brandt",
            "chief executive of Brandt Foods",
            ("chief executive", "Brandt Foods", None),
        ),
        (
            "Lena Voss, who was the mayor of Hamburg, spoke.",
            "Lena Voss",
            "mayor of Hamburg",
            ("mayor", None, "Hamburg"),
        ),
        (
            "The head of the Harbour Council, Peter Marsh, spoke.",
            "Peter Marsh",
            "head of the Harbour Council",
            ("head", "Harbour Council", None),
        ),
    ],
)
def test_role_is_read_with_its_evidence(
    nlp: Language, text: str, name: str, evidence: str, says: tuple[str, str | None, str | None]
) -> None:
    assert roles_of(nlp, text) == {name: [role(text, evidence, *says)]}


def test_form_of_address_is_no_role(nlp: Language) -> None:
    assert roles_of(nlp, "Mr Tom Vale met Dr Anna Weber.") == {"Tom Vale": [], "Anna Weber": []}


def test_noun_of_kinship_is_no_role(nlp: Language) -> None:
    assert roles_of(nlp, "His father, Tom Vale, met his wife Anna Weber.") == {"Tom Vale": [], "Anna Weber": []}


def test_a_person_may_have_several_roles(nlp: Language) -> None:
    text = "Mayor Lena Voss spoke. Voss, a former judge, left."
    assert roles_of(nlp, text) == {
        "Lena Voss": [role(text, "Mayor", "Mayor"), role(text, "former judge", "former judge")]
    }


def test_poorer_role_gives_way_to_the_one_in_full(nlp: Language) -> None:
    text = "President Liv Dahl spoke. Norwegian President Liv Dahl left."
    assert roles_of(nlp, text) == {"Liv Dahl": [role(text, "Norwegian President", "President", None, "Norway")]}


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("Speaker of the House Paul Marsh said no.", "Paul Marsh", "Speaker of the House"),
        ("Then Del. Joan Marsh left.", "Joan Marsh", "Del."),
        ("Then Lt. Gov. Joan Marsh left.", "Joan Marsh", "Lt. Gov."),
        ("In September Mayor Ana Weber resigned.", "Ana Weber", "Mayor"),
        ("The 65-year-old archbishop Peter Marsh spoke.", "Peter Marsh", "archbishop"),
        ("The late-night host Ana Weber laughed.", "Ana Weber", "host"),
        ("The visit of then-President Paul Marsh failed.", "Paul Marsh", "President"),
        ("Harbour News Editor-in-Chief Ana Weber wept.", "Ana Weber", "Editor-in-Chief"),
        ("Daniel Marsh, a medical doctor, agreed.", "Daniel Marsh", "medical doctor"),
        ("Prime Minister Sir Ian Marsh said no.", "Ian Marsh", "Prime Minister"),
    ],
)
def test_role_is_the_whole_office_and_nothing_else(nlp: Language, text: str, name: str, says: str) -> None:
    assert [one.role for one in roles_of(nlp, text)[name]] == [says]
