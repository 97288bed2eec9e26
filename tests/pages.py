"""The code blocks of a documentation page: what a reader types, saves and gets, in the order of the page.

A fenced block counts by its language and what stands around it:

    ```sh, ```python               is run in the page's folder
    ```… title="sources.toml"      is saved there under that name
    ```text behind a run block     is what that prints, line by line; a line of … leaves some out
    <!-- tried by tests/… -->      before a block: it needs a server or such, and that test runs it instead
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.flows.commands import ENVIRONMENT, ROOT, warm_server

DOCS = ROOT / "docs"
_FENCE = re.compile(
    r"^(?:<!-- tried by (?P<elsewhere>\S+) -->\n)?"
    r"```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_RUN = {"sh": ("bash", "-euo", "pipefail", "-c"), "python": (sys.executable, "-c")}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    line: int
    language: str
    code: str
    title: str | None = None
    elsewhere: str | None = None

    @property
    def is_run(self) -> bool:
        return self.language in _RUN and not self.title and not self.elsewhere

    @property
    def is_output(self) -> bool:
        return self.language == "text" and not self.title


def pages() -> list[Path]:
    """The README and every page of the site."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            text.count("\n", 0, found.start()) + 1, found["language"], found["code"], found["title"], found["elsewhere"]
        )
        for found in _FENCE.finditer(text)
    ]


def follow(page: Path, folder: Path) -> int:
    """Do what a page says, in the folder; says how many blocks were run. Fails where one fails or prints otherwise."""
    ran, printed = 0, ""
    for block in blocks(page):
        place = f"{page.relative_to(ROOT)}:{block.line}"
        if block.title:
            (folder / block.title).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.title).write_text(block.code, encoding="utf-8")
        elif block.is_run:
            printed, ran = _run(block, folder, place), ran + 1
        elif block.is_output and printed:
            missing = next(missing_lines(block.code, printed), None)
            assert missing is None, f"{place}: not printed: {missing}\nbut:\n{printed}"
            printed = ""
        else:
            printed = ""
    return ran


def missing_lines(expected: str, printed: str) -> Iterator[str]:
    """The expected lines that are not printed in their order."""
    lines = iter(line.strip() for line in printed.splitlines())
    for line in expected.splitlines():
        if line.strip() not in ("", "…") and line.strip() not in lines:
            yield line


def _run(block: Block, folder: Path, place: str) -> str:
    """What a block prints. Fails where it does not end with 0."""
    bin_folder = folder.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    typed = f"{sys.executable} -IS {ROOT}/tests/flows/warm_client.py {warm_server()}"
    for name, command in (("copydesk", typed), ("python", sys.executable)):
        (bin_folder / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        (bin_folder / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    ours = ENVIRONMENT | {"PATH": f"{bin_folder}:{kept['PATH']}", "COLUMNS": "120", "USER": "nora"}
    done = subprocess.run(
        [*_RUN[block.language], block.code],
        cwd=folder,
        env=kept | ours,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{place}\n{block.code}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr
