"""Forgetting reaches what corrections made of the rows of a person or an article."""

from pathlib import Path

import pytest

from tests.records import NOW
from tests.warehouse.deciding import every_correction, filled
from tests.warehouses import contents, rows
from warehouse.forgetting import forget_article, forget_people
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

PORT = "https://harbour.example/port"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = filled(tmp_path)
    every_correction(path)
    return path


def test_a_forgotten_person_is_in_no_corrected_row(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection, connection.begin():
        forget_people(connection, ["Robert Okafor", "Bob Okafor"], now=NOW)

    found = {name: str(table_rows) for name, table_rows in contents(warehouse).items()}
    assert [name for name, text in found.items() if "Robert Okafor" in text or "Bob Okafor" in text] == []
    assert rows(warehouse, "SELECT name FROM persons WHERE name LIKE '%Okafor%'") == []


def test_a_forgotten_article_is_in_no_corrected_row(warehouse: Path) -> None:
    (article,) = rows(warehouse, f"SELECT DISTINCT article_id FROM article_urls WHERE url = '{PORT}'")  # noqa: S608

    with open_warehouse(warehouse) as connection, connection.begin():
        forget_article(connection, article["article_id"], now=NOW)

    assert rows(warehouse, "SELECT DISTINCT article_id FROM decided_quotes") == []
    held = {name for name, of in contents(warehouse).items() if article["article_id"] in str(of)}
    assert held & METADATA.tables.keys() == set()
