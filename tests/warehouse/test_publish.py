"""Copies for readers: whole at every moment, whoever loads, reads or is killed meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import filelock
import pyarrow.parquet as pq
import pytest

from tests.records import NOW, article
from tests.warehouses import ingest, new_warehouse, rows
from warehouse import views
from warehouse.errors import WarehouseBusy
from warehouse.publish import PublishError, default_copy, export_views, publish

ROOT = Path(__file__).parents[2]
HOLD_OPEN = """
import duckdb, sys
database = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.readline()
print(database.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
"""
# Stands still at the moment at which the new copy is complete, and before it takes the old one's place.
STOP_BEFORE_SWAP = """
import pathlib, sys
import warehouse.publish
from tests.records import NOW
def stop(new, target):
    print("open", flush=True)
    sys.stdin.readline()
warehouse.publish.swap_in = stop
warehouse.publish.publish(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), now=NOW)
"""
LOAD_AND_PUBLISH = """
import pathlib, sys
from tests.records import NOW, article
from tests.warehouses import ingest
from warehouse.publish import publish
path, copy, kind = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
print("open", flush=True)
for number in range(5):
    if kind == "load":
        ingest(path, [article(canonical_url=f"https://harbour.example/{number}", body=f"Body {number} of many words.")])
    else:
        publish(path, copy, now=NOW)
"""


@contextmanager
def process(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, once it has said "open"."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as started:
        assert started.stdout
        assert started.stdout.readline() == "open\n"
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    return path


def add_article(path: Path) -> None:
    ingest(path, [article(canonical_url="https://harbour.example/second", body="Another story, told in other words.")])


def count(path: Path) -> int:
    return int(rows(path, "SELECT count(*) AS n FROM articles")[0]["n"])


def test_a_copy_holds_what_the_warehouse_held(warehouse: Path) -> None:
    copy = default_copy(warehouse)

    done = publish(warehouse, copy, now=NOW)
    add_article(warehouse)

    assert copy == warehouse.with_name("news.published.duckdb")
    assert done.model_dump() == {
        "copy_path": str(copy),
        "copy_bytes": copy.stat().st_size,
        "parquet_folder": None,
        "parquet_rows": {},
    }
    assert (count(copy), count(warehouse)) == (1, 2)


def test_a_reader_keeps_its_copy_while_the_next_is_swapped_in(warehouse: Path) -> None:
    copy = default_copy(warehouse)
    publish(warehouse, copy, now=NOW)

    with process(HOLD_OPEN, copy) as reader:
        add_article(warehouse)
        publish(warehouse, copy, now=NOW)

        assert count(copy) == 2
        assert reader.communicate("\n")[0] == "1\n"


def test_a_copy_is_replaced_and_never_written_over(warehouse: Path) -> None:
    copy = default_copy(warehouse)
    publish(warehouse, copy, now=NOW)
    before = copy.read_bytes()

    with copy.open("rb") as held:
        ingest(warehouse, [article(canonical_url="https://harbour.example/more", body="More of it, in other words.")])
        publish(warehouse, copy, now=NOW)

        assert held.read() == before
    assert copy.read_bytes() != before


def test_a_publisher_that_is_killed_leaves_the_earlier_copy_whole(warehouse: Path) -> None:
    copy = default_copy(warehouse)
    publish(warehouse, copy, now=NOW)
    before = copy.read_bytes()
    add_article(warehouse)

    with process(STOP_BEFORE_SWAP, warehouse, copy) as publisher:
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()

    left = copy.with_name(f".{copy.name}.new")
    assert left.exists()
    assert copy.read_bytes() == before
    publish(warehouse, copy, now=NOW)
    assert count(copy) == 2
    assert not left.exists()


def test_loads_and_publications_take_turns(warehouse: Path) -> None:
    copy = default_copy(warehouse)
    publish(warehouse, copy, now=NOW)

    with (
        process(LOAD_AND_PUBLISH, warehouse, copy, "load") as loader,
        process(LOAD_AND_PUBLISH, warehouse, copy, "publish") as publisher,
    ):
        assert (loader.wait(120), publisher.wait(120)) == (0, 0)

    for path in (warehouse, copy):
        sums = rows(path, "SELECT sum(loaded_count) AS n FROM batches")[0]["n"]
        assert sums == rows(path, "SELECT count(*) AS n FROM article_versions")[0]["n"]
    publish(warehouse, copy, now=NOW)
    assert count(copy) == 6


def test_the_views_are_one_parquet_file_each(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "views"

    done = publish(warehouse, default_copy(warehouse), parquet=folder, now=NOW)

    assert done.parquet_folder == str(folder)
    assert sorted(path.stem for path in folder.iterdir()) == sorted(view.name for view in views.load())
    for view, number in done.parquet_rows.items():
        assert pq.read_table(folder / f"{view}.parquet").num_rows == number
    assert pq.read_table(folder / "who_said_what.parquet").select(["speaker_name", "published_at"]).to_pylist() == [
        {"speaker_name": "Ana Kowalski", "published_at": row["published_at"]}
        for row in rows(warehouse, "SELECT published_at FROM who_said_what")
    ]


def test_a_file_of_the_user_in_the_folder_of_views_stays(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "views"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "speakers.parquet").write_text("old")

    export_views(warehouse, folder)

    assert (folder / "notes.txt").read_text() == "mine"
    assert pq.read_table(folder / "speakers.parquet").num_rows == 1


def test_the_warehouse_remembers_where_its_copies_lie(warehouse: Path, tmp_path: Path) -> None:
    copy, folder = default_copy(warehouse), tmp_path / "views"
    publish(warehouse, copy, now=NOW)
    publish(warehouse, copy, parquet=folder, now=NOW)

    assert rows(warehouse, "SELECT * FROM publications ORDER BY path") == [
        {"path": str(copy), "kind": "copy", "published_at": NOW},
        {"path": str(folder), "kind": "parquet", "published_at": NOW},
    ]


def test_a_second_publisher_waits_a_bounded_time(warehouse: Path) -> None:
    copy = default_copy(warehouse)

    with (
        filelock.FileLock(f"{copy}.lock"),
        pytest.raises(WarehouseBusy, match="in use by another `copydesk publish`; waited"),
    ):
        publish(warehouse, copy, now=NOW, lock_timeout=0.1)


def test_what_is_not_a_copy_is_not_replaced(warehouse: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")

    for target, said in [
        (warehouse, "is the warehouse itself"),
        (tmp_path, "is a folder"),
        (notes, "not a DuckDB file, so it is not replaced"),
    ]:
        with pytest.raises(PublishError, match=said):
            publish(warehouse, target, now=NOW)
    with pytest.raises(PublishError, match="is a file; name a folder with --parquet"):
        publish(warehouse, default_copy(warehouse), parquet=notes, now=NOW)
    assert notes.read_text() == "mine"


def test_a_plain_duckdb_client_reads_the_copy_while_the_warehouse_is_written(warehouse: Path) -> None:
    copy = default_copy(warehouse)
    publish(warehouse, copy, now=NOW)

    with duckdb.connect(str(copy), read_only=True) as reader:
        add_article(warehouse)
        assert reader.execute("SELECT count(*) FROM who_said_what").fetchall() == [(2,)]
