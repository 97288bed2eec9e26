"""Creating and upgrading warehouses; refusing those of a newer Copydesk."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.records import article
from tests.warehouse.old_warehouses import head
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse import views
from warehouse.errors import WarehouseMissing, WarehouseNotMade, WarehouseTooNew
from warehouse.migrate import migrate, require_current, schema_state
from warehouse.schema import NEWEST, SchemaState
from warehouse.session import open_warehouse
from warehouse.tables import METADATA


def with_revision(path: Path, revision: str) -> None:
    with open_warehouse(path) as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_migrated_warehouse_is_as_the_tables_say(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)

    with open_warehouse(path, read_only=True) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert sorted(sa.inspect(connection).get_view_names()) == sorted(view.name for view in views.load())


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "desk" / "news.duckdb"

    assert schema_state(path) is SchemaState.ABSENT
    migrate(path)
    assert schema_state(path) is SchemaState.CURRENT
    require_current(path)


def test_migrating_again_changes_no_row(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    before = contents(path)

    migrate(path)

    assert contents(path) == before


@pytest.mark.parametrize(
    "harm",
    [
        "DROP VIEW who_said_what",
        "DROP MACRO TABLE search_quotes",
        "COMMENT ON TABLE alembic_version IS 'made by another version'",
        "CREATE OR REPLACE VIEW articles AS SELECT v.*, NULL AS source_name FROM article_versions AS v",
        "COMMENT ON COLUMN quotes.text IS 'old'",
    ],
)
def test_views_that_are_missing_changed_or_of_another_version_are_due_until_the_next_migration(
    tmp_path: Path, harm: str
) -> None:
    path = new_warehouse(tmp_path)
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql(harm)

    assert schema_state(path) is SchemaState.VIEWS_DUE
    migrate(path)
    assert schema_state(path) is SchemaState.CURRENT


def test_a_warehouse_that_is_as_it_should_be_is_not_touched(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    before = path.read_bytes()

    migrate(path)

    assert path.read_bytes() == before


def test_views_and_descriptions_are_made_anew(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    with open_warehouse(path) as connection, connection.begin():
        connection.execute(sa.text("CREATE OR REPLACE VIEW speakers AS SELECT 1 AS old"))
        connection.execute(sa.text("COMMENT ON COLUMN quotes.text IS 'old'"))

    migrate(path)

    assert rows(path, "SELECT * FROM speakers") == []
    assert rows(path, "SELECT comment FROM duckdb_columns() WHERE table_name = 'quotes' AND column_name = 'text'") == [
        {"comment": "the content, quote marks included"}
    ]


def test_the_users_own_views_stay(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    with open_warehouse(path) as connection, connection.begin():
        connection.execute(sa.text("CREATE VIEW mine AS SELECT title FROM articles"))

    migrate(path)

    assert rows(path, "SELECT * FROM mine") == []


def test_a_newer_warehouse_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    with_revision(path, "9999")

    assert schema_state(path) is SchemaState.NEWER
    with pytest.raises(WarehouseTooNew, match=r"schema 9999, unknown here.*update Copydesk"):
        migrate(path)
    with pytest.raises(WarehouseTooNew):
        require_current(path)
    with open_warehouse(path, read_only=True, any_tables=True) as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_database_without_our_tables_is_no_warehouse_until_an_ingest_makes_them(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with open_warehouse(path, create=True) as connection, connection.begin():
        connection.execute(sa.text("CREATE TABLE theirs (word VARCHAR)"))

    with pytest.raises(WarehouseNotMade, match="has none of Copydesk's tables"):
        require_current(path)
    migrate(path)

    assert rows(path, "SELECT * FROM theirs") == []
    assert schema_state(path) is SchemaState.CURRENT


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    assert head() == NEWEST


def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="run `copydesk ingest` first"):
        require_current(tmp_path / "none.duckdb")
    assert not (tmp_path / "none.duckdb").exists()


def test_a_failing_migration_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.duckdb"

    def fail(_: sa.Connection) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("warehouse.views.create", fail)
    with pytest.raises(OSError, match="no space left"):
        migrate(path)

    assert schema_state(path) is SchemaState.ABSENT
