"""Several processes and one file: bounded waiting and messages that name the holder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.warehouses import new_warehouse, rows
from warehouse.errors import WarehouseBusy, WarehouseUnreadable
from warehouse.session import WriterLock, open_warehouse

HOLD_FILE = """
import pathlib, sys
from warehouse.session import open_warehouse
with open_warehouse(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
HOLD_LOCK = HOLD_FILE.replace("open_warehouse", "WriterLock")


@contextmanager
def holding(script: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the file or the lock until a line is written to it."""
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.communicate("\n")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_another_process_writes_is_named_with_its_holder(warehouse: Path, read_only: bool) -> None:
    with (
        holding(HOLD_FILE, warehouse) as other,
        pytest.raises(WarehouseBusy, match=f"in use by process {other.pid}; waited 0.1 s. Try again"),
        open_warehouse(warehouse, read_only=read_only, lock_timeout=0.1),
    ):
        pass


def test_a_reader_waits_until_the_writer_has_finished(warehouse: Path) -> None:
    with holding(HOLD_FILE, warehouse) as other:
        assert other.stdin
        other.stdin.write("\n")
        other.stdin.flush()

        assert rows(warehouse, "SELECT * FROM articles") == []


def test_a_reader_in_the_writing_process_is_told_so(warehouse: Path) -> None:
    with (
        open_warehouse(warehouse),
        pytest.raises(WarehouseBusy, match=f"in use by this process \\({os.getpid()}\\)"),
        open_warehouse(warehouse, read_only=True, lock_timeout=0),
    ):
        pass


def test_readers_do_not_wait_for_each_other(warehouse: Path) -> None:
    with open_warehouse(warehouse, read_only=True), open_warehouse(warehouse, read_only=True, lock_timeout=0):
        assert rows(warehouse, "SELECT * FROM articles") == []


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    notes, exported = tmp_path / "notes.duckdb", tmp_path / "articles.parquet"
    notes.write_text("not a database\n" * 400)
    pq.write_table(pa.table({"article_id": ["a"]}), exported)

    for path in (notes, exported):
        with (
            pytest.raises(WarehouseUnreadable, match="cannot be read as a DuckDB file"),
            open_warehouse(path, read_only=True, lock_timeout=0),
        ):
            pass


def test_a_second_run_is_told_which_process_writes(warehouse: Path) -> None:
    with (
        holding(HOLD_LOCK, warehouse) as other,
        pytest.raises(WarehouseBusy, match=f"in use by another run \\(process {other.pid}\\)"),
        WriterLock(warehouse, lock_timeout=0.1),
    ):
        pass


def test_the_file_is_open_to_readers_while_a_run_holds_its_lock(warehouse: Path) -> None:
    with WriterLock(warehouse, lock_timeout=0):
        assert rows(warehouse, "SELECT * FROM articles") == []


def test_the_lock_of_a_killed_run_is_free(warehouse: Path) -> None:
    with holding(HOLD_LOCK, warehouse) as other:
        other.kill()
        other.wait()

        with WriterLock(warehouse, lock_timeout=5):
            pass


def test_days_and_hours_are_those_of_utc(warehouse: Path) -> None:
    assert rows(warehouse, "SELECT current_setting('TimeZone') AS zone") == [{"zone": "UTC"}]


def test_who_waits_has_the_lock_before_its_holder_has_it_again(warehouse: Path) -> None:
    with holding(HOLD_LOCK, warehouse) as other:
        waiting = subprocess.Popen(
            [sys.executable, "-c", HOLD_LOCK, str(warehouse)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert waiting.stderr
        assert f"waiting up to 30 s for another run (process {other.pid})" in waiting.stderr.readline()
        with pytest.raises(WarehouseBusy), WriterLock(warehouse, lock_timeout=0):
            pass
        other.communicate("\n")
        assert waiting.stdout
        assert waiting.stdout.readline() == "held\n"
        waiting.communicate("\n")
