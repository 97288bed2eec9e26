"""The runs table: totals add up or the run has failed."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.run import Totals
from tasks.load.batch import Batch, load_batch
from tasks.load.errors import TotalsDisagree
from tasks.load.runs import finish_run, loaded_inputs, start_run
from tests.records import NOW, enriched, rejected
from tests.warehouses import new_warehouse, rows
from warehouse.session import open_warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


def start(path: Path) -> str:
    with open_warehouse(path) as connection:
        return start_run(
            connection,
            flow="ingest",
            parameters={"inputs": ["examples/"]},
            code_version="0.1.0",
            enrichment_version="model-1+rules-1",
            now=NOW,
        ).run_id


def load_two_batches(path: Path, run_id: str) -> None:
    with open_warehouse(path) as connection:
        first = Batch(run_id=run_id, number=1, input_digest="first", read=2)
        load_batch(connection, first, enriched=[enriched()], rejected=[rejected()], now=NOW)
        second = Batch(run_id=run_id, number=2, input_digest="second", read=1)
        load_batch(connection, second, unchanged=[enriched().matched], now=NOW)


def test_a_finished_run_has_the_totals_of_its_batches(warehouse: Path) -> None:
    run_id = start(warehouse)
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
            "read_count": 3,
            "loaded_count": 1,
            "unchanged_count": 1,
            "quarantined_count": 1,
        }
    ]


def test_a_record_that_went_missing_fails_the_run(warehouse: Path) -> None:
    run_id = start(warehouse)
    load_two_batches(warehouse, run_id)

    with (
        open_warehouse(warehouse) as connection,
        pytest.raises(TotalsDisagree, match="4 records read, but 1 loaded \\+ 1 unchanged \\+ 1 quarantined"),
    ):
        finish_run(connection, run_id, read=4, now=NOW)

    assert rows(warehouse, "SELECT state, read_count FROM runs") == [{"state": "failed", "read_count": 4}]


def test_a_run_that_was_killed_is_marked_as_failed_by_the_next(warehouse: Path) -> None:
    killed = start(warehouse)
    following = start(warehouse)

    states = {row["run_id"]: row["state"] for row in rows(warehouse, "SELECT run_id, state FROM runs")}
    assert states == {killed: "failed", following: "running"}


def test_loaded_inputs_are_those_that_the_ledger_holds(warehouse: Path) -> None:
    load_two_batches(warehouse, start(warehouse))

    with open_warehouse(warehouse) as connection:
        assert loaded_inputs(connection) == {"first", "second"}
