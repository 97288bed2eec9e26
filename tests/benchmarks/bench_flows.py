"""Prefect's share, and the time to a first row."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
SHARE_ARTICLES, SHARE_BATCH, MANY = 100, 10, 10_000


def test_share_of_prefect(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", SHARE_ARTICLES)
    request = RunRequest.of("ingest", [str(tmp_path / "in.jsonl")])
    settings = Settings(warehouse=tmp_path / "news.duckdb", batch_size=SHARE_BATCH)
    inside = [0.0]
    calls = 0

    def call(step: str, work: Callable[[], T]) -> T:
        nonlocal calls
        calls += 1

        def timed() -> T:
            started = time.perf_counter()
            try:
                return work()
            finally:
                inside[0] += time.perf_counter() - started

        return call_as_task(step, timed)

    @flow(name="share", persist_result=False)
    def share() -> dict[str, Any]:
        started = time.perf_counter()
        spent = [0.0]

        def outer(step: str, work: Callable[[], T]) -> T:
            began = time.perf_counter()
            try:
                return call(step, work)
            finally:
                spent[0] += time.perf_counter() - began

        @contextmanager
        def turn() -> Iterator[None]:
            began = time.perf_counter()
            with writer_turn():
                spent[0] += time.perf_counter() - began
                yield
                began = time.perf_counter()
            spent[0] += time.perf_counter() - began

        report = run_pipeline(request, settings, call=outer, turn=turn)
        return {"whole": time.perf_counter() - started, "prefect": spent[0] - inside[0], "batches": report.batches}

    with prefect_test_harness():
        with get_client(sync_client=True) as client:
            client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=WRITER_LIMIT, limit=1))
        found = share()
    each = found["prefect"] / calls
    runs = calls / found["batches"] * MANY / Settings().batch_size
    work = (found["whole"] - found["prefect"]) * MANY / SHARE_ARTICLES
    print(
        f"\n{SHARE_ARTICLES} articles, {found['batches']} batches, {calls} task runs: {found['whole']:.1f} s, of which "
        f"Prefect {found['prefect']:.1f} s, {each * 1000:.0f} ms a task run; at {MANY:,} articles in the usual batches "
        f"{runs:.0f} task runs, {runs * each / (runs * each + work):.1%}"
    )


def test_time_to_the_first_row(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", 1)
    spent = measured("ingest", tmp_path / "in.jsonl", "--warehouse", tmp_path / "news.duckdb").seconds
    print(f"\none new article from a cold start: {spent:.1f} s")
