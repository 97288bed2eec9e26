"""Nothing phones home: commands and a flow run with every connection refused, and none but local ones is tried."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.commands import EXAMPLES, ROOT

# Loaded by Python before anything else: each look-up of a name and each connection is written down and refused.
WATCH = r"""
import json, os, sys

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = str(arguments[0])
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
    else:
        return
    if host not in ("127.0.0.1", "::1", "localhost", "None"):
        with open(os.environ["WATCHED"], "a") as log:
            log.write(json.dumps([event, host, sys.argv[:3]]) + "\n")
        raise OSError(101, "the network is unreachable")

sys.addaudithook(watch)
"""
FLOW = """
from flows.ingest import ingest
from prefect.testing.utilities import prefect_test_harness

with prefect_test_harness(server_startup_timeout=240):
    ingest(inputs=["in"], warehouse="flow.duckdb")
"""
TYPED = """
import json, sys
from flows.cli import main

for sys.argv in json.loads(sys.argv[1]):
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, sys.argv
"""
COMMANDS = [
    ["copydesk", "ingest", "in", "--workers", "2", "--report", "report"],
    ["copydesk", "doctor"],
    ["copydesk", "sql", "FROM quotes"],
    ["copydesk", "search", "ferry"],
    ["copydesk", "reenrich", "--all"],
    ["copydesk", "publish"],
    ["copydesk", "enrich", "texts.jsonl", "-o", "out.jsonl"],
]
# What an administrator may have set, and nobody should have to: the switches must not depend on it.
SWITCHES = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED", "GX_ANALYTICS_ENABLED", "PYTEST_CURRENT_TEST", "CI")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    (tmp_path / "in").symlink_to(EXAMPLES)
    (tmp_path / "texts.jsonl").write_text('{"doc_id": "a", "text": "“No,” said Ola Brandt."}\n', encoding="utf-8")
    return tmp_path


def run(folder: Path, *command: str) -> list[list[str]]:
    """Run a command as on a machine of its own, and give what was looked up or connected to beyond it."""
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment |= {
        "PYTHONPATH": os.pathsep.join((str(folder / "watch"), str(ROOT))),
        "WATCHED": str(folder / "watched"),
        "HOME": str(folder),
        "PREFECT_HOME": str(folder / "prefect"),
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if not (folder / "watched").exists():
        return []
    return [json.loads(line) for line in (folder / "watched").read_text(encoding="utf-8").splitlines()]


def test_the_watch_sees_what_is_tried(folder: Path) -> None:
    tried = "import socket\ntry: socket.create_connection(('telemetry.example', 443), 1)\nexcept OSError: pass"
    assert [one[:2] for one in run(folder, "-c", tried)] == [["socket.getaddrinfo", "telemetry.example"]]
    in_a_child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {tried!r}])"
    assert len(run(folder, "-c", in_a_child)) == 2


def test_no_command_tries_to_reach_anybody(folder: Path) -> None:
    # In one process, which imports everything once: what one of them alone would try, it tries here too.
    assert run(folder, "-c", TYPED, json.dumps(COMMANDS)) == []


def test_no_flow_tries_to_reach_anybody(folder: Path) -> None:
    assert run(folder, "-c", FLOW) == []
