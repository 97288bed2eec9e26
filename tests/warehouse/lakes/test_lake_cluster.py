"""Many machines at once: enriched on a Dask cluster, loaded into a lake; and enriched anew there."""

from pathlib import Path

import pytest

from flows.pipeline import run_pipeline
from flows.reenrichment import reenrich_stored
from schemas.place import Lake
from schemas.run import RunRequest, Totals
from schemas.settings import Settings
from tasks.load.stored import Stale
from tests.benchmarks.articles import write_jsonl
from tests.flows.dask_cluster import cluster
from tests.flows.killing import content

# Ids of batches are those of their run, and each place counts its own turns.
OF_THE_RUNS = ("batches", "checks", "load_turns")


def test_a_lake_that_a_cluster_fills_holds_what_one_machine_finds(lake: Lake, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install -e '.[dask]'")
    write_jsonl(tmp_path / "in.jsonl", 4, paragraphs=(2, 4))
    request = RunRequest.of("backfill", [str(tmp_path / "in.jsonl")])
    file = Settings(warehouse=tmp_path / "news.duckdb", article_timeout=0, batch_size=2)
    run_pipeline(request, file)
    here = content(file.place)
    with cluster(tmp_path) as running:
        there = Settings(lake_catalog=lake.catalog, lake_data=lake.data, dask_scheduler=running.address, batch_size=2)
        run_pipeline(request, there)
        assert without_runs(content(lake)) == without_runs(here)

        assert reenrich_stored(Stale(), there, every=True).totals == Totals(read=4, loaded=4)

    assert without_runs(content(lake)) == without_runs(here)


def without_runs(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: rows for name, rows in found.items() if name not in OF_THE_RUNS}
