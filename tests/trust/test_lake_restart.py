"""PostgreSQL is restarted while a batch is loaded into a lake: the batch is loaded once, and whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tasks.load.batch as loading
from schemas.place import Lake
from tests.records import NOW, article, enriched, matched
from tests.warehouse.lakes.postgres import Server, started
from warehouse.errors import LakeLost
from warehouse.invariants import verify
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.turns import read_turn, transact


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as one:
        yield one


def load(connection: Any) -> Any:
    batch = loading.Batch(run_id="one", number=1, input_digest="input", read=1)
    turn = read_turn(connection)
    return loading.load_batch(connection, batch, turn=turn, enriched=[enriched(matched(article()))], now=NOW)


def test_a_restart_in_the_middle_of_a_load_is_waited_out(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(catalog=server.database(), data=str(tmp_path / "lake"))
    migrate(lake)
    restarts = []
    write = loading.write_ledger

    def restart_and_write(connection: Any, row: Any) -> None:
        write(connection, row)
        if not restarts:
            restarts.append(server.restart())

    monkeypatch.setattr(loading, "write_ledger", restart_and_write)

    row = transact(lake, load, lock_timeout=5, patience=60)

    assert (row.loaded_count, len(restarts)) == (1, 1)
    found = verify(lake)
    # Nobody has written that a run began.
    assert {one.invariant for one in found.breaches} <= {"rows_have_runs", "ledger_and_tables_agree"}
    assert found.tables["article_versions"].rows == found.tables["batches"].rows == 1


def test_a_server_that_stays_away_is_named(server: Server, tmp_path: Path) -> None:
    lake = Lake(catalog=server.database(), data=str(tmp_path / "lake"))
    migrate(lake)
    server.stop()

    with pytest.raises(LakeLost, match="its catalog's server does not answer"), open_warehouse(lake):
        pass
    server.restart()
