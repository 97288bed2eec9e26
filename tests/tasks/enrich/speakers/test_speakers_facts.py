"""The word lists say one thing of each word."""

from itertools import combinations

from tasks.enrich.speakers.facts import facts


def test_a_noun_heads_one_kind_of_source_only() -> None:
    known = facts()
    kinds = [known.roles, known.anonymous, known.documents, known.institutions, known.groups]

    assert [sorted(one & other) for one, other in combinations(kinds, 2) if one & other] == []


def test_the_words_for_one_role_are_roles() -> None:
    known = facts()

    assert {word for words in known.alike.values() for word in words} - known.roles == set()


def test_titles_that_stand_for_a_role_are_titles_and_roles() -> None:
    known = facts()

    assert set(known.abbreviations) - set(known.titles) == set()
    assert set(known.abbreviations.values()) - known.roles == set()
