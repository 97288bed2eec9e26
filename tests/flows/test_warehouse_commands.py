"""Searching, publishing, measuring and forgetting, as typed."""

from pathlib import Path

import pytest

from tests.flows.commands import copydesk
from tests.records import NOW, article
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.publish import default_copy, publish


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    return path


def test_a_search_prints_rows(warehouse: Path) -> None:
    done = copydesk("search", '"no choice"', "--in", "quotes", "--format", "json", "--warehouse", warehouse)

    assert (done.code, done.err) == (0, "")
    assert [(row["speaker_name"], row["text"]) for row in done.json] == [("Ana Kowalski", '"We had no choice,"')]


def test_publishing_says_where_the_copy_lies(warehouse: Path, tmp_path: Path) -> None:
    copy, folder = tmp_path / "readers" / "news.duckdb", tmp_path / "views"

    done = copydesk("publish", "--to", copy, "--parquet", folder, "--warehouse", warehouse, "--json")

    assert done.code == 0
    assert done.json["copy_path"] == str(copy)
    assert done.json["parquet_rows"]["who_said_what"] == 2
    assert (folder / "who_said_what.parquet").exists()


def test_a_run_renews_the_copies_of_the_settings(warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "readers.duckdb"
    note = tmp_path / "note.txt"
    note.write_text("Ferry stays\n\nThe ferry stays, the harbour board said on Monday.\n")

    done = copydesk("ingest", note, "--warehouse", warehouse, COPYDESK_PUBLISHED=str(copy))

    assert done.code == 0, done.err
    assert len(rows(copy, "FROM articles")) == 2


def test_forgetting_reaches_the_file_and_its_copies(warehouse: Path, tmp_path: Path) -> None:
    copy, folder = default_copy(warehouse), tmp_path / "views"
    publish(warehouse, copy, parquet=folder, now=NOW)
    publish(warehouse, tmp_path / "moved.duckdb", now=NOW)
    (tmp_path / "moved.duckdb").unlink()
    aside = warehouse.with_name(f"{warehouse.stem}.broken-20240101T000000{warehouse.suffix}")
    aside.touch()
    before = rows(warehouse, "SELECT body FROM articles")

    dry = copydesk("forget", "--person", "Ana Kowalski", "--dry-run", "--json", "--warehouse", warehouse)
    assert dry.json["deleted"]["quotes"] == 2
    assert rows(warehouse, "SELECT body FROM articles") == before

    done = copydesk("forget", "--person", "Ana Kowalski", "--yes", "--json", "--warehouse", warehouse)

    assert done.code == 0, done.err
    assert done.json["deleted"] == dry.json["deleted"]
    assert done.json["renewed_copies"] == [str(copy), str(folder)]
    assert done.json["missing_copies"] == [str(tmp_path / "moved.duckdb")]
    assert done.json["kept_aside"] == [str(aside)]
    for path in (warehouse, copy, *folder.iterdir()):
        assert b"Kowalski" not in path.read_bytes()
        assert b"kowalski" not in path.read_bytes()


def test_forgetting_is_asked_about_first(warehouse: Path) -> None:
    done = copydesk("forget", "--article", "https://harbour.example/news/port", "--warehouse", warehouse)

    assert done.code == 1
    assert "would be deleted: 1 article_authors" in done.out
    assert len(rows(warehouse, "FROM articles")) == 1


def test_nothing_named_to_forget_is_wrong_usage(warehouse: Path) -> None:
    done = copydesk("forget", "--warehouse", warehouse)

    assert (done.code, done.err) == (
        2,
        "copydesk: nothing named; say whom or what with --person NAME or --article ID\n",
    )


def test_compaction_and_size_are_told(warehouse: Path) -> None:
    done = copydesk("compact", "--json", "--warehouse", warehouse)
    sizes = copydesk("size", "--format", "json", "--warehouse", warehouse)

    assert done.json["bytes_after"] == warehouse.stat().st_size
    assert {"table": "quotes", "rows": 2} in [{"table": row["table"], "rows": row["rows"]} for row in sizes.json]


def test_a_warehouse_behind_a_link_is_written_anew_where_it_lies(warehouse: Path, tmp_path: Path) -> None:
    link = tmp_path / "desk" / "ours.duckdb"
    link.parent.mkdir()
    link.symlink_to(warehouse)

    forgot = copydesk("forget", "--person", "Ana Kowalski", "--yes", "--warehouse", link)
    sizes = copydesk("size", "--format", "json", "--warehouse", link)

    assert (forgot.code, sizes.code) == (0, 0), forgot.err
    assert link.resolve() == warehouse
    assert [path.name for path in link.parent.iterdir()] == ["ours.duckdb"]
    assert b"Kowalski" not in warehouse.read_bytes()
