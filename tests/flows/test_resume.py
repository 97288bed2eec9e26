"""A backfill that is killed at any moment and run again ends as if nothing had happened."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.articles import write_jsonl
from tests.flows.commands import ROOT, copydesk
from tests.flows.killing import content, killed_after
from tests.warehouses import rows

ARTICLES, BATCH, KILLS = 32, 8, 3


def settings(**more: str) -> dict[str, str]:
    return {"COPYDESK_BATCH_SIZE": str(BATCH), **more}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of generated articles, a line that cannot be read, and an empty file."""
    folder = tmp_path_factory.mktemp("archive")
    write_jsonl(folder / "one.jsonl", ARTICLES // 2, seed=1)
    write_jsonl(folder / "two.jsonl", ARTICLES // 2, seed=2)
    with (folder / "two.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"title": "Cut off", "body": \n')
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def uninterrupted(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    path = tmp_path_factory.mktemp("whole") / "news.duckdb"
    started = time.monotonic()
    done = copydesk("backfill", archive, "--warehouse", path, "--json", **settings())
    assert done.code == 0, done.err
    return path, time.monotonic() - started


def test_a_backfill_that_is_killed_again_and_again_ends_as_one_that_was_not(
    archive: Path, uninterrupted: tuple[Path, float], tmp_path: Path
) -> None:
    whole, seconds = uninterrupted
    path = tmp_path / "news.duckdb"
    dice = random.Random(9)
    kills = sum(
        killed_after(dice.uniform(0.2, 0.95) * seconds, "backfill", archive, "--warehouse", path, **settings())
        for _ in range(KILLS)
    )

    done = copydesk("backfill", archive, "--warehouse", path, "--json", **settings())

    assert done.code == 0, done.err
    assert content(path) == content(whole)
    states = [row["state"] for row in rows(path, "SELECT state FROM runs ORDER BY started_at")]
    # A run that was killed before it had begun has left no row.
    assert states[-1] == "done"
    assert states.count("crashed") <= kills
    assert set(states) <= {"crashed", "done"}
    assert list(tmp_path.glob("*.runs")) == []


def test_the_run_after_a_killed_one_says_so(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", 6)
    path = tmp_path / "news.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", "ingest", str(tmp_path / "in.jsonl"), "--warehouse", str(path)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not _is_running(path):
        assert process.poll() is None, "it ended before it was seen to run"
        time.sleep(0.02)
    process.kill()
    process.wait()

    done = copydesk("ingest", tmp_path / "in.jsonl", "--warehouse", path)

    (killed,) = rows(path, "SELECT run_id, finished_at, holder FROM runs WHERE state = 'crashed'")
    assert killed["finished_at"] is None
    assert str(killed["holder"]).endswith(f":{process.pid}")
    assert f"took over from run {killed['run_id']}, which had ended without a word" in done.out
    assert "took over from ingest" in done.err


def _is_running(path: Path) -> bool:
    """Whether a run has written that it has begun; asked by a process that opens the file for a moment."""
    try:
        found: list[dict[str, Any]] = rows(path, "SELECT state FROM runs")
    except Exception:  # not there yet, or without tables
        return False
    return [row["state"] for row in found] == ["running"]
