"""Compaction writes the file anew: what was deleted is gone from it, everything else is as before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.records import NOW, article
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse.compact import compact
from warehouse.errors import WarehouseBusy
from warehouse.migrate import migrate, schema_state
from warehouse.schema import SchemaState
from warehouse.session import WriterLock, open_warehouse
from warehouse.tables import ARTICLE_VERSIONS, SEARCH_TERMS

ROOT = Path(__file__).parents[2]
INDEX = ("search_documents", "search_terms")
STOP_BEFORE_SWAP = """
import os, pathlib, signal, sys
import warehouse.compact
from tests.records import NOW
warehouse.compact.swap_in = lambda new, target: os.kill(os.getpid(), signal.SIGKILL)
warehouse.compact.compact(pathlib.Path(sys.argv[1]), now=NOW)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    ingest(path, [article(ref="b", canonical_url="https://harbour.example/b", body="A tale of Xylophonia, told once.")])
    return path


def test_rows_keys_views_functions_and_descriptions_are_as_before(warehouse: Path) -> None:
    before = contents(warehouse, without=INDEX)
    described = "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL"
    comments = rows(warehouse, described)

    done = compact(warehouse, now=NOW)

    assert done.joined_segments == 2
    assert contents(warehouse, without=INDEX) == before
    assert rows(warehouse, described) == comments
    assert rows(warehouse, "SELECT title FROM search_articles('xylophonia')") == [{"title": "Port to close on Friday"}]
    assert schema_state(warehouse) is SchemaState.CURRENT
    migrate(warehouse)
    ingest(warehouse, [article(ref="c", canonical_url="https://harbour.example/c", body="Loaded after compaction.")])
    assert len(rows(warehouse, "FROM articles")) == 3


def test_what_was_deleted_is_gone_from_the_file(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        connection.exec_driver_sql("CHECKPOINT")
        connection.execute(sa.delete(ARTICLE_VERSIONS))
        connection.execute(sa.delete(SEARCH_TERMS))
        connection.commit()
        connection.exec_driver_sql("CHECKPOINT")
    assert b"Xylophonia" in warehouse.read_bytes()

    compact(warehouse, now=NOW)

    assert b"Xylophonia" not in warehouse.read_bytes()
    assert sorted(path.name for path in warehouse.parent.iterdir() if "lock" not in path.name) == [
        "news.duckdb",
        "news.duckdb.turn",
    ]


def test_a_compaction_that_is_killed_leaves_the_warehouse_whole(warehouse: Path) -> None:
    before = contents(warehouse, without=INDEX)
    command = [sys.executable, "-c", STOP_BEFORE_SWAP, str(warehouse)]

    killed = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, check=False)

    assert killed.returncode == -9
    assert contents(warehouse, without=INDEX) == before
    compact(warehouse, now=NOW)
    assert contents(warehouse, without=INDEX) == before


def test_a_run_that_writes_is_waited_for(warehouse: Path) -> None:
    with WriterLock(warehouse, lock_timeout=1), pytest.raises(WarehouseBusy, match="another run"):
        compact(warehouse, now=NOW, lock_timeout=0.1)
