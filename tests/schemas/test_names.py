"""Names and roles in the form in which people are compared across articles."""

import pytest

from schemas.names import evidence_of, is_full_name, name_key, person_evidence

Triple = tuple[str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("Zoë Marín", "Zoe Marin"),
        ("RUTH ADEYEMI", "Ruth Adeyemi"),
        ("Dr Ana Ruiz", "Ana Ruiz"),
        ("Mr. Alan Roe", "Alan Roe"),
        ("Sean O’Brien", "Sean O'Brien"),
    ],
)
def test_one_name_in_two_spellings_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Park Ji-woo", "Ji-woo Park"),
        ("Ana Ruiz", "Ana Maria Ruiz"),
        ("John Doe Jr.", "John Doe"),
        ("Ruiz", "Ana Ruiz"),
    ],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "name", ["Ana Ruiz", "Park Ji-woo", "Li Na", "Ludwig van Beethoven", "George W. Bush", "Dr Ana Ruiz"]
)
def test_two_name_words_are_a_full_name(name: str) -> None:
    assert is_full_name(name)


@pytest.mark.parametrize(
    "name",
    ["Ruiz", "Mr Ruiz", "van Dijk", "bin Salman", "Al-Masri", "J. Boone", "Ji-woo", "Lord Okafor", "Doe Jr.", "—"],
)
def test_a_surname_alone_is_not_a_full_name(name: str) -> None:
    assert not is_full_name(name)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([("former transport minister", None, None)], ("role:minister",)),
        ([("Minister of Transport", None, "Norland")], ("place:minister@norland", "role:minister")),
        ([("economist", "the Norrvik University", None)], ("affiliation:norrvik university", "role:economist")),
        ([("spokeswoman", "police", None)], ("place:spokesman@police", "role:spokesman")),
        ([(None, "police", None)], ()),
        ([("MP", "Labour", None)], ("affiliation:labour", "role:member of parliament")),
        ([("attorney general", None, None)], ("role:attorney general",)),
        ([("CEO", "Acme", None), ("chief executive", "Acme", None)], ("affiliation:acme", "role:executive")),
        ([("woman", None, "Norland")], ()),
        ([], ()),
    ],
)
def test_evidence_is_what_a_role_says_whatever_its_wording(roles: list[Triple], expected: tuple[str, ...]) -> None:
    assert evidence_of(roles) == expected


def test_only_people_with_full_names_have_evidence() -> None:
    assert person_evidence("PERSON", "Ana Ruiz", []) == ()
    assert person_evidence("PERSON", "Ruiz", [("mayor", None, None)]) is None
    assert person_evidence("ORG", "Norrvik University", []) is None
