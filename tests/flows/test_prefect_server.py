"""The flows under a real Prefect server with a process worker: deployed from prefect.yaml, triggered, read back."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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


@pytest.mark.parametrize("flow", ["ingest", "backfill"])
def test_a_deployment_loads_the_warehouse_through_a_worker(
    environment: dict[str, str], tmp_path: Path, flow: str
) -> None:
    parameters = {"inputs": [str(EXAMPLES)], "warehouse": str(tmp_path / "news.duckdb")}
    prefect(environment, "deployment", "run", f"{flow}/{flow}", "--params", json.dumps(parameters), "--watch")
    rows = run_query(
        tmp_path / "news.duckdb", "SELECT flow, state, read_count, loaded_count > 0 AS loaded FROM runs"
    ).to_pylist()
    assert rows == [{"flow": flow, "state": "done", "read_count": rows[0]["read_count"], "loaded": True}]


def test_ingest_is_scheduled_and_backfill_is_not(environment: dict[str, str]) -> None:
    listed = httpx.post(f"{environment['PREFECT_API_URL']}/deployments/filter", json={}).json()
    assert {one["name"]: [each["schedule"]["cron"] for each in one["schedules"]] for one in listed} == {
        "ingest": ["*/15 * * * *"],
        "backfill": [],
    }
