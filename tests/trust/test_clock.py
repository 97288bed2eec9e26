"""A clock that goes back changes no order of versions that say their time, and takes no dead run for alive."""

from datetime import timedelta
from pathlib import Path

from tests.flows.killing import content
from tests.records import NOW, moment
from tests.trust.loading import articles, load_run
from tests.warehouses import rows
from warehouse.invariants import verify


def test_a_day_that_comes_twice_changes_nothing(tmp_path: Path) -> None:
    first, second = articles(8), articles(8, first=50)
    changed = [
        one.model_copy(update={"body": f"{one.body} Changed.", "updated": moment("2024-03-09")}) for one in first
    ]
    straight, back = tmp_path / "straight.duckdb", tmp_path / "back.duckdb"

    for days, given in ((0, first), (1, second), (2, changed)):
        load_run(straight, given, now=NOW + timedelta(days=days))
        load_run(back, given, now=NOW - timedelta(days=days))

    assert content(back) == content(straight)
    assert verify(back).breaches == ()


def test_a_dead_run_of_the_future_is_found_dead(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    load_run(path, articles(4), now=NOW + timedelta(days=1), finish=False)

    load_run(path, articles(4, first=50), now=NOW, is_alive=lambda _run: False)

    assert [row["state"] for row in rows(path, "SELECT state FROM runs ORDER BY started_at DESC")] == [
        "crashed",
        "done",
    ]
