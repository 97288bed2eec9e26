"""Enrichment on a real Dask cluster on loopback finds what this machine finds."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.events import BatchDone, Event
from flows.pipeline import run_pipeline
from flows.spreading import on_cluster
from schemas.rejection import Refusal
from schemas.run import RunReport, RunRequest, Totals
from schemas.settings import Settings
from tasks.enrich import cluster as on_dask
from tasks.enrich.cluster import ClusterMissing, WorkerDiffers
from tests.benchmarks.articles import write_jsonl
from tests.flows.dask_cluster import Running, cluster
from tests.flows.killing import content
from tests.warehouses import rows

pytest.importorskip("distributed", reason="pip install -e '.[dask]'")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with cluster(tmp_path_factory.mktemp("dask")) as one:
        yield one


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "in.jsonl"
    write_jsonl(path, 8)
    return path


@pytest.fixture(scope="module")
def here(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a run on this machine leaves."""
    settings = Settings(warehouse=tmp_path_factory.mktemp("here") / "news.duckdb", article_timeout=0, batch_size=2)
    load(archive, settings)
    return content(settings.warehouse)


def load(archive: Path, settings: Settings, **more: Any) -> RunReport:
    return run_pipeline(RunRequest.of("backfill", [str(archive)]), settings, **more)


def on(running: Running, folder: Path, **more: Any) -> Settings:
    given = {"warehouse": folder / "news.duckdb", "dask_scheduler": running.address, "batch_size": 2} | more
    return Settings(**given)


def test_a_run_on_the_cluster_leaves_the_same_tables_though_a_worker_dies(
    running: Running, archive: Path, here: dict[str, list[str]], tmp_path: Path
) -> None:
    settings = on(running, tmp_path, batches_ahead=4)

    def kill_one(event: Event) -> None:
        if isinstance(event, BatchDone) and event.number == 1:
            running.workers[0].kill()
            running.workers[0].wait()

    report = load(archive, settings, tell=kill_one)

    assert report.totals == Totals(read=8, loaded=8)
    assert content(settings.warehouse) == here


def test_an_article_that_takes_too_long_is_stopped_on_the_cluster_too(running: Running, tmp_path: Path) -> None:
    with on_cluster(on(running, tmp_path, article_timeout=0.001)) as hand_out:
        assert hand_out
        ((refusal, _),) = hand_out.submit(["Ana Kowalski said it rained. " * 500]).result()

    assert isinstance(refusal, Refusal)
    assert refusal.reason == "timeout"


def test_a_worker_of_other_rules_is_refused(running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "enrichment_version", lambda model: f"{model}-of-tomorrow")
    with on_cluster(on(running, tmp_path)) as hand_out:
        assert hand_out
        future = hand_out.submit(["It rained."])
        with pytest.raises(WorkerDiffers, match=r"has en_core_web_sm.*, not .*-of-tomorrow; install the same Copydesk"):
            future.result()


def test_a_scheduler_that_is_not_there_is_named_with_the_mend(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask, "_CONNECT_SECONDS", 1)
    settings = Settings(warehouse=tmp_path / "news.duckdb", dask_scheduler="tcp://127.0.0.1:9")

    with pytest.raises(ClusterMissing, match=r"no Dask scheduler with a worker .*; start `dask scheduler`"):
        load(archive, settings)


def test_packages_that_are_not_installed_are_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    settings = Settings(dask_scheduler="tcp://127.0.0.1:9")

    with on_cluster(settings) as hand_out:
        assert hand_out
        with pytest.raises(ClusterMissing, match=r"run: pip install -e '.\[dask\]'"):
            hand_out.submit(["It rained."])


def test_a_run_whose_last_worker_dies_ends_with_the_mend(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask, "_WORKER_SECONDS", 2)
    monkeypatch.setattr(on_dask, "_LOOK_SECONDS", 0.2)
    with cluster(tmp_path, workers=1) as alone:

        def kill_it(event: Event) -> None:
            if isinstance(event, BatchDone):
                alone.workers[0].kill()

        settings = on(alone, tmp_path, batches_ahead=0)
        with pytest.raises(ClusterMissing, match=r"it has had no worker for 2 s; start .*, and run the same once more"):
            load(archive, settings, tell=kill_it)

    assert rows(settings.warehouse, "SELECT state, loaded_count FROM runs") == [{"state": "failed", "loaded_count": 2}]


def test_a_scheduler_that_is_lost_is_told_with_the_mend(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=1) as alone, on_cluster(on(alone, tmp_path)) as hand_out:
        assert hand_out
        future = hand_out.submit(["It rained."])
        alone.scheduler.kill()
        with pytest.raises(ClusterMissing, match=r"its scheduler was lost; start .*, and run the same once more"):
            future.result(timeout=120)
        with pytest.raises(ClusterMissing, match="its scheduler was lost"):
            hand_out.submit(["It snowed."])
