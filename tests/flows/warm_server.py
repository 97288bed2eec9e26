"""Commands in children of a process that has everything imported and the model loaded: `warm_server SOCKET`.

Each is a process of its own, with its own arguments, folder, environment and files. What it is spared is what takes
longer than most of the work that a test asks for.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import socket
import sys
import tempfile
import time
import traceback
from typing import Any

from flows import telemetry
from schemas.settings import Settings
from tasks.check import load_great_expectations
from tasks.enrich.worker import enrich_chunk
from tasks.read.registry import all_readers


def warm_up() -> None:
    """Import what commands import when they run, and load the model."""
    telemetry.switch_off()
    for name in ("alone", "cli", "doctor", "output", "pipeline", "reenrichment", "replaying", "watch"):
        importlib.import_module(f"flows.{name}")
    for name in ("publish", "query", "search"):
        importlib.import_module(f"warehouse.{name}")
    for name in ("alembic.command", "charset_normalizer", "pyarrow.compute", "tasks.normalise.article"):
        importlib.import_module(name)
    all_readers()
    load_great_expectations()
    enrich_chunk(Settings.model_fields["model"].default, ["Ready."])
    gc.freeze()


def serve(address: str) -> dict[str, Any]:
    """Serve until the input ends; returns in a child alone, with what it is asked to be."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            asking, _ = listening.accept()
            with asking:
                if not os.fork():
                    return _attend(asking)
    raise SystemExit


def _attend(asking: socket.socket) -> dict[str, Any]:
    """Wait for the command and tell how it ended; returns in the command's own process."""
    _, files, *_ = socket.recv_fds(asking, 1, 3)
    asked: dict[str, Any] = json.loads(b"".join(iter(lambda: asking.recv(65_536), b"")))
    if child := os.fork():
        for file in files:
            os.close(file)
        asking.sendall(b"%-16d" % child)
        _, status = os.waitpid(child, 0)
        asking.sendall(b"%-16d" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    return asked | {"files": files}


def become(asked: dict[str, Any]) -> None:
    """Be the command that was typed."""
    for number, file in enumerate(asked["files"]):
        os.dup2(file, number)
        os.close(file)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None
    time.tzset()
    sys.path[:1] = [asked["folder"], *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    sys.argv = ["copydesk", *asked["arguments"]]
    code = 0
    try:
        runpy.run_module("flows", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        # Libraries that had started threads before the fork would wait for them at an interpreter's end.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    warm_up()
    become(serve(sys.argv[1]))
