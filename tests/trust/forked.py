"""What a test asks the fork server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.flows.commands import ROOT


class Server:
    """The fork server, and what it is asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert self._answer() == "ready"

    def run(self, work: str, folder: Path, *, inputs: str = "in.jsonl", **kill: float) -> dict[str, Any]:
        """Do a piece of work in a child; `at` kills it at a commit point, `seconds` after a while."""
        asked = {"work": work, "warehouse": str(folder / "news.duckdb"), "inputs": str(folder / inputs), **kill}
        assert self._process.stdin
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return dict(json.loads(self._answer()))

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def serving() -> Iterator[Server]:
    """The server while the block runs."""
    command = [sys.executable, "-m", "tests.trust.fork_server"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Server(process)
        process.terminate()
