"""A reader's query: rows as Arrow, and no way out of the warehouse."""

from pathlib import Path

import pytest

from flows.serve.queries import FOLDER, names
from tests.records import article
from tests.warehouses import ingest, new_warehouse
from warehouse.errors import QueryError
from warehouse.query import Bounds, run_query
from warehouse.reading_only import require_reading
from warehouse.session import open_warehouse


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
        ("ATTACH ':memory:' AS other", "this command only reads"),
        ("INSTALL fts", "this command only reads"),
        ("LOAD '/tmp/evil.duckdb_extension'", "this command only reads"),
        ("RESET lock_configuration", "this command only reads"),
        ("PRAGMA enable_profiling", "this command only reads"),
        ("PRAGMA lock_configuration = false", "this command only reads"),
        ("CALL enable_logging()", "this command only reads"),
        ("CHECKPOINT", "this command only reads"),
        ("VACUUM", "this command only reads"),
        ("EXPORT DATABASE 'out'", "this command only reads"),
        ("PREPARE theft AS SELECT 1", "this command only reads"),
        ("SET VARIABLE a = 1", "this command only reads"),
        ("BEGIN TRANSACTION", "this command only reads"),
        ("EXPLAIN ANALYZE DELETE FROM quotes", "this command only reads"),
        ("CREATE SECRET s (TYPE s3)", "this command only reads"),
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv\\(\\) is out of a reader's reach"),
        ("SELECT * FROM read_csv_auto('/etc/passwd')", "read_csv_auto\\(\\) is out of a reader's reach"),
        ("SELECT * FROM read_parquet('https://evil.example/x')", "read_parquet\\(\\) is out of a reader's reach"),
        ("SELECT * FROM read_json('*.json')", "read_json\\(\\) is out of a reader's reach"),
        ("SELECT * FROM read_blob('/etc/passwd')", "read_blob\\(\\) is out of a reader's reach"),
        ("SELECT * FROM glob('/home/*')", "glob\\(\\) is out of a reader's reach"),
        ("SELECT * FROM sniff_csv('/etc/passwd')", "sniff_csv\\(\\) is out of a reader's reach"),
        ("WITH x AS (FROM glob('*')) SELECT (SELECT count(*) FROM x)", "glob\\(\\) is out of a reader's reach"),
        ("SELECT EXISTS (FROM range(3), LATERAL (FROM glob('*')))", "glob\\(\\) is out of a reader's reach"),
        ("EXPLAIN ANALYZE SELECT * FROM glob('*')", "glob\\(\\) is out of a reader's reach"),
        ("FROM query('SELECT * FROM glob(''*'')')", "query\\(\\) is out of a reader's reach"),
        ("FROM query_table('articles')", "query_table\\(\\) is out of a reader's reach"),
        ("FROM json_execute_serialized_sql('{}')", "json_execute_serialized_sql\\(\\) is out of a reader's reach"),
        (
            "FROM enable_logging(storage = 'file', storage_path = 'log')",
            "enable_logging\\(\\) is out of a reader's reach",
        ),
        ("FROM duckdb_secrets()", "duckdb_secrets\\(\\) is out of a reader's reach"),
        ("FROM duckdb_settings()", "duckdb_settings\\(\\) is out of a reader's reach"),
        ("FROM duckdb_databases", "out of a reader's reach"),
        ("FROM pragma_database_list", "out of a reader's reach"),
        ("SELECT * FROM '/etc/passwd'", "does not exist"),
        ("SELECT * FROM 'https://evil.example/x.parquet'", "does not exist|cannot be loaded|Only the warehouse"),
    ],
)
def test_what_a_reader_may_not_do_is_refused_with_the_mend(
    warehouse: Path, sql: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = warehouse.read_bytes()

    with pytest.raises(QueryError, match=said):
        run_query(warehouse, sql)

    assert warehouse.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_reading_the_catalog_and_counting_need_no_leave(warehouse: Path) -> None:
    for sql in (
        "FROM duckdb_tables()",
        "FROM information_schema.tables",
        "FROM range(3)",
        "FROM search_articles('port')",
    ):
        assert run_query(warehouse, sql).num_rows > 0, sql


def test_a_query_that_never_ends_is_ended(warehouse: Path) -> None:
    endless = "SELECT count(*) FROM range(100000000000) AS a, range(100000000000) AS b"
    with pytest.raises(QueryError, match=r"took longer than 0.2 s; .* raise query_timeout"):
        run_query(warehouse, endless, bounds=Bounds(seconds=0.2))


def test_a_query_of_too_many_rows_is_refused_before_they_are_gathered(warehouse: Path) -> None:
    with pytest.raises(QueryError, match="more than 10 rows; add a LIMIT, or raise query_rows"):
        run_query(warehouse, "FROM range(100000000000)", bounds=Bounds(rows=10))
    assert run_query(warehouse, "FROM range(10)", bounds=Bounds(rows=10)).num_rows == 10


@pytest.mark.parametrize("name", names())
def test_the_queries_of_the_reading_page_stay_within_a_reader_s_reach(warehouse: Path, name: str) -> None:
    statement = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    with open_warehouse(warehouse, read_only=True) as connection:
        require_reading(connection.connection.driver_connection, statement)


def test_names_of_the_calling_program_are_out_of_reach(warehouse: Path) -> None:
    secret = run_query(warehouse, "SELECT 1 AS one")

    with pytest.raises(QueryError, match="secret"):
        run_query(warehouse, "SELECT * FROM secret")
    assert secret.num_rows == 1
