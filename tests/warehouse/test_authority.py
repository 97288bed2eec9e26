"""The user's authority file: what is read, what is refused, and what it changes."""

from pathlib import Path

import pytest

from schemas.errors import SettingsError
from tests.warehouse.told import Said, Who, told
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse.authority import bring_authority, read_authority
from warehouse.session import open_warehouse

CSV = """name,aliases,wikidata_id,roles,affiliations
Robert Okafor,Bob Okafor; Robert J. Okafor,Q42,port director,Harbour Authority
Ana Ruiz,,,foreign minister; party leader,
Ana Ruiz,,Q43,swimmer,
"""
TOML = """
[[person]]
name = "Robert Okafor"
aliases = ["Bob Okafor", "Robert J. Okafor"]
wikidata_id = "Q42"
roles = ["port director"]
affiliations = ["Harbour Authority"]

[[person]]
name = "Ana Ruiz"
roles = ["foreign minister", "party leader"]

[[person]]
name = "Ana Ruiz"
wikidata_id = "Q43"
roles = ["swimmer"]
"""


def written(folder: Path, text: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def bring(warehouse: Path, file: Path | None) -> bool:
    with open_warehouse(warehouse) as connection:
        return bring_authority(connection, file)


def test_csv_and_toml_say_the_same(tmp_path: Path) -> None:
    as_csv, as_toml = written(tmp_path, CSV), written(tmp_path, TOML, "people.toml")

    assert read_authority(as_csv) == read_authority(as_toml)
    assert [(row.name, row.alias, row.evidence, row.wikidata_id) for row in read_authority(as_csv)] == [
        ("Robert Okafor", alias, ("affiliation:harbour authority", "role:port director"), "Q42")
        for alias in ("Robert Okafor", "Bob Okafor", "Robert J. Okafor")
    ] + [
        ("Ana Ruiz", "Ana Ruiz", ("role:leader", "role:minister"), None),
        ("Ana Ruiz", "Ana Ruiz", ("role:swimmer",), "Q43"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("people.csv", "who\nAna Ruiz\n", "has no column `name` in its first line; expected the columns name"),
        ("people.csv", "name,age\nAna Ruiz,40\n", "line 2: does not know age; expected the columns"),
        ("people.csv", "name,roles\nAna Ruiz,mayor,more\n", "line 2: has other columns than the first line"),
        ("people.csv", "name,roles\n,mayor\n", "line 2: has no name; give the canonical one"),
        (
            "people.csv",
            "name,wikidata_id\nAna Ruiz,43\n",
            "line 2: 43 of Ana Ruiz is no Wikidata item; give Q and digits",
        ),
        ("people.csv", "name,aliases\nAna Ruiz,Ruiz\n", "line 2: 'Ruiz' has a single name word"),
        ("people.csv", "name\nAna Ruiz\nAna Ruiz\n", "Ana Ruiz stands for two entries; join them, or give each"),
        ("people.toml", "[[person]\n", "not TOML"),
        ("people.toml", "[people]\nname = 'Ana Ruiz'\n", r"write a \[\[person\]\] block for each person"),
        ("people.toml", "[[person]]\nname = 'Ana Ruiz'\nroles = 'mayor'\n", "roles of Ana Ruiz is not a list of texts"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_mend(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_authority(written(tmp_path, text, name))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.csv: cannot be read"):
        read_authority(tmp_path / "none.csv")


@pytest.mark.parametrize("first", [True, False], ids=["before the articles", "after the articles"])
def test_people_get_the_files_name_and_item(tmp_path: Path, first: bool) -> None:
    path, file = new_warehouse(tmp_path), written(tmp_path, CSV)
    if first:
        assert bring(path, file)
    for ref, name in (("one", "Bob Okafor"), ("two", "Robert Okafor")):
        of, found = told(ref, f'"It is open," {name} said.', who=[Who(name)], said=[Said('"It is open,"', name)])
        ingest(path, [of], found={ref: found})
    if not first:
        assert bring(path, file)

    assert rows(path, "SELECT name, wikidata_id, names, articles, quotes FROM persons") == [
        {"name": "Robert Okafor", "wikidata_id": "Q42", "names": ["Robert Okafor"], "articles": 2, "quotes": 2}
    ]
    assert rows(path, "SELECT speaker_name, quotes FROM speakers") == [{"speaker_name": "Robert Okafor", "quotes": 2}]
    assert rows(path, "SELECT DISTINCT wikidata_id FROM entities") == [{"wikidata_id": "Q42"}]


def test_of_two_with_one_name_the_roles_decide(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    bring(path, written(tmp_path, CSV))
    for ref, role in (("pool", "swimmer"), ("court", "judge"), ("bare", None)):
        of, found = told(ref, f"The {role} Ana Ruiz came.", who=[Who("Ana Ruiz", role)])
        ingest(path, [of], found={ref: found})

    found_links = rows(path, "SELECT evidence, wikidata_id, person_id IS NULL AS open FROM entities ORDER BY evidence")
    assert found_links == [
        {"evidence": [], "wikidata_id": None, "open": True},
        {"evidence": ["role:judge"], "wikidata_id": None, "open": False},
        {"evidence": ["role:swimmer"], "wikidata_id": "Q43", "open": False},
    ]


def test_the_same_file_again_changes_nothing_and_an_empty_one_takes_the_links_back(tmp_path: Path) -> None:
    path, file = new_warehouse(tmp_path), written(tmp_path, CSV)
    of, found = told("one", "Bob Okafor came.", who=[Who("Bob Okafor")])
    ingest(path, [of], found={"one": found})
    turns = ("load_turns",)
    without = contents(path, without=turns)

    assert bring(path, file)
    linked = contents(path)
    assert not bring(path, file)
    assert not bring(path, None)
    assert contents(path) == linked
    assert bring(path, written(tmp_path, "name\n"))
    assert contents(path, without=turns) == without
