"""Which bearers of one full name are one person: by what is said of them, in whatever order."""

import itertools

import pytest

from schemas.keys import stable_key
from warehouse.namesakes import KnownPerson, Profile, persons_of

BARE: Profile = ()
MINISTER: Profile = ("role:minister",)
OF_NORLAND: Profile = ("place:minister@norland", "role:minister")
OF_SUDLAND: Profile = ("place:minister@sudland", "role:minister")
LEADER_AND_MINISTER: Profile = ("role:leader", "role:minister")
LEADER: Profile = ("role:leader",)
SWIMMER: Profile = ("role:swimmer",)
AT_YALE: Profile = ("affiliation:yale", "role:professor")
AT_OXFORD: Profile = ("affiliation:oxford", "role:professor")
DEAN_AT_YALE: Profile = ("affiliation:yale", "role:dean")


def sets(*profiles: Profile) -> set[frozenset[Profile]]:
    """The profiles that are one person, and those that are nobody's as the set with the word nobody."""
    people: dict[object, set[Profile]] = {}
    for profile, person in persons_of("name", profiles).items():
        people.setdefault(person, set()).add(profile)
    return {frozenset({*members, ("nobody",)} if person is None else members) for person, members in people.items()}


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        pytest.param([BARE], [{BARE}], id="a full name is a person where nothing speaks against it"),
        pytest.param([BARE, MINISTER], [{BARE, MINISTER}], id="a name alone is its only bearer's"),
        pytest.param([MINISTER, OF_NORLAND], [{MINISTER, OF_NORLAND}], id="a role alone joins its only holder"),
        pytest.param([LEADER, MINISTER, LEADER_AND_MINISTER], [{LEADER, MINISTER, LEADER_AND_MINISTER}], id="bridged"),
        pytest.param([MINISTER, SWIMMER], [{MINISTER}, {SWIMMER}], id="roles that clash stay apart"),
        pytest.param([BARE, MINISTER, SWIMMER], [{MINISTER}, {SWIMMER}, {BARE, ("nobody",)}], id="which one is open"),
        pytest.param([AT_YALE, AT_OXFORD], [{AT_YALE}, {AT_OXFORD}], id="one role at two bodies is two people"),
        pytest.param([AT_YALE, DEAN_AT_YALE], [{AT_YALE, DEAN_AT_YALE}], id="two roles at one body are one person"),
        pytest.param(
            [OF_NORLAND, OF_SUDLAND, MINISTER],
            [{OF_NORLAND}, {OF_SUDLAND}, {MINISTER, ("nobody",)}],
            id="a role that two hold is open",
        ),
    ],
)
def test_people_are_joined_by_what_agrees(profiles: list[Profile], expected: list[set[Profile]]) -> None:
    wanted = {frozenset(people) for people in expected}

    assert all(sets(*order) == wanted for order in itertools.permutations(profiles))


def test_a_role_that_two_hold_belongs_to_nobody() -> None:
    found = persons_of("name", [OF_NORLAND, OF_SUDLAND, MINISTER])

    assert found[MINISTER] is None
    assert found[OF_NORLAND] != found[OF_SUDLAND]


def test_the_only_bearer_of_a_name_keeps_the_id_as_more_becomes_known() -> None:
    expected = (stable_key("person", "name"), None)

    assert persons_of("name", [BARE]) == {BARE: expected}
    assert persons_of("name", [BARE, MINISTER, OF_NORLAND]) == dict.fromkeys([BARE, MINISTER, OF_NORLAND], expected)


def test_somebody_of_the_authority_file_is_linked_where_roles_agree() -> None:
    known = [KnownPerson("known", frozenset({"role:minister"}), "Q42")]

    linked = ("known", "Q42")
    assert persons_of("name", [BARE, OF_NORLAND], known) == {BARE: linked, OF_NORLAND: linked}
    assert persons_of("name", [SWIMMER, BARE], known) == {SWIMMER: (stable_key("person", "name"), None), BARE: None}
    assert persons_of("name", [BARE], known) == {BARE: linked}


def test_a_known_name_without_roles_is_linked_unless_two_people_bear_it() -> None:
    known = [KnownPerson("known", frozenset(), None)]

    assert persons_of("name", [SWIMMER], known) == {SWIMMER: ("known", None)}
    assert ("known", None) not in persons_of("name", [SWIMMER, MINISTER, BARE], known).values()
