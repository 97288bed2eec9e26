"""The flame graph of a whole ingest: `python -m tests.benchmarks.flames docs/images/ingest.svg` (needs py-spy)."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.articles import write_jsonl

ARTICLES = 300
# Narrower frames cannot be read, and would make the file three times as large.
_LEAST_PERCENT = 0.4
# What was typed and where Python finds its modules are the machine's own.
_OF_THE_MACHINE = (
    (re.compile(r"(process \d+):.*?(?= \([\d,]+ samples|</text>)", re.DOTALL), r"\1"),
    (re.compile(r"> sys\.path = \[.*?(?= \([\d,]+ samples|</text>)", re.DOTALL), ">a process that enriches"),
    (re.compile(r'(<text id="title"[^>]*>)[^<]*'), r"\1copydesk ingest, all processes"),
)
_FRAME = re.compile(r'<g><title>[^<]*</title><rect x="[\d.]+%" y="\d+" width="([\d.]+)%".*?</g>', re.DOTALL)


def draw(image: Path) -> None:
    """Ingest generated articles with two processes under py-spy, and draw where all processes spent their time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_jsonl(folder / "in.jsonl", ARTICLES)
        command = [sys.executable, "-m", "flows", "ingest", str(folder / "in.jsonl"), "--workers", "2"]
        spy = ["py-spy", "record", "-r", "25", "--subprocesses", "--function", "-o", str(folder / "all.svg"), "--"]
        subprocess.run([*spy, *command, "--warehouse", str(folder / "news.duckdb")], check=True)
        image.write_text(without_narrow_frames((folder / "all.svg").read_text(encoding="utf-8")), encoding="utf-8")


def without_narrow_frames(svg: str) -> str:
    """The same picture without what is too narrow to read, and without paths of the machine."""
    svg = _FRAME.sub(lambda found: found[0] if float(found[1]) >= _LEAST_PERCENT else "", svg)
    for pattern, instead in _OF_THE_MACHINE:
        svg = pattern.sub(instead, svg)
    return "".join(line + "\n" for line in svg.splitlines() if line.strip())


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
