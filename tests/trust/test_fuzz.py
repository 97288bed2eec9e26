"""Readers under a coverage-guided fuzzer, a moment each; the longer search: `python -m tests.trust.fuzz all 600`."""

import importlib.util
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.rejection import Refusal
from tasks.read.blob import Blob
from tasks.read.limits import SAFE
from tasks.read.registry import Reader, all_readers
from tests.flows.commands import ROOT
from tests.trust.fuzz import READERS

RUNS = os.environ.get("COPYDESK_FUZZ_RUNS", "80")
# What the fuzzer has found, and what becomes of it now.
FOUND = [
    ("eml", b"Date: 1 Jan 99999999999999999999 10:00:00\n\nBody.\n", None),
    ("ninjs", b"1", "no_articles"),
    ("warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "broken_warc"),
    (
        "warc",
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://[\r\nContent-Type: text/html\r\n"
        b"Content-Length: 8\r\n\r\n<p>abc\r\n\r\n\r\n",
        None,
    ),
]


def test_every_reader_is_fuzzed() -> None:
    assert {reader.read.__module__.rsplit(".", 1)[-1] for reader in all_readers()} == set(READERS)


@pytest.mark.parametrize(("name", "data", "reason"), FOUND)
def test_what_was_found_is_mended(name: str, data: bytes, reason: str | None) -> None:
    (reader,) = [one for one in all_readers() if one.read.__module__.endswith(f".{name}")]
    blob = Blob(ref="input", input_id="input", open=lambda: io.BytesIO(data), limits=SAFE)
    assert outcome(reader, blob) == reason


def outcome(reader: Reader, blob: Blob) -> str | None:
    """The reason for which the input is refused; None where it is read."""
    try:
        list(reader.read(blob))
    except Refusal as refusal:
        return refusal.reason
    return None


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not there for this Python")
def test_a_fuzzer_finds_nothing_in_a_moment(tmp_path: Path) -> None:
    # So many tries and always the same ones: what a longer search would find fails nobody's build by chance.
    command = [sys.executable, "-m", "tests.trust.fuzz", "all", "--runs", RUNS, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = "\n".join(line for line in done.stderr.splitlines() if "Error" in line or "File" in line)
    assert done.returncode == 0, f"{done.stdout}\n{found}"
