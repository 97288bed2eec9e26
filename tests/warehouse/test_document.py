"""docs/tables.md says what the warehouse is."""

from pathlib import Path

from warehouse.document import page

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "tables.md").read_text("utf-8")

    assert written == page(), "run `python -m warehouse.document`"
