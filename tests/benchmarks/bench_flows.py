"""Prefect's share, and the time to a first row."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.testing.utilities import prefect_test_harness

from flows.pipeline import run_pipeline
from flows.task_runs import WRITER_LIMIT, call_as_task, writer_turn
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.benchmarks.articles import write_jsonl
from tests.benchmarks.measured import measured

T = TypeVar("T")
ARTICLES = int(os.environ.get("COPYDESK_BENCH_ARTICLES", "1000"))
# Each way comes early and late, so that a machine that gets slower favours neither.
IN_TURN = ("alone", "prefect", "prefect", "alone")


def test_share_of_prefect(tmp_path: Path) -> None:
    """The same run by Prefect, its server beside, and without; in the usual batches, two processes that enrich."""
    write_jsonl(tmp_path / "in.jsonl", ARTICLES)
    write_jsonl(tmp_path / "few.jsonl", 10)
    took = {"alone": 0.0, "prefect": 0.0}
    calls = 0

    def call(step: str, work: Callable[[], T]) -> T:
        nonlocal calls
        calls += 1
        return call_as_task(step, work)

    def run(name: str, inputs: str, **prefect: Any) -> float:
        request = RunRequest.of("ingest", [str(tmp_path / inputs)])
        started = time.perf_counter()
        run_pipeline(request, Settings(warehouse=tmp_path / f"{name}.duckdb", workers=2), **prefect)
        return time.perf_counter() - started

    @flow(name="share", persist_result=False)
    def share(name: str, inputs: str) -> float:
        return run(name, inputs, call=call, turn=writer_turn)

    with prefect_test_harness():
        with get_client(sync_client=True) as client:
            client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=WRITER_LIMIT, limit=1))
        run("warm", "few.jsonl")
        share("warm", "few.jsonl")
        calls = 0
        for number, way in enumerate(IN_TURN):
            took[way] += run(f"{number}", "in.jsonl") if way == "alone" else share(f"{number}", "in.jsonl")
    runs = IN_TURN.count("prefect")
    print(
        f"\n{ARTICLES:,} articles, {calls // runs} task runs, {runs} times each: alone {took['alone']:.1f} s, "
        f"by Prefect {took['prefect']:.1f} s, share {1 - took['alone'] / took['prefect']:.1%}"
    )


def test_time_to_the_first_row(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", 1)
    spent = measured("ingest", tmp_path / "in.jsonl", "--warehouse", tmp_path / "news.duckdb").seconds
    print(f"\none new article from a cold start: {spent:.1f} s")
