"""Nothing phones home: commands and a flow run with every connection refused, and none but local ones is tried.

What Python tries is seen by a hook in every process, with the name that was looked up. What native code sends is seen
on the wire of a network of its own, where the machine lets a test have one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.commands import EXAMPLES, ROOT
from tests.trust.offline import UNSHARED, is_possible

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


@pytest.fixture(scope="module")
def wire() -> bool:
    """Whether what is sent can be seen as the kernel sends it."""
    return is_possible()


def run(folder: Path, *command: str, wire: bool) -> list[list[str]]:
    """Run a command as on a machine of its own, and give what was looked up, connected or sent to beyond it."""
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment |= {
        "PYTHONPATH": os.pathsep.join((str(folder / "watch"), str(ROOT))),
        "WATCHED": str(folder / "watched"),
        "HOME": str(folder),
        "PREFECT_HOME": str(folder / "prefect"),
    }
    watched, sent = folder / "watched", folder / "sent"
    listening = [*UNSHARED, sys.executable, "-m", "tests.trust.offline", str(sent)] if wire else []
    done = subprocess.run(
        [*listening, sys.executable, *command], cwd=folder, env=environment, capture_output=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    tried = watched.read_text(encoding="utf-8").splitlines() if watched.exists() else []
    reached = sent.read_text(encoding="utf-8").splitlines() if wire else []
    return [*map(json.loads, tried), *(["sent", one] for one in reached)]


def test_the_watch_sees_what_is_tried(folder: Path, wire: bool) -> None:
    tried = "import socket\ntry: socket.create_connection(('telemetry.example', 443), 1)\nexcept OSError: pass"
    assert [one[:2] for one in run(folder, "-c", tried, wire=wire)] == [["socket.getaddrinfo", "telemetry.example"]]
    in_a_child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {tried!r}])"
    assert len(run(folder, "-c", in_a_child, wire=wire)) == 2


def test_the_wire_shows_what_native_code_sends(folder: Path, wire: bool) -> None:
    if not wire:
        pytest.skip("this machine gives no test a network of its own")
    fetched = "import duckdb\ntry: duckdb.connect().execute('INSTALL httpfs')\nexcept duckdb.Error: pass"
    assert [one[0] for one in run(folder, "-c", fetched, wire=True)] == ["sent"]


def test_no_command_tries_to_reach_anybody(folder: Path, wire: bool) -> None:
    # In one process, which imports everything once: what one of them alone would try, it tries here too.
    assert run(folder, "-c", TYPED, json.dumps(COMMANDS), wire=wire) == []


def test_no_flow_tries_to_reach_anybody(folder: Path, wire: bool) -> None:
    assert run(folder, "-c", FLOW, wire=wire) == []
