"""A reader's query: rows as Arrow, and no way out of the warehouse."""

from pathlib import Path

import pytest

from tests.records import article
from tests.warehouses import contents, ingest, new_warehouse
from warehouse.errors import QueryError
from warehouse.query import run_query


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_warehouse(tmp_path_factory.mktemp("query"))
    ingest(path, [article()])
    return path


def test_a_query_gives_an_arrow_table(warehouse: Path) -> None:
    found = run_query(warehouse, "SELECT title, version FROM articles;")

    assert found.to_pylist() == [{"title": "Port to close on Friday", "version": 1}]


@pytest.mark.parametrize(
    "sql", ["DESCRIBE quotes", "SHOW TABLES", "FROM speakers", "EXPLAIN FROM articles", "SUMMARIZE roles"]
)
def test_what_describes_the_warehouse_is_a_query_too(warehouse: Path, sql: str) -> None:
    assert run_query(warehouse, sql).num_rows > 0


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "expected one query, found 0"),
        ("SELECT 1; SELECT 2", "expected one query, found 2"),
        ("SELEC 1", "syntax error"),
        ("SELECT titel FROM articles", "title"),
        ("SELECT * FROM artikles", "SHOW TABLES lists what there is"),
        ("DELETE FROM quotes", "this command only reads"),
        ("INSERT INTO sources BY NAME (SELECT 1 AS source_id) RETURNING *", "this command only reads"),
        ("CREATE TABLE mine (word VARCHAR)", "this command only reads"),
        ("DROP VIEW articles", "this command only reads"),
        ("SET enable_external_access = true", "this command only reads"),
        ("COPY articles TO 'out.csv'", "this command only reads|Only the warehouse itself"),
        ("SELECT * FROM read_text('/etc/hostname')", "Only the warehouse itself can be read here"),
        ("ATTACH 'other.duckdb'", "this command only reads"),
        ("INSTALL fts", "this command only reads"),
    ],
)
def test_what_a_reader_may_not_do_is_refused_with_the_mend(
    warehouse: Path, sql: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = contents(warehouse)

    with pytest.raises(QueryError, match=said):
        run_query(warehouse, sql)

    assert contents(warehouse) == before
    assert list(tmp_path.iterdir()) == []


def test_names_of_the_calling_program_are_out_of_reach(warehouse: Path) -> None:
    secret = run_query(warehouse, "SELECT 1 AS one")

    with pytest.raises(QueryError, match="secret"):
        run_query(warehouse, "SELECT * FROM secret")
    assert secret.num_rows == 1
