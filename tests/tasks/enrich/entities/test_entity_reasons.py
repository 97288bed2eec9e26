"""Why a name has its type, and where a role was read: what --explain shows."""

import pytest
from spacy.language import Language

from tasks.enrich.entities import find_entities


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("Mr Tom Vale left.", "Tom Vale", "title before it"),
        ("The Vale brothers fled Norway.", "Norway", "known country"),
        ("The talks in Marseille failed.", "Marseille", "known place"),
        ("French farmers protested.", "French", "known people"),
        ("She studied at Brava University.", "Brava University", "form of the name"),
        ("Anna Weber arrived. Weber left.", "Anna Weber", "form of the name, part of a longer name"),
        ("Witnesses: Doe, Jane; Roe, Alan", "Jane Doe", "surname before the given name"),
        (
            "The Tidewater Guild of Ropers (TGR) met. TGR left.",
            "Tidewater Guild of Ropers",
            "recogniser 3 of 3",
        ),
    ],
)
def test_type_says_what_told_it(nlp: Language, text: str, name: str, reason: str) -> None:
    assert [entity.type_rule for entity in find_entities(nlp(text)) if entity.name == name] == [reason]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("US President Anna Weber spoke.", "pre-modifier"),
        ("Anna Weber, 45, a nurse, spoke.", "apposition"),
        ("The head of the Harbour Council, Anna Weber, spoke.", "apposition before the name"),
        ("Anna Weber, who was the mayor of Hamburg, spoke.", "relative clause"),
        ("Anna Weber is the chief executive of Weber Foods.", "copula"),
    ],
)
def test_role_says_where_it_stands(nlp: Language, text: str, rule: str) -> None:
    assert [role.rule for entity in find_entities(nlp(text)) for role in entity.roles] == [rule]
