"""What a command does not import: commands typed as a person does, each in an interpreter of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.commands import ROOT, copydesk
from tests.warehouses import rows

# Each takes longer to import than all that these commands do.
NEVER = {"great_expectations", "pandas", "prefect", "spacy", "torch"}
OF_WORK = {"alembic", "charset_normalizer", "courlan", "dateparser", "httpx", "htmldate", "trafilatura"}
OF_ARROW = {"numpy", "pyarrow"}


def imported(*arguments: str | Path) -> set[str]:
    """The modules that a command imports, from its start to its end."""
    command = [sys.executable, "-X", "importtime", "-m", "flows", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    (tmp_path / "in.txt").write_text("The ferry was late again on Friday, the harbour office said.\n", encoding="utf-8")
    path = tmp_path / "news.duckdb"
    assert copydesk("ingest", tmp_path / "in.txt", "--warehouse", path).code == 0
    return path


def test_help_imports_no_library_of_the_pipeline() -> None:
    modules = imported("--help")

    assert "typer" in modules
    assert modules & (NEVER | OF_WORK | OF_ARROW | {"duckdb", "lxml", "sqlalchemy"}) == set()


def test_a_query_imports_duckdb_and_arrow_alone(warehouse: Path) -> None:
    modules = imported("sql", "SELECT title FROM articles", "--warehouse", warehouse)

    assert {"duckdb", "pyarrow"} <= modules
    assert modules & (NEVER | OF_WORK | {"lxml", "sqlalchemy", "warehouse.tables"}) == set()


def test_a_run_over_unchanged_inputs_imports_nothing_that_works_on_articles(warehouse: Path) -> None:
    modules = imported("ingest", warehouse.with_name("in.txt"), "--warehouse", warehouse)

    assert modules & (NEVER | OF_WORK | OF_ARROW | {"tasks.normalise.article", "warehouse.publish"}) == set()
    found = rows(warehouse, "SELECT state, read_count, unchanged_count FROM runs ORDER BY started_at")
    assert found[-1] == {"state": "done", "read_count": 1, "unchanged_count": 1}


def test_what_is_left_at_the_end_is_not_looked_through_for_garbage() -> None:
    # Registered first, so called last: only Python's own look for garbage follows, which cannot be switched off.
    look = "import atexit, gc; atexit.register(lambda: print('set aside:', gc.get_freeze_count() > 100))"
    code = f"{look}; import sys; sys.argv = ['copydesk', '--help']; from flows.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.endswith("set aside: True\n")
