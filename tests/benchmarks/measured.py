"""Commands with what they took: seconds, and the most memory that all their processes held together."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.flows.commands import ROOT

_EVERY = 0.5


class Measured(NamedTuple):
    """What a command took; memory in MB, what processes share being counted once."""

    seconds: float
    peak: float


def measured(*arguments: str | Path, **environment: str) -> Measured:
    """Run a copydesk command to its end."""
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL)
    peaks = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peaks))
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    watcher.join()
    assert code == 0, command
    return Measured(seconds, max(peaks))


def _watch(process: "subprocess.Popen[bytes]", peaks: list[float]) -> None:
    while process.poll() is None:
        peaks.append(sum(map(resident, _family(process.pid))))
        time.sleep(_EVERY)


def resident(pid: int) -> float:
    """MB that a process holds, its part of what it shares with others; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _family(pid: int) -> list[int]:
    """A process and all that it has started."""
    children: Mapping[int, list[int]] = _children()
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    return found
