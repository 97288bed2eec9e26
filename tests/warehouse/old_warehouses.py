"""Dumps of warehouses as released revisions left them: python -m tests.warehouse.old_warehouses writes today's.

A dump that was released is never written again: it is what a user has.
"""

import tempfile
from pathlib import Path

import duckdb
from alembic.script import ScriptDirectory

from tests.records import NOW, VALLEY, article, moment, rejected
from tests.warehouses import ingest, new_warehouse
from warehouse.schema import MIGRATIONS
from warehouse.session import open_warehouse

FOLDER = Path(__file__).parents[1] / "data" / "warehouses"


def head() -> str:
    """The newest revision."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert revision
    return revision


def dump(path: Path) -> str:
    """Tables and rows of a warehouse as SQL; views and functions are made anew by every migration."""
    with duckdb.connect(str(path), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        tables = database.execute("SELECT table_name, sql FROM duckdb_tables() ORDER BY table_name").fetchall()
        lines = [sql for _, sql in tables]
        for name, _ in tables:
            relation = database.table(name)
            columns = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in relation.columns)
            for row in relation.project(columns).order("ALL").fetchall():
                values = ", ".join("NULL" if value is None else _literal(value) for value in row)
                lines.append(f"INSERT INTO {name} VALUES ({values});")  # noqa: S608
    return "\n".join(lines) + "\n"


def restore(sql: str, path: Path) -> None:
    """The warehouse of a dump."""
    with duckdb.connect(str(path)) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(sql)


def filled(folder: Path) -> Path:
    """A warehouse with a row in every table that a load fills."""
    from tasks.load import Batch, load_batch

    path = new_warehouse(folder)
    ingest(
        path, [article(), article(ref="b", source=VALLEY, canonical_url="https://valley.example/b", title="Älteres")]
    )
    ingest(path, [article(body="The port stays open after all.", updated=moment("2024-03-06"))])
    with open_warehouse(path) as connection:
        load_batch(connection, Batch(run_id="held", number=1, input_digest="", read=1), rejected=[rejected()], now=NOW)
        connection.exec_driver_sql("CHECKPOINT")
    return path


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        (FOLDER / f"{head()}.sql").write_text(dump(filled(Path(made))), "utf-8")
