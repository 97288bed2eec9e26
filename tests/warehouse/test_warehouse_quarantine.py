"""Reading the quarantine."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from schemas.rows import QuarantineRow
from tasks.load.quarantine import hold, quarantine_id
from tests.records import NOW, rejected
from tests.warehouses import new_warehouse
from warehouse.quarantine import HeldRecord, NotHeld, list_quarantine, show_quarantine
from warehouse.session import open_warehouse

BINARY = rejected(
    source_ref="photo.jpg", reason="binary", detail="photo.jpg: a picture; leave it out", payload=b"\xff\xd8"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_warehouse(tmp_path_factory.mktemp("quarantine"))
    with open_warehouse(path) as connection, connection.begin():
        hold(connection, [rejected(), rejected(source_ref="old.txt")], run_id="run-1", now=NOW)
        hold(connection, [BINARY], run_id="run-2", now=NOW + timedelta(hours=1))
        connection.execute(sa.text("UPDATE quarantine SET status = 'released' WHERE source_ref = 'old.txt'"))
    return path


def test_the_list_shows_what_is_held_latest_first(warehouse: Path) -> None:
    with open_warehouse(warehouse, read_only=True) as connection:
        found = list_quarantine(connection)
        every = list_quarantine(connection, every_status=True)

    assert found[0] == HeldRecord(
        quarantine_id=quarantine_id(BINARY),
        stage="read",
        reason="binary",
        detail="photo.jpg: a picture; leave it out",
        source_ref="photo.jpg",
        source_name=None,
        attempts=1,
        status="held",
    )
    assert [one.source_ref for one in found] == ["photo.jpg", "empty.txt"]
    assert [one.source_ref for one in every] == ["photo.jpg", "empty.txt", "old.txt"]


def test_one_record_is_shown_whole_by_the_beginning_of_its_id(warehouse: Path) -> None:
    with open_warehouse(warehouse, read_only=True) as connection:
        found = show_quarantine(connection, quarantine_id(BINARY)[:8])

    assert found == QuarantineRow(
        quarantine_id=quarantine_id(BINARY),
        run_id="run-2",
        stage="read",
        reason="binary",
        detail="photo.jpg: a picture; leave it out",
        source_ref="photo.jpg",
        payload=b"\xff\xd8",
        attempts=1,
        status="held",
        first_held_at=NOW + timedelta(hours=1),
        last_held_at=NOW + timedelta(hours=1),
        source_name=None,
        rules=(),
        origin=None,
        decided_by=None,
        decided_why=None,
        decided_at=None,
    )


@pytest.mark.parametrize(
    ("key", "said"), [("", "several records begin"), ("zzz", "no record begins with 'zzz'"), ("%", "no record")]
)
def test_an_id_that_names_no_one_record_is_refused(warehouse: Path, key: str, said: str) -> None:
    with open_warehouse(warehouse, read_only=True) as connection, pytest.raises(NotHeld, match=said):
        show_quarantine(connection, key)
