"""Running the command line as a person does: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def copydesk(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Done:
    """Run one copydesk command."""
    done = subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
