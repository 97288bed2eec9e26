"""The flows under a real Prefect server with a process worker: deployed from prefect.yaml, triggered, read back."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.flows.dask_cluster import cluster
from tests.flows.receivers import mails_received, posts_received
from warehouse.query import run_query

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
Told = tuple[list[EmailMessage], list[dict[str, Any]]]


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
            for one in deployments(environment):
                # A scheduled run at the quarter of an hour would have one of ours cancelled.
                api(environment, "PATCH", f"deployments/{one['id']}", paused=True)
            worker = subprocess.Popen(
                [sys.executable, "-m", "prefect", "worker", "start", "--pool", "copydesk"],
                env=environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
            yield environment
        finally:
            for process in (worker, server):
                if process:
                    process.terminate()
                    try:
                        process.wait(60)
                    except subprocess.TimeoutExpired:  # Prefect's worker, once in many times, never ends by itself
                        process.kill()
                        process.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert server.poll() is None, "the server ended before it answered"
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    pytest.fail(f"{url} did not answer")


def api(environment: dict[str, str], method: str, path: str, **asked: object) -> Any:
    """What the server answers; asked again, as Prefect's client does, while its database is busy."""
    for _ in range(120):
        answer = httpx.request(method, f"{environment['PREFECT_API_URL']}/{path}", json=asked or None, timeout=60)
        if answer.status_code != 503:
            return answer.raise_for_status().json() if answer.content else None
        time.sleep(0.5)
    pytest.fail(f"{path}: the server stayed busy")


def run_deployment(
    environment: dict[str, str], name: str, *, job: dict[str, str] | None = None, **parameters: object
) -> dict[str, Any]:
    """Trigger a deployment, with `job` in its run's environment; the run's state once the worker has run it."""
    given = {key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}
    deployment = api(environment, "GET", f"deployments/name/{name}/{name}")["id"]
    run = api(
        environment, "POST", f"deployments/{deployment}/create_flow_run", parameters=given,
        job_variables={"env": job or {}}, state={"type": "SCHEDULED"}, idempotency_key=uuid.uuid4().hex,
    )["id"]  # fmt: skip
    for _ in range(480):
        state: dict[str, Any] = api(environment, "GET", f"flow_runs/{run}")["state"]
        if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return state
        time.sleep(0.5)
    pytest.fail(f"{name} did not end")


@pytest.fixture(scope="module")
def warning(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What has a run warn."""
    folder = tmp_path_factory.mktemp("suites")
    suite = (
        '[[rule]]\nname = "few"\nexpect = "expect_table_row_count_to_be_between"\nkwargs = { min_value = 99 }\n'
        'reason = "drift"\nseverity = "warn"\nmend = "Few articles came."\n'
    )
    (folder / "articles.toml").write_text(suite, encoding="utf-8")
    return {"COPYDESK_SUITES": str(folder)}


@pytest.fixture(scope="module")
def warehouse(
    environment: dict[str, str], told: Told, warning: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The examples, loaded by the deployment `ingest`, which has warned by mail."""
    path = tmp_path_factory.mktemp("deployed") / "news.duckdb"
    job = warning | {"COPYDESK_ALERT_BLOCK": "slack-webhook/desk"}
    state = run_deployment(environment, "ingest", job=job, inputs=[str(EXAMPLES)], warehouse=path)
    assert state["type"] == "COMPLETED", state
    return path


def runs(path: Path, flow: str) -> list[dict[str, object]]:
    query = f"SELECT state, read_count > 0 AS read, loaded_count > 0 AS loaded FROM runs WHERE flow = '{flow}'"  # noqa: S608
    return run_query(path, query).to_pylist()


def test_ingest_loads_through_a_worker(warehouse: Path) -> None:
    assert runs(warehouse, "ingest") == [{"state": "done", "read": True, "loaded": True}]


def test_backfill_loads_through_a_worker(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    given = json.dumps({"inputs": [str(EXAMPLES / "archive.jsonl")], "warehouse": str(path), "since": "2000-01-01"})
    prefect(environment, "deployment", "run", "backfill/backfill", "--params", given, "--watch")
    assert runs(path, "backfill") == [{"state": "done", "read": True, "loaded": True}]


@pytest.fixture(scope="module")
def reenriched(environment: dict[str, str], warehouse: Path, warning: dict[str, str]) -> Path:
    """The warehouse enriched anew by the deployment `reenrich`, which has warned by a web hook."""
    job = warning | {"COPYDESK_ALERT_BLOCK": "custom-webhook/web"}
    run_deployment(environment, "reenrich", job=job, every=True, warehouse=warehouse)
    return warehouse


def test_reenrich_switches_what_is_stored(reenriched: Path) -> None:
    assert runs(reenriched, "reenrich") == [{"state": "done", "read": True, "loaded": True}]


def test_replay_tries_what_is_held_again(environment: dict[str, str], warehouse: Path) -> None:
    run_deployment(environment, "replay", reason="broken_json", warehouse=warehouse)
    assert runs(warehouse, "replay") == [{"state": "done", "read": True, "loaded": False}]
    held = run_query(warehouse, "SELECT attempts FROM quarantine WHERE reason = 'broken_json'").to_pylist()
    assert held == [{"attempts": 2}]


def test_publish_makes_a_copy_that_can_be_read(environment: dict[str, str], warehouse: Path, tmp_path: Path) -> None:
    run_deployment(environment, "publish", to=tmp_path / "copy.duckdb", warehouse=warehouse)
    query = "SELECT count(*) AS articles FROM articles"
    assert run_query(tmp_path / "copy.duckdb", query) == run_query(warehouse, query)


def test_enrichment_on_a_dask_cluster_finds_the_same(
    environment: dict[str, str], warehouse: Path, tmp_path: Path
) -> None:
    pytest.importorskip("prefect_dask", reason="pip install -e '.[dask]'")
    path = tmp_path / "news.duckdb"
    with cluster(tmp_path, workers=1) as running:
        on_dask = {"COPYDESK_DASK_SCHEDULER": running.address}
        run_deployment(environment, "ingest", job=on_dask, inputs=[str(EXAMPLES)], warehouse=path)

    for table in ("entities", "mentions", "roles", "quotes"):
        query = f"FROM {table} ORDER BY ALL"
        assert run_query(path, query) == run_query(warehouse, query)
    tasks = api(environment, "POST", "task_runs/filter", offset=0)
    assert {one["state_type"] for one in tasks if one["name"].startswith("enrich-there")} == {"COMPLETED"}


def artifacts(environment: dict[str, str]) -> dict[str, str]:
    found = api(environment, "POST", "artifacts/latest/filter", offset=0)
    return {one["key"]: one["data"] for one in found}


def test_pages_show_totals_and_slow_articles(environment: dict[str, str], warehouse: Path) -> None:
    page = artifacts(environment)["copydesk-ingest"]
    for part in ("# ingest done in", "| batches | 1 |", "| held for | records |", "| broken_json | 1 |", "slowest"):
        assert part in page
    said = api(environment, "POST", "logs/filter", offset=0)
    assert any(one["message"].startswith("Batch 1 (") for one in said)


def test_what_the_gate_said_is_left_with_the_flow_run(environment: dict[str, str], reenriched: Path) -> None:
    page = artifacts(environment)["copydesk-gate-reenrich"]
    (run,) = run_query(reenriched, "SELECT run_id FROM runs WHERE flow = 'reenrich'").to_pylist()
    assert f"# The gate in run `{run['run_id']}`" in page
    assert "`articles.few`" in page


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


@pytest.fixture(scope="module")
def told(environment: dict[str, str]) -> Iterator[Told]:
    """What blocks told a local mail server and a local web server, saved as the page on operations says."""
    with mails_received() as (mail, mails), posts_received() as (address, posts):
        save = block_of("python").replace("mailtos://desk:password@mail.example.org", f"mailto://{mail}")
        webhook = f'CustomWebhookNotificationBlock(name="n", url="{address}", json_data={{"text": "{{{{body}}}}"}})'
        save += f'\nfrom prefect.blocks.notifications import *\n{webhook}.save("web")\n'
        subprocess.run([sys.executable, "-c", save], env=environment, check=True, timeout=240)
        yield mails, posts


def block_of(language: str) -> str:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return page.split(f"```{language}\n")[1].split("```")[0]


def until(told: list[Any]) -> Any:
    """The first that is told, within a minute."""
    for _ in range(240):
        if told:
            return told[0]
        time.sleep(0.25)
    pytest.fail("nobody was told")


def test_a_flow_alerts_by_the_block_that_the_settings_name(told: Told, reenriched: Path) -> None:
    mails, posts = told
    assert mails[0]["To"] == "desk@example.org"
    assert str(mails[0]["Subject"]).endswith("is done, with warnings")
    assert "warn articles.few: Few articles came." in posts[0]["text"]


def test_an_automation_tells_of_a_run_that_failed_before_it_began(
    environment: dict[str, str], told: Told, tmp_path: Path
) -> None:
    block_id = api(environment, "GET", "block_types/slug/slack-webhook/block_documents/name/desk")["id"]
    text = block_of("yaml").replace("00000000-0000-0000-0000-000000000000", block_id)
    (tmp_path / "failed.yaml").write_text(text, encoding="utf-8")
    prefect(environment, "automation", "create", "--from-file", str(tmp_path / "failed.yaml"))
    mails, _ = told
    mails.clear()
    state = run_deployment(environment, "ingest", inputs=["nowhere/at/all"])
    assert state["type"] == "FAILED"
    mail = until(mails)
    assert mail["Subject"] == "copydesk: ingest Failed"
    assert "nowhere/at/all: no such file or folder" in mail.get_body(("plain",)).get_content()


def deployments(environment: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api(environment, "POST", "deployments/filter", offset=0)
    return found
