"""docs/reliability.md promises nothing without a test, and names none that is not there."""

import re
from pathlib import Path

import pytest

from tests.flows.commands import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_the_page_names_is_there(file: str, name: str) -> None:
    assert re.search(rf"^\s*(?:async )?def {name}\(", Path(ROOT, file).read_text("utf-8"), re.MULTILINE)


def test_every_promise_names_a_test() -> None:
    tables = PAGE.split("| promise | shown by |\n|---|---|\n")[1:]
    rows = [row for table in tables for row in table.split("\n\n")[0].splitlines()]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
