"""docs/operations.md: its settings and deployments are those that there are, and its units are well formed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from schemas.settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "docs" / "systemd").iterdir())


def test_scheduled_runs_take_fewer_than_ten_commands() -> None:
    commands = PAGE.split("```sh\n")[1].split("```")[0].splitlines()
    assert 0 < len(commands) < 10


def test_the_deployments_are_those_of_prefect_yaml() -> None:
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert re.findall(r"^\| `(\w+)` \| (?:every|by hand)", PAGE, re.MULTILINE) == [one["name"] for one in deployed]


def test_settings_have_the_defaults_that_the_page_says() -> None:
    said = re.findall(r"^\| `(\w+)` \| ([\w.]+) \|", PAGE.split("## Settings of this page")[1], re.MULTILINE)
    assert len(said) > 5
    for name, default in said:
        value = Settings.model_fields[name].default
        shown = "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value).lower()
        assert shown == default, name


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_well_formed(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for one in UNITS:
        text = one.read_text(encoding="utf-8").replace("/opt/copydesk/.venv/bin/", "/bin/true ")
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if unit.name in line and "EnvironmentFile" not in line]
    assert (done.returncode, complaints) == (0, []), done.stderr
