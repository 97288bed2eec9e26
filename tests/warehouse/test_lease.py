"""Which runs are alive: told by locks that the system frees when a process dies."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.lease import RunLease, holder_name, is_alive

HOLD = """
import pathlib, sys
from warehouse.lease import RunLease
with RunLease(pathlib.Path(sys.argv[1]), "one"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


def test_a_run_is_alive_while_it_holds_its_lease(warehouse: Path) -> None:
    with RunLease(warehouse, "one"), RunLease(warehouse, "two"):
        assert [is_alive(warehouse, run_id) for run_id in ("one", "two")] == [True, True]


def test_a_run_that_ended_leaves_no_trace(warehouse: Path) -> None:
    with RunLease(warehouse, "one"):
        pass

    assert is_alive(warehouse, "one", f"another-{socket.gethostname()}:17") is None
    assert is_alive(warehouse, "one", holder_name()) is False
    assert list(warehouse.parent.iterdir()) == []


def test_a_run_that_was_killed_is_dead(warehouse: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert is_alive(warehouse, "one") is True
        process.kill()
        process.wait()

    assert is_alive(warehouse, "one") is False
    assert list(warehouse.parent.iterdir()) == []


def test_old_leases_of_runs_that_were_killed_at_their_end_are_swept_and_held_ones_stay(warehouse: Path) -> None:
    folder = warehouse.with_name("news.duckdb.runs")
    with RunLease(warehouse, "long"):
        (folder / "killed.lock").touch()
        (folder / "begun.lock").touch()
        for name in ("killed", "long"):
            os.utime(folder / f"{name}.lock", (1, 1))

        with RunLease(warehouse, "now"):
            pass

        assert sorted(file.name for file in folder.iterdir()) == ["begun.lock", "long.lock"]
