"""Running the command line as a person does: a process of its own."""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

from tests.flows.warm_client import Command

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
# Enriching in the command's own process, where the model is loaded already; what has its workers for a subject says so.
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COPYDESK_ARTICLE_TIMEOUT": "0"}


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def copydesk(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Done:
    """Run one copydesk command to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = command(*arguments, out=out, err=err, cwd=cwd, **environment).wait(300)
        return Done(code, _text(out), _text(err))


def command(*arguments: str | Path, out: IO[bytes], err: IO[bytes], cwd: Path = ROOT, **environment: str) -> Command:
    """Start a copydesk command that writes into these files, and has no input."""
    with Path(os.devnull).open("rb") as nothing:
        files = [file.fileno() for file in (nothing, out, err)]
        return Command(warm_server(), [*map(str, arguments)], files, str(cwd), os.environ | ENVIRONMENT | environment)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@functools.cache
def warm_server() -> str:
    """The address of a server of commands, which ends with this process."""
    # A socket's path may have a hundred characters, fewer than pytest's folders often have.
    folder = tempfile.TemporaryDirectory(prefix="copydesk-", dir="/tmp")
    address = f"{folder.name}/warm"
    command = [sys.executable, "-m", "tests.flows.warm_server", address]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"

    def end() -> None:
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    return address
