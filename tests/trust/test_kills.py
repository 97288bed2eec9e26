"""Killed at any commit point and at any moment, every flow ends, run once more, as if nothing had happened.

Here a handful of kills each; `COPYDESK_KILLS=50 pytest tests/trust/test_kills.py` kills at every commit point and at 50
random moments of each flow.
"""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.benchmarks.articles import write_jsonl
from tests.flows.killing import content
from tests.trust.forked import Server, serving
from tests.warehouse.old_warehouses import FOLDER as DUMPS
from tests.warehouse.old_warehouses import restore
from warehouse.invariants import verify
from warehouse.publish import default_copy
from warehouse.query import run_query
from warehouse.session import open_warehouse

KILLS = int(os.environ.get("COPYDESK_KILLS", "0"))
POINTS, MOMENTS = 3, 1
# What may differ after the flow was run twice: the ledger of a second reading, and what is named after its batches.
MAY_DIFFER = {
    "ingest": {"batches", "checks", "cursors", "quarantine", "search_documents", "search_terms"},
    "reenrich": {"batches", "checks"},
    "publish": {"publications"},
    "compact": {"search_documents", "search_terms"},
}
WORKS = ("ingest", "backfill", "reenrich", "publish", "create", "migrate", "compact", "recover")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def before(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each flow a folder as it is before: empty but for the inputs, or with a warehouse."""
    empty, filled, stale, old = (tmp_path_factory.mktemp(name) for name in ("empty", "filled", "stale", "old"))
    write_short(empty / "in.jsonl")
    restore(min(DUMPS.glob("*.sql")).read_text("utf-8"), old / "news.duckdb")
    shutil.copytree(empty, filled, dirs_exist_ok=True)
    assert server.run("backfill", filled)["code"] == 0
    shutil.copytree(filled, stale, dirs_exist_ok=True)
    with open_warehouse(stale / "news.duckdb") as connection, connection.begin():
        connection.execute(sa.text("UPDATE article_versions SET enrichment_version = 'model-0+rules-0'"))
        connection.execute(sa.text("UPDATE quotes SET speaker_name = NULL"))
    return {
        "ingest": empty, "backfill": empty, "create": empty, "migrate": old, "reenrich": stale,
        "publish": filled, "compact": filled, "recover": filled,
    }  # fmt: skip


def write_short(path: Path) -> None:
    """Seven articles of a few sentences, of two versions one, and a line that cannot be read."""
    write_jsonl(path, 6, seed=6)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        row["body"] = "\n\n".join(row["body"].split("\n\n")[:3])
    rows.append(rows[0] | {"body": f"{rows[0]['body']} It was changed.", "updated": "2024-12-30T10:00:00Z"})
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join([*lines, '{"title": "Cut off", "body": ']) + "\n", encoding="utf-8")


def folder_of(before: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(before, target)
    return target


def kills(work: str, points: int, seconds: float) -> list[dict[str, float]]:
    """Every commit point where all are asked for, else some; and random moments."""
    dice = random.Random(work)
    at = range(points) if KILLS else sorted(dice.sample(range(points), min(POINTS, points)))
    moments = [dice.uniform(0, seconds) for _ in range(KILLS or MOMENTS)]
    return [{"at": point} for point in at] + [{"seconds": moment} for moment in moments]


@pytest.mark.parametrize("work", WORKS)
def test_a_flow_that_was_killed_and_run_again_ends_as_one_that_was_not(
    work: str, server: Server, before: dict[str, Path], tmp_path: Path
) -> None:
    folder = folder_of(before[work], tmp_path / "here")
    done = server.run(work, folder)
    assert (done["code"], done["points"] > 1) == (0, True)
    expected = results(folder, work)
    # The dump of an old warehouse was made without runs that end.
    assert expected["breaches"] == [] or work == "migrate"
    deaths: Counter[str] = Counter()
    faults = []
    for kill in kills(work, done["points"], done["seconds"]):
        folder_of(before[work], folder)

        killed = server.run(work, folder, **kill)
        again = server.run(work, folder)

        deaths["at a commit point" if "at" in kill else "at a moment"] += killed["code"] == -9
        faults += [f"{kill}: {fault}" for fault in faults_of(folder, work, (killed["code"], again["code"]), expected)]
    print(f"{work}: {done['points']} points in {done['seconds']:.1f} s; killed {dict(deaths)}; faults: {len(faults)}")
    assert faults == []
    assert deaths.total() >= min(POINTS, done["points"])


def faults_of(folder: Path, work: str, codes: tuple[int, int], expected: dict[str, Any]) -> list[str]:
    """What a kill and the run after it left other than a run that was not killed."""
    if codes[0] not in (0, -9) or codes[1] != 0:
        return [f"the runs ended with {codes}"]
    differ = differing(results(folder, work), expected) - MAY_DIFFER.get(work, set())
    return [
        *(f"{name} differs" for name in sorted(differ)),
        *(f"{name} was left behind" for name in left_behind(folder)),
    ]


def results(folder: Path, work: str) -> dict[str, Any]:
    """The rows of every table, and of the copy where one was made."""
    warehouse = folder / "news.duckdb"
    found: dict[str, Any] = content(warehouse)
    held = "SELECT source_ref, stage, reason, detail, status FROM quarantine ORDER BY ALL"
    found["held"] = run_query(warehouse, held).to_pylist()
    found["breaches"] = [(one.invariant, one.count) for one in verify(warehouse).breaches]
    found["made"] = run_query(warehouse, "SELECT view_name FROM duckdb_views() ORDER BY ALL").to_pylist()
    if work == "publish":
        found |= {f"copy's {name}": rows for name, rows in content(default_copy(warehouse)).items()}
        found["copy's publications"] = []
        found["views"] = sorted(file.name for file in (folder / "views").iterdir())
    return found


def differing(found: dict[str, Any], expected: dict[str, Any]) -> set[str]:
    return {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}


def left_behind(folder: Path) -> list[str]:
    """What only somebody who writes may have beside the warehouse; old leases are swept after an hour."""
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".new", ".recovered"))
