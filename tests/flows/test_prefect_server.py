"""The flows under a real Prefect server with a process worker: deployed from prefect.yaml, triggered, read back."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from warehouse.query import run_query

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"


def prefect(environment: dict[str, str], *arguments: str) -> str:
    """Run one prefect command to its end and give what it printed."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server and a worker on loopback with every deployment of prefect.yaml; the environment that reaches them."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "COPYDESK_HOME": str(ROOT),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        worker = None
        try:
            _wait_for(f"{environment['PREFECT_API_URL']}/health", server)
            prefect(environment, "work-pool", "create", "copydesk", "--type", "process")
            prefect(environment, "gcl", "create", "copydesk-writer", "--limit", "1")
            prefect(environment, "deploy", "--all")
            worker = subprocess.Popen(
                [sys.executable, "-m", "prefect", "worker", "start", "--pool", "copydesk"],
                env=environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
            yield environment
        finally:
            for process in (worker, server):
                if process:
                    process.terminate()
                    process.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert server.poll() is None, "the server ended before it answered"
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    pytest.fail(f"{url} did not answer")


def run_deployment(environment: dict[str, str], name: str, **parameters: object) -> None:
    """Trigger a deployment and wait until the worker has run it."""
    given = json.dumps({key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()})
    prefect(environment, "deployment", "run", f"{name}/{name}", "--params", given, "--watch")


@pytest.fixture(scope="module")
def warehouse(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, loaded by the deployment `ingest`."""
    path = tmp_path_factory.mktemp("deployed") / "news.duckdb"
    run_deployment(environment, "ingest", inputs=[str(EXAMPLES)], warehouse=path)
    return path


def runs(path: Path, flow: str) -> list[dict[str, object]]:
    query = f"SELECT state, read_count > 0 AS read, loaded_count > 0 AS loaded FROM runs WHERE flow = '{flow}'"  # noqa: S608
    return run_query(path, query).to_pylist()


def test_ingest_loads_through_a_worker(warehouse: Path) -> None:
    assert runs(warehouse, "ingest") == [{"state": "done", "read": True, "loaded": True}]


def test_backfill_loads_through_a_worker(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    run_deployment(environment, "backfill", inputs=[str(EXAMPLES)], warehouse=path, since="2000-01-01")
    assert runs(path, "backfill") == [{"state": "done", "read": True, "loaded": True}]


def test_reenrich_switches_what_is_stored(environment: dict[str, str], warehouse: Path) -> None:
    run_deployment(environment, "reenrich", every=True, warehouse=warehouse)
    assert runs(warehouse, "reenrich") == [{"state": "done", "read": True, "loaded": True}]


def test_replay_tries_what_is_held_again(environment: dict[str, str], warehouse: Path) -> None:
    run_deployment(environment, "replay", reason="broken_json", warehouse=warehouse)
    assert runs(warehouse, "replay") == [{"state": "done", "read": True, "loaded": False}]
    held = run_query(warehouse, "SELECT attempts FROM quarantine WHERE reason = 'broken_json'").to_pylist()
    assert held == [{"attempts": 2}]


def test_publish_makes_a_copy_that_can_be_read(environment: dict[str, str], warehouse: Path, tmp_path: Path) -> None:
    run_deployment(environment, "publish", to=tmp_path / "copy.duckdb", warehouse=warehouse)
    query = "SELECT count(*) AS articles FROM articles"
    assert run_query(tmp_path / "copy.duckdb", query) == run_query(warehouse, query)


def test_pages_show_totals_and_slow_articles(environment: dict[str, str], warehouse: Path) -> None:
    found = httpx.post(f"{environment['PREFECT_API_URL']}/artifacts/latest/filter", json={}).json()
    (page,) = (one["data"] for one in found if one["key"] == "copydesk-ingest")
    for part in ("# ingest done in", "| batches | 1 |", "| held for | records |", "| broken_json | 1 |", "slowest"):
        assert part in page
    said = httpx.post(f"{environment['PREFECT_API_URL']}/logs/filter", json={}).json()
    assert any(one["message"].startswith("Batch 1 (") for one in said)


def test_every_parameter_is_typed_and_described(environment: dict[str, str]) -> None:
    for one in deployments(environment):
        for name, schema in one["parameter_openapi_schema"]["properties"].items():
            assert schema.get("description"), f"{one['name']}.{name} is not described"
            assert {"type", "anyOf"} & schema.keys(), f"{one['name']}.{name} is not typed"


def test_ingest_is_scheduled_and_the_others_are_not(environment: dict[str, str]) -> None:
    found = deployments(environment)
    assert {one["name"]: [each["schedule"]["cron"] for each in one["schedules"]] for one in found} == {
        "ingest": ["*/15 * * * *"],
        "backfill": [],
        "reenrich": [],
        "replay": [],
        "publish": [],
    }


def deployments(environment: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.post(f"{environment['PREFECT_API_URL']}/deployments/filter", json={}).json()
    return found
