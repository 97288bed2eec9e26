"""A newsroom's day in fast motion, a few rounds of it; the longer one: `python -m tests.trust.soak 15`."""

import json
import os
import subprocess
import sys

from tests.flows.commands import ROOT

ROUNDS = os.environ.get("COPYDESK_SOAK_ROUNDS", "3")


def test_a_few_rounds_of_a_newsroom() -> None:
    command = [sys.executable, "-m", "tests.trust.soak", "--rounds", ROUNDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["rounds"], figures["runs"]) == (int(ROUNDS), int(ROUNDS))
    assert len(set(figures["files"][-2:])) == 1, figures
    assert figures["level"], figures
