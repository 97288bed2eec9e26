"""The runs table: totals add up or the run has failed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.rows import RunRow
from schemas.run import Totals
from tasks.load.batch import Batch, load_batch
from tasks.load.errors import TotalsDisagree
from tasks.load.runs import Started, finish_run, loaded_inputs, new_run, start_run
from tests.records import NOW, enriched, rejected
from tests.warehouses import new_warehouse, rows
from warehouse.session import open_warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


def row(**fields: Any) -> RunRow:
    plain: dict[str, Any] = {
        "flow": "ingest",
        "parameters": {"inputs": ["examples/"]},
        "code_version": "0.1.0",
        "enrichment_version": "model-1+rules-1",
        "holder": "desk:17",
        "now": NOW,
    }
    return new_run(**plain | fields)


def start(path: Path, alive: bool | None = None, **fields: Any) -> Started:
    with open_warehouse(path) as connection:
        return start_run(connection, row(**fields), is_alive=lambda _: alive, lease=timedelta(hours=1))


def load_two_batches(path: Path, run_id: str) -> None:
    with open_warehouse(path) as connection:
        first = Batch(run_id=run_id, number=1, input_digest="first", read=2)
        load_batch(connection, first, enriched=[enriched()], rejected=[rejected()], now=NOW)
        second = Batch(run_id=run_id, number=2, input_digest="second", read=1)
        load_batch(connection, second, unchanged=[enriched().matched], now=NOW)


def test_a_finished_run_has_the_totals_of_its_batches(warehouse: Path) -> None:
    run_id = start(warehouse).row.run_id
    load_two_batches(warehouse, run_id)

    with open_warehouse(warehouse) as connection:
        totals = finish_run(connection, run_id, read=3, now=NOW + timedelta(minutes=1))

    assert totals == Totals(read=3, loaded=1, unchanged=1, quarantined=1)
    assert rows(warehouse, "SELECT * FROM runs") == [
        {
            "run_id": run_id,
            "flow": "ingest",
            "parameters": '{"inputs": ["examples/"]}',
            "code_version": "0.1.0",
            "enrichment_version": "model-1+rules-1",
            "started_at": NOW,
            "finished_at": NOW + timedelta(minutes=1),
            "state": "done",
            "holder": "desk:17",
            "heartbeat_at": NOW,
            "read_count": 3,
            "loaded_count": 1,
            "unchanged_count": 1,
            "quarantined_count": 1,
        }
    ]


def test_a_record_that_went_missing_fails_the_run(warehouse: Path) -> None:
    run_id = start(warehouse).row.run_id
    load_two_batches(warehouse, run_id)

    with (
        open_warehouse(warehouse) as connection,
        pytest.raises(TotalsDisagree, match="4 records read, but 1 loaded \\+ 1 unchanged \\+ 1 quarantined"),
    ):
        finish_run(connection, run_id, read=4, now=NOW)

    assert rows(warehouse, "SELECT state, read_count FROM runs") == [{"state": "failed", "read_count": 4}]


def states(path: Path) -> dict[str, str]:
    return {found["run_id"]: found["state"] for found in rows(path, "SELECT run_id, state FROM runs")}


def test_a_run_whose_process_is_dead_has_crashed_and_keeps_what_it_loaded(warehouse: Path) -> None:
    killed = start(warehouse).row
    load_two_batches(warehouse, killed.run_id)

    following = start(warehouse, alive=False)

    assert [one.run_id for one in following.crashed] == [killed.run_id]
    assert states(warehouse) == {killed.run_id: "crashed", following.row.run_id: "running"}
    counts = rows(warehouse, "SELECT read_count, loaded_count, finished_at FROM runs WHERE state = 'crashed'")
    assert counts == [{"read_count": 3, "loaded_count": 1, "finished_at": None}]


def test_a_run_that_lives_is_left_alone_however_long_it_is_silent(warehouse: Path) -> None:
    silent = start(warehouse).row

    following = start(warehouse, alive=True, now=NOW + timedelta(days=1))

    assert following.crashed == ()
    assert states(warehouse) == {silent.run_id: "running", following.row.run_id: "running"}


@pytest.mark.parametrize(("minutes", "crashed"), [(59, False), (61, True)])
def test_a_run_of_another_machine_is_over_when_its_lease_is(warehouse: Path, minutes: int, crashed: bool) -> None:
    start(warehouse)

    following = start(warehouse, alive=None, now=NOW + timedelta(minutes=minutes))

    assert bool(following.crashed) is crashed


def test_a_batch_is_a_sign_of_life(warehouse: Path) -> None:
    run_id = start(warehouse).row.run_id
    later = NOW + timedelta(minutes=50)
    with open_warehouse(warehouse) as connection:
        load_batch(connection, Batch(run_id=run_id, number=1, input_digest="first", read=0), now=later)

    assert rows(warehouse, "SELECT heartbeat_at FROM runs") == [{"heartbeat_at": later}]


def test_loaded_inputs_are_those_that_the_ledger_holds(warehouse: Path) -> None:
    load_two_batches(warehouse, start(warehouse).row.run_id)

    with open_warehouse(warehouse) as connection:
        assert loaded_inputs(connection) == {"first", "second"}
