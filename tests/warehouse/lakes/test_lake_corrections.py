"""Corrections on a lake: the same as on a file, in turn with the loads of other machines, and undone."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from schemas.decided import CorrectionRow
from schemas.place import Lake, Place
from tests.records import NOW, moment
from tests.warehouse.deciding import EACH, PEOPLE, PORT, SAID, decide, every_correction, fill, filled, quote, seen
from tests.warehouse.lakes.postgres import Server
from tests.warehouse.told import told
from tests.warehouses import ingest, rows
from warehouse.authority import bring_authority
from warehouse.corrections import Decided, right_speaker, undo
from warehouse.migrate import migrate
from warehouse.person_rules import keep_person_rules
from warehouse.session import open_warehouse
from warehouse.turns import in_turn, read_turn, take_turn


@pytest.fixture(scope="module")
def stories(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with the stories, in which no test leaves a correction."""
    place = Lake(catalog=server.database(), data=str(tmp_path_factory.mktemp("lake")))
    migrate(place)
    fill(place)
    return place


def undo_all(place: Place, made: list[CorrectionRow]) -> None:
    def work(connection: sa.Connection) -> None:
        for row in made:
            decide(connection, undo, row.correction_id, hours=1)

    in_turn(place, work, lock_timeout=5, patience=60)


def test_a_correction_of_each_kind_holds_over_a_new_version_and_can_be_undone(stories: Lake, tmp_path: Path) -> None:
    file = filled(tmp_path)
    before = seen(file)

    later, found = told("port", f"Updated. {PORT}", who=PEOPLE, said=SAID, updated=moment(time="20:00"))
    for place in (stories, file):
        made = every_correction(place)
        ingest(place, [later], found={"port": found})
    assert {row.kind for row in made} == EACH.keys()
    corrected = seen(stories)
    assert corrected == seen(file) != before

    for place in (stories, file):
        undo_all(place, made)
    assert corrected != seen(stories) == seen(file)
    assert rows(stories, "FROM corrections_in_force") == []


def test_a_correction_into_which_a_load_came_is_made_again(stories: Lake) -> None:
    given, attempts = quote(stories, SAID[0].text), 0

    def work(connection: sa.Connection) -> CorrectionRow:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            with open_warehouse(stories) as other:
                turn = read_turn(other)
                with other.begin():
                    take_turn(other, turn)
        return right_speaker(connection, given, "Ingrid Vahl", Decided(by="omar", reason="the recording", at=NOW))

    made = [in_turn(stories, work, lock_timeout=5, patience=60)]

    assert attempts == 2
    assert len(rows(stories, "FROM corrections_in_force")) == 1
    assert rows(stories, "SELECT speaker_name FROM who_said_what WHERE text LIKE '%port is closed%'") == [
        {"speaker_name": "Ingrid Vahl"}
    ]
    undo_all(stories, made)


def test_a_correction_that_two_machines_made_at_one_instant_is_undone_as_one(stories: Lake) -> None:
    given = quote(stories, SAID[0].text)
    made = speaker_set(stories, given)
    with open_warehouse(stories) as connection, connection.begin():
        connection.execute(sa.text("INSERT INTO corrections FROM corrections_in_force"))

    undo_all(stories, [made])

    assert rows(stories, "FROM corrections_in_force") == []


def speaker_set(place: Place, given: str) -> CorrectionRow:
    def work(connection: sa.Connection) -> CorrectionRow:
        return right_speaker(connection, given, "Ingrid Vahl", Decided(by="omar", reason="the recording", at=NOW))

    return in_turn(place, work, lock_timeout=5, patience=60)


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
