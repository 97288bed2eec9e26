"""Every released warehouse comes forward with its rows."""

import re
from pathlib import Path

import duckdb
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.records import article
from tests.warehouse.old_warehouses import FOLDER, dump, head, restore
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.migrate import migrate, schema_state
from warehouse.schema import SchemaState
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

DUMPS = sorted(FOLDER.glob("*.sql"))


@pytest.mark.parametrize("old", DUMPS, ids=lambda path: path.stem)
def test_an_old_warehouse_is_brought_up_to_date_with_its_rows(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    restore(old.read_text("utf-8"), path)
    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        before = {name: database.table(name).count("*").fetchall() for name in names}
        texts = database.execute("SELECT version_id, title, body FROM article_versions ORDER BY ALL").fetchall()

    migrate(path)

    assert schema_state(path) is SchemaState.CURRENT
    with open_warehouse(path, read_only=True) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with duckdb.connect(str(path), read_only=True) as database:
        assert {name: database.table(name).count("*").fetchall() for name in names} == before
        assert database.execute("SELECT version_id, title, body FROM article_versions ORDER BY ALL").fetchall() == texts
    assert rows(path, "SELECT count(*) AS n FROM who_said_what")[0]["n"] > 0
    assert rows(path, "SELECT title FROM search_articles('alteres')") == [{"title": "Älteres"}]
    assert ingest(path, [article()])[0].state == "unchanged"


def test_there_is_a_dump_of_the_newest_revision_and_it_is_as_the_migrations_make_it(tmp_path: Path) -> None:
    def tables(sql: str) -> list[str]:
        return sorted(re.findall(r"^CREATE TABLE .*$", sql, re.MULTILINE))

    newest = FOLDER / f"{head()}.sql"
    assert newest.exists(), "run `python -m tests.warehouse.old_warehouses`, and add the file"
    made = tables(dump(new_warehouse(tmp_path)))

    assert tables(newest.read_text("utf-8")) == made, (
        "a released migration is never changed: write a new one. "
        "While nothing is released: run `python -m tests.warehouse.old_warehouses`"
    )
