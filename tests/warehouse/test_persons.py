"""People across articles, linked as articles come."""

from pathlib import Path

from tests.records import VALLEY
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest, new_warehouse, rows

STORIES = [
    told(
        "vote",
        "The foreign minister, Ana Ruiz, met Paul Ruiz. Ruiz smiled.",
        who=[Who("Ana Ruiz", "foreign minister"), Who("Paul Ruiz"), Who("Ruiz")],
    ),
    told(
        "talks", "Norland's foreign minister Ana Ruiz left.", who=[Who("Ana Ruiz", "foreign minister", None, "Norland")]
    ),
    told("pool", "The swimmer Ana Ruiz won.", who=[Who("Ana Ruiz", "swimmer")], source=VALLEY),
    told("visit", "Ana Ruiz came. Paul Ruiz did not.", who=[Who("Ana Ruiz"), Who("Paul Ruiz")], source=VALLEY),
]
LINKS = "SELECT u.url, e.name, e.person_id FROM entities e JOIN article_urls u USING (article_id) ORDER BY ALL"


def filled(folder: Path, order: list[int]) -> Path:
    folder.mkdir(exist_ok=True)
    path = new_warehouse(folder)
    for number in order:
        of, found = STORIES[number]
        ingest(path, [of], found={of.ref: found})
    return path


def test_people_are_joined_by_full_name_and_role(tmp_path: Path) -> None:
    path = filled(tmp_path, [0, 1, 2, 3])

    found = rows(
        path, "SELECT * EXCLUDE (person_id, first_published_at, last_published_at) FROM persons ORDER BY roles"
    )
    nothing = {"wikidata_id": None, "affiliations": None, "quotes": 0}
    assert found == [
        nothing
        | {
            "name": "Ana Ruiz",
            "names": ["Ana Ruiz"],
            "roles": ["foreign minister"],
            "articles": 2,
            "by_name_alone": 0,
            "sources": 1,
        },
        nothing
        | {
            "name": "Ana Ruiz",
            "names": ["Ana Ruiz"],
            "roles": ["swimmer"],
            "articles": 1,
            "by_name_alone": 0,
            "sources": 1,
        },
        nothing
        | {
            "name": "Paul Ruiz",
            "names": ["Paul Ruiz"],
            "roles": None,
            "articles": 2,
            "by_name_alone": 2,
            "sources": 2,
        },
    ]


def test_a_surname_and_a_name_of_two_people_are_nobodys(tmp_path: Path) -> None:
    path = filled(tmp_path, [0, 1, 2, 3])

    assert rows(path, "SELECT url, name FROM (" + LINKS + ") WHERE person_id IS NULL") == [  # noqa: S608
        {"url": "https://harbour.example/vote", "name": "Ruiz"},
        {"url": "https://valley.example/visit", "name": "Ana Ruiz"},
    ]


def test_the_order_of_arrival_makes_no_difference(tmp_path: Path) -> None:
    expected = rows(filled(tmp_path / "first", [0, 1, 2, 3]), LINKS)

    for order in ([3, 2, 1, 0], [2, 3, 0, 1], [1, 3, 2, 0]):
        path = filled(tmp_path / "".join(map(str, order)), order)
        assert rows(path, LINKS) == expected


def test_speakers_are_people_where_they_are_linked(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    stories = [
        told(
            "one",
            'Mayor Kim Jong-su left. "We go," he said.',
            who=[Who("Kim Jong-su", "Mayor")],
            said=[Said('"We go,"', "Kim Jong-su")],
        ),
        told(
            "two",
            'Mayor Kim Jong Su came. "We stay," he said.',
            who=[Who("Kim Jong Su", "Mayor")],
            said=[Said('"We stay,"', "Kim Jong Su")],
        ),
        told("three", 'It is "all the same," Kim Jong Su said.', said=[Said('"all the same,"', "Kim Jong Su")]),
    ]
    for of, found in stories:
        ingest(path, [of], found={of.ref: found})

    assert rows(path, "SELECT speaker_name, quotes, roles, speaker_person_id IS NOT NULL AS linked FROM speakers") == [
        {"speaker_name": "Kim Jong Su", "quotes": 3, "roles": ["Mayor"], "linked": True}
    ]


def test_only_current_versions_make_people_known(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    for status in ("ok", "withdrawn"):
        of, found = told("gone", f"Ana Ruiz came. {status}", who=[Who("Ana Ruiz")], status=status)
        ingest(path, [of], found={of.ref: found})

    assert rows(path, "SELECT * FROM persons") == []
