"""Corrections on a lake: the same as on a file, in turn with the loads of other machines, and undone."""

from pathlib import Path

import sqlalchemy as sa

from schemas.place import Lake
from tests.records import NOW, moment
from tests.warehouse.deciding import EACH, PEOPLE, PORT, SAID, decide, every_correction, fill, filled, quote, seen
from tests.warehouse.told import told
from tests.warehouses import ingest, rows
from warehouse.authority import bring_authority
from warehouse.corrections import Decided, right_speaker, undo
from warehouse.migrate import migrate
from warehouse.person_rules import keep_person_rules
from warehouse.session import open_warehouse
from warehouse.turns import in_turn, read_turn, take_turn


def test_a_correction_of_each_kind_holds_over_a_new_version_and_can_be_undone(lake: Lake, tmp_path: Path) -> None:
    file = filled(tmp_path)
    migrate(lake)
    fill(lake)
    before = seen(lake)
    assert before == seen(file)

    later, found = told("port", f"Updated. {PORT}", who=PEOPLE, said=SAID, updated=moment(time="20:00"))
    for place in (lake, file):
        made = every_correction(place)
        ingest(place, [later], found={"port": found})
    assert {row.kind for row in made} == EACH.keys()
    assert seen(lake) == seen(file) != before

    for place in (lake, file):
        for row in made:
            decide(place, undo, row.correction_id, hours=1)
    assert seen(lake) == seen(file)
    assert rows(lake, "FROM corrections_in_force") == []


def test_a_correction_into_which_a_load_came_is_made_again(lake: Lake) -> None:
    migrate(lake)
    fill(lake)
    given, attempts = quote(lake, SAID[0].text), 0

    def work(connection: sa.Connection) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            with open_warehouse(lake) as other:
                turn = read_turn(other)
                with other.begin():
                    take_turn(other, turn)
        right_speaker(connection, given, "Ingrid Vahl", Decided(by="nora", reason="the recording", at=NOW))

    in_turn(lake, work, lock_timeout=5, patience=60)

    assert attempts == 2
    assert len(rows(lake, "FROM corrections_in_force")) == 1
    assert rows(lake, "SELECT speaker_name FROM who_said_what WHERE text LIKE '%port is closed%'") == [
        {"speaker_name": "Ingrid Vahl"}
    ]


def test_people_are_joined_anew_on_a_lake_too(lake: Lake, tmp_path: Path) -> None:
    migrate(lake)
    fill(lake)
    file = tmp_path / "people.csv"
    file.write_text("name,aliases,wikidata_id\nRobert Okafor,Bob Okafor,Q42\n")
    with open_warehouse(lake) as connection:
        assert bring_authority(connection, file) is True
        assert keep_person_rules(connection, now=NOW) is True
        assert keep_person_rules(connection, now=NOW) is False

    assert rows(lake, "SELECT DISTINCT speaker_name FROM who_said_what WHERE speaker_wikidata_id = 'Q42'") == [
        {"speaker_name": "Robert Okafor"}
    ]
