"""The first lines that a newcomer types, in a copy of the checkout of their own, without a download."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.pages import DOCS, ROOT, blocks

TRACKED = ("Makefile", "README.md", "LICENSE", "pyproject.toml", "requirements.lock", "examples")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what is needed, with an environment that has the packages of the one that runs the tests."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in (*TRACKED, "flows", "tasks", "schemas", "warehouse"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True, timeout=120)
    for packages in (folder / ".venv").glob("lib/python*/site-packages"):
        (packages / "those-of-the-tests.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    (folder / ".venv" / ".installed").touch()
    return folder


def test_the_first_block_of_the_tutorial_sets_up_and_shows_who_said_what(checkout: Path, tmp_path: Path) -> None:
    first = next(block for block in blocks(DOCS / "tutorial.md") if block.language == "sh")
    assert first.elsewhere == "tests/test_makefile.py"
    typed = f"{first.code}pwd; ls examples; which copydesk; copydesk --help"
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", typed],
        cwd=checkout,
        env=bare,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "9 read = 7 loaded + 0 unchanged + 2 quarantined; 40 quotes" in done.stdout
    assert "“People drive past and don’t stop,”" in done.stdout
    assert {str(tmp_path / "desk"), "inputs.jsonl", str(checkout / ".venv/bin/copydesk")} <= set(
        done.stdout.splitlines()
    )
    assert "Usage: copydesk" in done.stdout
