"""Known vulnerabilities of what is pinned, without a network: `python -m tests.advisories FOLDER`.

FOLDER is a checkout of github.com/pypa/advisory-database, with a folder of OSV records for each package.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.licences import LOCK

LOCKS = (LOCK, LOCK.with_name("requirements-dev.lock"))


def known(folder: Path, packages: Iterable[tuple[str, str]]) -> list[str]:
    """What is known of these versions, a line each; records that were withdrawn do not count."""
    found = []
    for name, version in sorted(packages):
        for record in _records(folder, name):
            if not record.get("withdrawn") and any(_is_hit(one, name, version) for one in record["affected"]):
                also = ", ".join(record.get("aliases", ()))
                found.append(f"{name}=={version}: {record['id']} ({also})")
    return found


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for file in sorted((folder / "vulns" / canonicalize_name(name)).glob("*.yaml")):
        yield yaml.safe_load(file.read_text(encoding="utf-8"))


def _is_hit(affected: Mapping[str, Any], name: str, version: str) -> bool:
    if canonicalize_name(affected["package"]["name"]) != canonicalize_name(name):
        return False
    ranges = [one for one in affected.get("ranges", ()) if one["type"] == "ECOSYSTEM"]
    return version in map(str, affected.get("versions", ())) or any(
        _is_within(Version(version), one["events"]) for one in ranges
    )


def _is_within(version: Version, events: list[Mapping[str, Any]]) -> bool:
    """Whether a version is affected after all events up to it, as OSV orders them."""
    is_affected = False
    for event in sorted(events, key=lambda one: Version(str(next(iter(one.values()))))):
        (kind, at), *_ = event.items()
        if kind == "introduced":
            is_affected = is_affected or version >= Version(str(at))
        elif kind == "fixed":
            is_affected = is_affected and version < Version(str(at))
        elif kind == "last_affected":
            is_affected = is_affected and version <= Version(str(at))
    return is_affected


def pinned() -> set[tuple[str, str]]:
    """All packages of both lock files with their versions, of some more than one for different Pythons."""
    text = "\n".join(lock.read_text(encoding="utf-8") for lock in LOCKS)
    return set(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE))


def main() -> None:
    """Print what is known; exit with 1 where anything is."""
    folder = Path(sys.argv[1])
    if not (folder / "vulns").is_dir():
        raise SystemExit(f"{folder}: no vulns/ in it; give a checkout of github.com/pypa/advisory-database")
    found = known(folder, pinned())
    print("\n".join([*found, f"{len(pinned())} versions pinned, {len(found)} vulnerabilities known"]))
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
