"""The same warehouse on DuckLake, with a PostgreSQL catalog: everything that a file does, and several writers."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest
import sqlalchemy as sa

from schemas.place import Lake
from tests.flows.commands import Done, copydesk, warm_server
from tests.records import BODY, NOW, article
from tests.warehouse.lakes.postgres import Server
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse.compact import compact
from warehouse.errors import LakeConflict, QueryError, WarehouseMissing
from warehouse.migrate import migrate, schema_state
from warehouse.move import NotEmpty, copy_all, move
from warehouse.publish import publish
from warehouse.query import run_query
from warehouse.schema import SchemaState
from warehouse.search import search_rows
from warehouse.session import open_warehouse
from warehouse.size import table_sizes
from warehouse.tables import METADATA
from warehouse.turns import read_turn, take_turn, transact

INDEX = ("search_documents", "search_terms")


def settings(lake: Lake) -> dict[str, str]:
    return {"COPYDESK_LAKE_CATALOG": lake.catalog, "COPYDESK_LAKE_DATA": lake.data}


def without_runs(place: Path | Lake) -> dict[str, list[dict[str, object]]]:
    """All rows but those of the index and the ledger, without the run that loaded them: that is another each time."""
    found = {}
    with open_warehouse(place, read_only=True) as connection:
        for name, table in METADATA.tables.items():
            if name not in ("batches", *INDEX):
                columns = [column for column in table.c if column.name != "run_id"]
                found[name] = sorted(map(dict, connection.execute(sa.select(*columns)).mappings()), key=repr)
    return found


def write_articles(folder: Path, name: str, count: int) -> Path:
    """Articles of one paper as JSONL; the last one is the same in every file."""
    path = folder / f"{name}.jsonl"
    lines = [
        {
            "title": title,
            "url": f"https://harbour.example/{name}/{number}" if number else "https://harbour.example/same",
            "published": "2024-05-01T10:00:00Z",
            "publication": "Harbour News",
            "body": f"{title} tells of the harbour. “We wait,” said Ana Kowalski, the mayor.",
        }
        for number in reversed(range(count))
        for title in [f"Number {number} of {name}" if number else "The same for all"]
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_a_lake_holds_what_a_file_holds(lake: Lake, tmp_path: Path) -> None:
    file = new_warehouse(tmp_path)
    assert schema_state(lake) is SchemaState.ABSENT
    with pytest.raises(WarehouseMissing), open_warehouse(lake):
        pass
    migrate(lake)
    assert schema_state(lake) is SchemaState.CURRENT
    later = article(body=BODY + "\n\nMore followed.", updated=article().published)
    for place in (file, lake):
        ingest(place, [article()])
        ingest(place, [later, article()])

    assert without_runs(lake) == without_runs(file)
    for view in ("who_said_what", "speakers", "quote_changes", "coverage_daily"):
        assert rows(lake, f"FROM {view} ORDER BY ALL") == rows(file, f"FROM {view} ORDER BY ALL")
    assert rows(lake, "SELECT comment FROM duckdb_columns() WHERE table_name = 'quotes' AND column_name = 'text'") == [
        {"comment": "the content, quote marks included"}
    ]


def test_a_second_migration_leaves_the_lake_alone(lake: Lake) -> None:
    migrate(lake)
    snapshots = "SELECT count(*) AS n FROM ducklake_snapshots('warehouse')"
    before = rows(lake, snapshots)

    migrate(lake)

    assert rows(lake, snapshots) == before


def test_two_machines_load_at_once(lake: Lake, tmp_path: Path) -> None:
    """Each in a home of its own, so that no lock file of the machine keeps them apart."""

    def load(name: str) -> Done:
        home = tmp_path / f"tmp-{name}"
        home.mkdir()
        own = settings(lake) | {"TMPDIR": str(home), "COPYDESK_BATCH_SIZE": "4"}
        return copydesk("ingest", write_articles(tmp_path, name, 7), "--json", cwd=tmp_path, **own)

    warm_server()  # before both threads ask for it
    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(load, ("north", "south")))

    assert [done.code for done in ended] == [0, 0], ended
    totals = [done.json["totals"] for done in ended]
    assert [total["read"] for total in totals] == [7, 7]
    assert sum(total["loaded"] for total in totals) == 13
    assert sum(total["unchanged"] for total in totals) == 1
    for table, key in (("article_versions", "version_id"), ("entities", "entity_id"), ("quotes", "quote_id")):
        assert len(set(keys := [row[key] for row in rows(lake, f"FROM {table}")])) == len(keys)
    assert rows(lake, "SELECT count(*) AS n FROM articles") == [{"n": 13}]
    assert rows(lake, "SELECT DISTINCT state FROM runs") == [{"state": "done"}]
    assert rows(lake, "SELECT count(*) AS n FROM search_articles('harbour')") == [{"n": 13}]


def test_a_load_that_comes_second_is_done_again(lake: Lake) -> None:
    migrate(lake)
    attempts = []

    def work(connection: object) -> str:
        turn = read_turn(connection)  # type: ignore[arg-type]
        attempts.append(turn)
        if len(attempts) == 1:
            with open_warehouse(lake) as other, other.begin():
                take_turn(other, turn)
        with connection.begin():  # type: ignore[attr-defined]
            take_turn(connection, turn)  # type: ignore[arg-type]
        return "done"

    assert transact(lake, work, lock_timeout=5, patience=60) == "done"
    assert attempts == [0, 1]
    assert rows(lake, "SELECT turn FROM load_turns") == [{"turn": 2}]


def test_two_that_commit_at_once_conflict(lake: Lake) -> None:
    migrate(lake)
    with open_warehouse(lake) as connection, connection.begin():
        take_turn(connection, 0)

    def meet() -> None:
        with open_warehouse(lake) as one, one.begin():
            take_turn(one, 1)
            with open_warehouse(lake) as other, other.begin():
                take_turn(other, 1)

    with pytest.raises(LakeConflict, match="another machine wrote at the same moment"):
        meet()

    assert rows(lake, "SELECT turn FROM load_turns") == [{"turn": 2}]


def test_queries_and_searches_read_the_lake_and_nothing_else(lake: Lake, tmp_path: Path) -> None:
    migrate(lake)
    ingest(lake, [article()])
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nhidden\n")

    assert run_query(lake, "SELECT title FROM articles").to_pylist() == [{"title": "Port to close on Friday"}]
    assert search_rows(lake, '"no choice"', "quotes", limit=5).num_rows == 1
    for sql, said in [
        (f"FROM read_csv('{secret}')", "out of a reader's reach"),
        (f"FROM '{secret}'", "Only the warehouse itself|does not exist"),
        ("FROM postgres_query('__ducklake_metadata_warehouse', 'SELECT pg_read_file(''PG_VERSION'')')", "reach"),
        (f"FROM postgres_scan('{lake.catalog.removeprefix('postgres:')}', 'public', 'ducklake_table')", "reach"),
        ("CALL postgres_execute('__ducklake_metadata_warehouse', 'DROP TABLE ducklake_table')", "only reads"),
        ("FROM __ducklake_metadata_warehouse.ducklake_table", "out of a reader's reach"),
        ("FROM __ducklake_metadata_warehouse.public.ducklake_table", "out of a reader's reach"),
        ("FROM ducklake_cleanup_old_files('warehouse', cleanup_all => true)", "out of a reader's reach"),
        ("FROM duckdb_databases", "out of a reader's reach"),
        ("DELETE FROM quotes", "only reads"),
        ("CREATE TABLE mine (word VARCHAR)", "only reads"),
        (f"ATTACH '{tmp_path / 'other.duckdb'}'", "only reads|Only the warehouse itself"),
        ("SET allowed_directories = ['/']", "only reads"),
    ]:
        with pytest.raises(QueryError, match=said):
            run_query(lake, sql)


def test_a_published_copy_of_a_lake_is_a_file(lake: Lake, tmp_path: Path) -> None:
    migrate(lake)
    ingest(lake, [article()])
    copy, folder = tmp_path / "copy.duckdb", tmp_path / "views"

    done = publish(lake, copy, parquet=folder, now=NOW)

    assert done.parquet_rows["who_said_what"] == 2
    assert rows(copy, "FROM who_said_what ORDER BY ALL") == rows(lake, "FROM who_said_what ORDER BY ALL")
    assert rows(copy, "SELECT title FROM search_articles('port')") == [{"title": "Port to close on Friday"}]


def test_a_file_is_moved_whole_and_once(lake: Lake, tmp_path: Path) -> None:
    file = new_warehouse(tmp_path)
    ingest(file, [article()])

    done = copydesk("move", file, "--json", **settings(lake))

    assert done.code == 0, done.err
    assert (done.json["article_versions"], done.json["quotes"]) == (1, 2)
    assert contents(lake, without=("load_turns",)) == contents(file, without=("load_turns",))
    with pytest.raises(NotEmpty, match="holds rows already"):
        move(file, lake)
    back = tmp_path / "back.duckdb"
    copy_all(lake, back)
    assert contents(back) == contents(file)
    assert ingest(lake, [article()])[0].state == "unchanged"


def test_moving_needs_a_lake(tmp_path: Path) -> None:
    done = copydesk("move", new_warehouse(tmp_path))

    assert done.code == 2
    assert "set lake_catalog and lake_data" in done.err


def test_nothing_of_what_is_forgotten_is_left_in_the_lake(lake: Lake, server: Server, tmp_path: Path) -> None:
    migrate(lake)
    ingest(lake, [article()])
    ingest(lake, [article(ref="b", canonical_url="https://harbour.example/b", body="Bo Li stays.", title="Ferry")])
    compact(lake, now=NOW)

    done = copydesk("forget", "--person", "Ana Kowalski", "--yes", "--json", **settings(lake))

    assert done.code == 0, done.err
    assert done.json["deleted"]["quotes"] == 2
    assert rows(lake, "SELECT title FROM articles ORDER BY title") == [
        {"title": "Ferry"},
        {"title": "Port to close on Friday"},
    ]
    assert "kowalski" not in str(contents(lake)).casefold()
    files = [path for path in Path(lake.data).rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if b"owalski" in path.read_bytes()] == []
    database = lake.catalog.split("dbname=")[1].split()[0]
    assert "owalski" not in server.dump(database)


def test_compaction_keeps_every_row(lake: Lake) -> None:
    migrate(lake)
    for number in range(3):
        ingest(lake, [article(canonical_url=f"https://harbour.example/{number}", body=f"Body {number}, short.")])
    before = contents(lake, without=INDEX)

    done = compact(lake, now=NOW)

    assert done.joined_segments == 3
    assert contents(lake, without=INDEX) == before
    sizes = {one.table: one for one in table_sizes(lake)}
    assert sizes["article_versions"].rows == 3
    assert sizes["article_versions"].bytes > 0


def test_the_rows_may_lie_in_any_store_that_fsspec_knows(server: Server) -> None:
    lake = Lake(catalog=server.database(), data="memory://newsdesk/lake")
    migrate(lake)
    ingest(lake, [article()])
    compact(lake, now=NOW)

    assert fsspec.filesystem("memory").find("/newsdesk/lake")
    assert run_query(lake, "SELECT count(*) AS n FROM quotes").to_pylist() == [{"n": 2}]
