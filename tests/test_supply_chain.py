"""What is installed is what was looked at: hashes in the lock files, and licences that may stand beside Apache-2.0."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.advisories import known, pinned
from tests.licences import PAGE, REASONS, ROOT, is_permissive, licence_of, locked


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_of_a_lock_file_is_pinned_with_hashes_and_no_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = [entry.replace("\\\n", " ") for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[A-Za-z0-9_.\[\]-]+==\S+( ; [^\n]+?)?\s+--hash=sha256:[0-9a-f]{64}", entry), entry
        assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host| @ ", entry), entry


def test_what_is_installed_at_run_time_is_a_part_of_what_the_tests_install() -> None:
    tested = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    assert [f"{name}=={version}" for name, version in locked().items() if f"{name}=={version}" not in tested] == []


@pytest.mark.parametrize("package", sorted(locked()))
def test_the_licence_of_a_dependency_may_stand_beside_apache(package: str) -> None:
    licence = licence_of(package)
    if licence is None:
        pytest.skip("only installed on other systems or Pythons")
    assert is_permissive(licence) or package in REASONS, (
        f"{package}: {licence}; leave it out, or say why it may be used"
    )


def test_no_reason_is_given_for_what_is_not_installed_or_needs_none() -> None:
    assert [one for one in REASONS if one not in locked() or is_permissive(licence_of(one) or "")] == []


def test_the_page_names_every_package_and_every_reason() -> None:
    listed = re.findall(r"^\| ([A-Za-z0-9_.-]+) \| \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(listed) - {"package"}) == sorted(locked()), "run `python -m tests.licences`"
    assert all(f"**{one}**: {why}" in PAGE.read_text(encoding="utf-8") for one, why in REASONS.items())


def test_a_licence_that_binds_the_whole_work_would_be_found() -> None:
    assert not is_permissive("GPL-3.0-only")
    assert not is_permissive("MIT AND AGPL-3.0-or-later")
    assert is_permissive("MIT AND (Apache-2.0 OR BSD-3-Clause)")


# A checkout of github.com/pypa/advisory-database, where there is one.
ADVISORIES = Path(os.environ.get("COPYDESK_ADVISORIES", ROOT / "var" / "advisories"))


@pytest.mark.skipif(not (ADVISORIES / "vulns").is_dir(), reason="no advisories here: COPYDESK_ADVISORIES names none")
def test_nothing_that_is_pinned_has_a_known_vulnerability() -> None:
    assert known(ADVISORIES, pinned()) == []


RECORD = """
id: PYSEC-2024-1
aliases: [CVE-2024-1]
affected:
- package: {name: Left_Pad, ecosystem: PyPI}
  ranges:
  - {type: GIT, events: [{introduced: "0"}, {fixed: "abc"}]}
  - {type: ECOSYSTEM, events: [{introduced: "0"}, {fixed: "1.2"}, {introduced: "2.0"}, {last_affected: "2.10"}]}
  versions: ["3.0rc1"]
"""


@pytest.mark.parametrize(
    ("affected", "is_known"),
    [("1.0", True), ("1.2", False), ("1.9", False), ("2.9", True), ("2.10", True), ("2.11", False), ("3.0rc1", True)],
)
def test_a_vulnerability_of_a_version_is_found(affected: str, is_known: bool, tmp_path: Path) -> None:
    (tmp_path / "vulns" / "left-pad").mkdir(parents=True)
    file = tmp_path / "vulns" / "left-pad" / "PYSEC-2024-1.yaml"
    file.write_text(RECORD, encoding="utf-8")
    said = [f"left.pad=={affected}: PYSEC-2024-1 (CVE-2024-1)"]

    assert known(tmp_path, [("left.pad", affected), ("other", affected)]) == (said if is_known else [])

    file.write_text(RECORD + "withdrawn: '2024-02-01T00:00:00Z'\n", encoding="utf-8")
    assert known(tmp_path, [("left.pad", affected)]) == []


def test_a_bill_of_materials_names_every_package_that_is_installed(tmp_path: Path) -> None:
    made = tmp_path / "sbom.json"
    command = [Path(sys.executable).with_name("cyclonedx-py"), "environment", sys.executable, "--output-file", made]
    subprocess.run(command, check=True, capture_output=True)

    listed = {(canonicalize_name(part["name"]), part["version"]) for part in json.loads(made.read_text())["components"]}
    installed = {(canonicalize_name(name), version(name)) for name in locked() if licence_of(name)}
    assert installed - listed == set()
