"""A backfill that is killed at any moment and run again ends as if nothing had happened."""

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.articles import write_jsonl
from tests.flows.commands import copydesk, warm_server
from tests.flows.killing import content, killed_after, started
from tests.warehouses import rows

# COPYDESK_KILLED_ARTICLES=2000 COPYDESK_KILLS=20 COPYDESK_KILL_SEED=… is the long version; `-s` prints what it did.
ARTICLES = int(os.environ.get("COPYDESK_KILLED_ARTICLES", "32"))
KILLS = int(os.environ.get("COPYDESK_KILLS", "3"))
SEED = int(os.environ.get("COPYDESK_KILL_SEED", "9"))
BATCH = max(8, ARTICLES // 25)
A_DAY = 86_400.0


def settings(**more: str) -> dict[str, str]:
    return {"COPYDESK_BATCH_SIZE": str(BATCH), **more}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of short generated articles, a line that cannot be read, and an empty file."""
    folder = tmp_path_factory.mktemp("archive")
    write_jsonl(folder / "one.jsonl", ARTICLES // 2, seed=1, paragraphs=(1, 2))
    write_jsonl(folder / "two.jsonl", ARTICLES // 2, seed=2, first=ARTICLES // 2 + 1, paragraphs=(1, 2))
    with (folder / "two.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"title": "Cut off", "body": \n')
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def uninterrupted(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    path = tmp_path_factory.mktemp("whole") / "news.duckdb"
    warm_server()  # its start is none of the backfill's time
    began = time.monotonic()
    assert not killed_after(A_DAY, "backfill", archive, "--warehouse", path, **settings())
    return path, time.monotonic() - began


def test_a_backfill_that_is_killed_again_and_again_ends_as_one_that_was_not(
    archive: Path, uninterrupted: tuple[Path, float], tmp_path: Path
) -> None:
    whole, seconds = uninterrupted
    path = tmp_path / "news.duckdb"
    dice = random.Random(SEED)
    # Early enough that all kills come before the end, late enough that batches get done between some of them.
    moments = [dice.uniform(0.2, 0.95) * min(seconds, 8 + seconds / KILLS) for _ in range(KILLS)]
    kills = sum(killed_after(moment, "backfill", archive, "--warehouse", path, **settings()) for moment in moments)

    assert not killed_after(A_DAY, "backfill", archive, "--warehouse", path, **settings())

    assert content(path) == content(whole)
    states = [row["state"] for row in rows(path, "SELECT state FROM runs ORDER BY started_at")]
    # A run that was killed before it had begun has left no row.
    assert states[-1] == "done"
    assert states.count("crashed") <= kills
    assert set(states) <= {"crashed", "done"}
    assert list(tmp_path.glob("*.runs")) == []
    loaded = rows(path, "SELECT count(*) AS batches FROM batches GROUP BY run_id")
    print(
        f"\n{ARTICLES} articles, {seconds:.0f} s without a kill; killed {kills} times (seed {SEED}, after "
        f"{', '.join(f'{moment:.1f}' for moment in moments)} s), {len(loaded)} runs loaded batches; identical"
    )


def test_the_run_after_a_killed_one_says_so(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", 6)
    path = tmp_path / "news.duckdb"
    with started("ingest", tmp_path / "in.jsonl", "--warehouse", path) as process:
        while not _is_running(path):
            assert process.poll() is None, "it ended before it was seen to run"
            time.sleep(0.02)

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
