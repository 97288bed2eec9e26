"""A disk that is full or may not be written to: a sentence with the mend, nothing lost, and work goes on after it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.articles import write_jsonl
from tests.flows.commands import copydesk
from tests.flows.killing import content
from tests.records import NOW
from tests.trust.loading import articles, load_run
from warehouse.compact import compact
from warehouse.errors import DiskRefuses
from warehouse.invariants import verify
from warehouse.publish import default_copy, publish

# A warehouse of nothing needs nearly as much; its log grows with every batch.
SMALL, LARGE = "11m", "200m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "none", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"nothing can be mounted here, so no disk can be filled: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Load until nothing more goes in."""
    for start in range(0, 4_000, 20):
        load_run(disk / "news.duckdb", articles(20, first=start))


def test_a_load_that_fills_the_disk_keeps_whole_batches_and_goes_on_when_there_is_room(
    disk: Path, tmp_path: Path
) -> None:
    with pytest.raises(DiskRefuses, match=r"No space left.*free space"):
        fill(disk)
    assert verify(disk / "news.duckdb").breaches == ()

    remount(disk, f"size={LARGE}")
    for path in (disk / "news.duckdb", tmp_path / "whole.duckdb"):
        load_run(path, articles(20))
    # Which group a quotation is in depends on what else was loaded before the disk was full.
    regrouped = {"quotes", "quote_wordings"}
    found, expected = content(disk / "news.duckdb"), content(tmp_path / "whole.duckdb")
    lost = {name for name, rows in expected.items() if not set(rows) <= set(found[name])}
    assert lost <= regrouped
    assert all(len(found[name]) >= len(expected[name]) for name in regrouped)
    assert verify(disk / "news.duckdb").breaches == ()


def test_a_copy_or_a_compaction_for_which_there_is_no_room_leaves_what_was_there(disk: Path) -> None:
    remount(disk, f"size={LARGE}")
    warehouse = disk / "news.duckdb"
    load_run(warehouse, articles(8))
    publish(warehouse, default_copy(warehouse), now=NOW)
    before, copy = content(warehouse), default_copy(warehouse).read_bytes()
    used = sum(file.stat().st_blocks * 512 for file in disk.iterdir())
    remount(disk, f"size={used + 1_000_000}")

    for work in (lambda: publish(warehouse, default_copy(warehouse), now=NOW), lambda: compact(warehouse, now=NOW)):
        with pytest.raises((DiskRefuses, OSError), match="No space left"):
            work()

    # Segments of the search index may have been joined before there was no room.
    after = content(warehouse)
    assert {name for name in before if after[name] != before[name]} <= {"search_documents", "search_terms"}
    assert verify(warehouse).breaches == ()
    assert default_copy(warehouse).read_bytes() == copy
    assert not list(disk.glob("*.new"))


def test_a_folder_that_may_not_be_written_to_says_so_and_can_still_be_asked(disk: Path, tmp_path: Path) -> None:
    remount(disk, f"size={LARGE}")
    write_jsonl(tmp_path / "in.jsonl", 1)
    load_run(disk / "news.duckdb", articles(4))
    remount(disk, "ro")

    for command in (["ingest", str(tmp_path / "in.jsonl")], ["publish"], ["compact"]):
        done = copydesk(*command, "--warehouse", disk / "news.duckdb")
        assert (done.code, "Traceback" in done.err) == (3, False), done.err
        assert "Read-only file system" in done.err
    asked = copydesk(
        "sql", "SELECT count(*) AS n FROM articles", "--warehouse", disk / "news.duckdb", "--format", "json"
    )
    assert (asked.code, asked.out) == (0, '[{"n": 4}]\n')
