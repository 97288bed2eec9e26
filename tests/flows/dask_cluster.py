"""A Dask cluster of the tests' own on loopback: a scheduler and workers, each a process that can be killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.commands import ROOT


class Running:
    """A scheduler with its address, and its workers."""

    def __init__(
        self, address: str, scheduler: "subprocess.Popen[bytes]", workers: list["subprocess.Popen[bytes]"]
    ) -> None:
        self.address, self.scheduler, self.workers = address, scheduler, workers


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Running]:
    """A scheduler with so many workers of one thread, as `dask scheduler` and `dask worker` start them."""
    file = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []
    try:
        with (folder / "dask.log").open("wb") as log:
            at = ("--scheduler-file", str(file), "--no-dashboard")
            started.append(_start("scheduler", *at, "--host", "127.0.0.1", "--port", "0", log=log))
            for _ in range(workers):
                more = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
                started.append(_start("worker", *at, *more, log=log))
        yield Running(_address(file, started[0]), started[0], started[1:])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start(kind: str, *arguments: str, log: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "dask", kind, *arguments]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}, stdout=log, stderr=log)  # type: ignore[call-overload]


def _address(file: Path, scheduler: "subprocess.Popen[bytes]") -> str:
    for _ in range(1200):
        assert scheduler.poll() is None, "the scheduler ended as it started"
        if file.exists() and (said := file.read_text()):
            return str(json.loads(said)["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
