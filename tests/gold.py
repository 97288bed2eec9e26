"""Gold data for scoring: outside the project, found through COPYDESK_GOLD (a folder with data/ and tools/)."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest


def gold(relative: str) -> Path:
    """The path of a gold file; skips the test, loudly, where there is none (fails under COPYDESK_REQUIRE_GOLD=1)."""
    folder = os.environ.get("COPYDESK_GOLD")
    path = Path(folder, relative) if folder else None
    if path and path.exists():
        return path
    message = f"gold data {relative} not found: set COPYDESK_GOLD to a folder that holds it"
    if os.environ.get("COPYDESK_REQUIRE_GOLD") == "1":
        pytest.fail(message)
    pytest.skip(message)


def scorer(name: str) -> ModuleType:
    """The scorer `name` as a module."""
    path = gold(f"tools/{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
