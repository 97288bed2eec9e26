"""A server a session, a lake a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.place import Lake
from tests.warehouse.lakes.postgres import Server, started


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with started() as one:
        yield one


@pytest.fixture
def lake(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake that does not exist yet; the locks that this machine keeps of it go with the test."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return Lake(catalog=server.database(), data=str(tmp_path / "lake"))
