"""A damaged warehouse says so with the mend, and `copydesk recover` makes it again without losing what can be had."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.flows.commands import ROOT, copydesk
from tests.flows.killing import content
from tests.records import NOW
from tests.trust.loading import articles, load_run
from warehouse.errors import WarehouseEmpty, WarehouseUnreadable
from warehouse.forgetting import forget_article
from warehouse.invariants import verify
from warehouse.migrate import migrate
from warehouse.publish import default_copy, publish
from warehouse.query import run_query
from warehouse.recovery import NothingToRecoverFrom, kept_aside, recover
from warehouse.session import open_warehouse

LOAD_AND_DIE = """
import pathlib, sys
from tests.trust.loading import articles, load_run
load_run(pathlib.Path(sys.argv[1]), articles(20, first=100), die_after=3)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse of eight articles, its copy, and then a run that was killed after three batches."""
    folder = tmp_path_factory.mktemp("made")
    warehouse = folder / "news.duckdb"
    load_run(warehouse, articles(8))
    publish(warehouse, default_copy(warehouse), now=NOW)
    paths = str(ROOT)
    command = [sys.executable, "-c", LOAD_AND_DIE, str(warehouse)]
    assert subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, check=False).returncode == 9
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    for file in made.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


@pytest.fixture(scope="module")
def damaged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """That warehouse, its log folded in, with a damaged block that holds texts and nothing else."""
    warehouse = tmp_path_factory.mktemp("damaged") / "news.duckdb"
    for suffix in ("", ".wal"):
        shutil.copy(f"{made / 'news.duckdb'}{suffix}", f"{warehouse}{suffix}")
    damage_a_table(warehouse)
    return warehouse.read_bytes()


def versions(path: Path) -> int:
    return int(run_query(path, "SELECT count(*) AS n FROM article_versions").to_pylist()[0]["n"])


def spoil(file: Path, at: int, size: int = 64) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(b"\xaa" * size)


def test_a_run_that_was_killed_leaves_its_batches_in_the_log_and_needs_no_recovery(folder: Path) -> None:
    assert (folder / "news.duckdb.wal").stat().st_size > 0
    assert versions(folder / "news.duckdb") == 8 + 12
    assert verify(folder / "news.duckdb").is_sound


@pytest.mark.parametrize("left", [0, 11, 4_000, 60_000])
def test_a_truncated_file_says_so_with_the_mend(folder: Path, left: int) -> None:
    warehouse = folder / "news.duckdb"
    os.truncate(warehouse, left)

    for work in (versions, verify, migrate, lambda path: publish(path, default_copy(path), now=NOW)):
        with pytest.raises(WarehouseUnreadable if left else WarehouseEmpty, match="run `copydesk recover`"):
            work(warehouse)


def test_a_command_on_a_damaged_file_ends_with_a_sentence(folder: Path) -> None:
    os.truncate(folder / "news.duckdb", 4_000)

    done = copydesk("sql", "FROM articles", "--warehouse", folder / "news.duckdb")

    assert (done.code, "run `copydesk recover`" in done.err, "Traceback" in done.err) == (3, True, False)


def test_a_damaged_log_is_used_up_to_the_damage(folder: Path) -> None:
    warehouse, log = folder / "news.duckdb", folder / "news.duckdb.wal"
    spoil(log, log.stat().st_size // 2)
    with pytest.raises(WarehouseUnreadable, match="replaying WAL"):
        versions(warehouse)

    done = recover(warehouse, [], now=NOW)

    assert (done.made_from, done.missing_runs, done.log_cut_at is None) == ("itself", (), False)
    assert 8 < versions(warehouse) < 20, "commits before the damage are kept"
    assert [Path(path).suffix for path in done.kept_aside] == [".duckdb", ".wal"]
    assert all(Path(path).exists() for path in done.kept_aside)
    assert list(map(str, kept_aside(warehouse))) == list(done.kept_aside)
    load_run(warehouse, articles(20, first=100))
    assert versions(warehouse) == 8 + 20


def test_a_file_of_which_nothing_can_be_read_is_recovered_from_its_copy(folder: Path) -> None:
    warehouse = folder / "news.duckdb"
    os.truncate(warehouse, 4_000)

    done = copydesk("recover", "--warehouse", warehouse)

    assert done.code == 0, done.err
    assert f"made from the copy {default_copy(warehouse)}: 8 versions of articles" in done.out
    assert "what was loaded after that is missing: run the same ingests and backfills again" in done.out
    assert verify(warehouse).is_sound


def test_the_runs_that_the_copy_lacks_are_named_and_bring_back_what_is_missing(folder: Path, damaged: bytes) -> None:
    warehouse, whole = folder / "news.duckdb", folder / "whole.duckdb"
    shutil.copy(default_copy(warehouse), whole)
    put(damaged, warehouse)

    done = copydesk("recover", "--warehouse", warehouse)

    assert done.code == 0, done.err
    assert "missing is what these runs loaded; run them again:\n  copydesk backfill archive/\n" in done.out
    for path in (whole, warehouse):
        load_run(path, articles(20, first=100))
    assert versions(warehouse) == 8 + 20
    assert verify(warehouse).is_sound
    differing = {name for name, rows in content(whole).items() if rows != content(warehouse)[name]}
    assert differing == set()


def test_without_a_copy_it_says_what_to_do_and_changes_nothing(folder: Path) -> None:
    warehouse = folder / "news.duckdb"
    default_copy(warehouse).unlink()
    os.truncate(warehouse, 4_000)
    before = {path.name: path.stat().st_size for path in folder.glob("news.duckdb*")}

    with pytest.raises(NothingToRecoverFrom, match=r"nothing to recover it from .* `copydesk backfill`"):
        recover(warehouse, [default_copy(warehouse)], now=NOW)

    left = {path.name: path.stat().st_size for path in folder.glob("news.duckdb*")}
    assert {name: left[name] for name in before} == before


def test_decisions_since_the_copy_are_carried_over(folder: Path) -> None:
    warehouse = folder / "news.duckdb"
    with open_warehouse(warehouse) as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO corrections BY NAME SELECT '1' AS correction_id, 'not_a_quote' AS kind, "
            "quote_id AS target_id, article_id, 'a title' AS reason, 'me' AS author, now() AS at FROM quotes LIMIT 1"
        )
    damage_a_table(warehouse)

    done = recover(warehouse, [default_copy(warehouse)], now=NOW)

    assert (done.made_from, done.decisions_kept) == ("copy", {"corrections": 1})
    assert run_query(warehouse, "SELECT reason FROM corrections").to_pylist() == [{"reason": "a title"}]


def test_what_was_forgotten_since_an_old_copy_does_not_come_back(folder: Path) -> None:
    warehouse, url = folder / "news.duckdb", "https://harbour.example/3"
    with open_warehouse(warehouse) as connection, connection.begin():
        forget_article(connection, url, now=NOW)
    damage_a_table(warehouse)

    done = recover(warehouse, [default_copy(warehouse)], now=NOW)

    assert done.decisions_kept["forgotten"] > 0
    assert versions(warehouse) == 7
    assert run_query(warehouse, "FROM articles WHERE url = $url", parameters={"url": url}).num_rows == 0


def test_a_recovery_that_was_killed_between_its_last_steps_is_gone_on_with(folder: Path) -> None:
    warehouse = folder / "news.duckdb"
    expected = content(warehouse)
    script = (
        "import os, sys, pathlib, datetime, warehouse.recovery as recovery\n"
        "recovery._go_on = lambda path: (path.with_name(path.name + '.wal').unlink(), os._exit(9))\n"
        "recovery.recover(pathlib.Path(sys.argv[1]), [], now=datetime.datetime.now(datetime.UTC))\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(warehouse)], cwd=ROOT, check=False)
    assert (killed.returncode, (folder / "news.duckdb.wal").exists()) == (9, False)

    recover(warehouse, [], now=NOW)

    assert content(warehouse) == expected
    assert not (folder / ".news.duckdb.recovered").exists()


def test_damage_anywhere_is_either_told_or_does_no_harm(folder: Path) -> None:
    """Bytes are spoilt at random places: every answer is a clear refusal or the right rows, never other rows."""
    warehouse = folder / "news.duckdb"
    fold_log_in(warehouse)
    expected = verify(warehouse).tables
    whole, dice = warehouse.read_bytes(), random.Random(11)
    told = 0
    for _ in range(int(os.environ.get("COPYDESK_DAMAGES", "8"))):
        put(whole, warehouse)
        spoil(warehouse, dice.randrange(len(whole) - 64))
        try:
            assert verify(warehouse).tables == expected
        except WarehouseUnreadable:
            told += 1
    assert told


def put(content: bytes, warehouse: Path) -> None:
    warehouse.write_bytes(content)
    warehouse.with_name(warehouse.name + ".wal").unlink(missing_ok=True)


def fold_log_in(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        connection.exec_driver_sql("CHECKPOINT")


def damage_a_table(warehouse: Path) -> None:
    """Spoil blocks, one after the other, until texts of articles cannot be read any more, but the ledger can."""
    fold_log_in(warehouse)
    whole = warehouse.read_bytes()
    for at in range(12_288 + 300, len(whole), 262_144):
        put(whole, warehouse)
        spoil(warehouse, at, 4_096)
        try:
            with duckdb.connect(str(warehouse), read_only=True) as base:
                for table in ("runs", "batches", "corrections", "forgotten"):
                    base.execute(f"SELECT sum(hash(t)) FROM {table} AS t").fetchall()  # noqa: S608
                try:
                    base.execute("SELECT sum(hash(body)) FROM article_versions").fetchall()
                except duckdb.Error:
                    return
        except duckdb.Error:
            pass
    pytest.fail("no block holds texts alone")
