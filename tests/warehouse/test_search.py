"""Full-text search: what is found, in which order, and that the index follows every load."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.records import HARBOUR, VALLEY, article
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.errors import QueryError
from warehouse.search import complete_index, index_versions, join_segments, search_rows, unindex_versions
from warehouse.session import open_warehouse

FERRY = "The night ferries of Zürich stay moored. Boxes of papers were shipped, the harbour master’s clerks wrote."


def ferry(**fields: Any) -> Any:
    plain = {"ref": "ferry.html", "canonical_url": "https://harbour.example/ferry", "title": "Ferries", "body": FERRY}
    return article(**plain | fields)


def found(path: Path, query: str) -> list[str | None]:
    table = search_rows(path, query, "articles", limit=10)
    return [row["title"] for row in table.to_pylist()]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = new_warehouse(tmp_path_factory.mktemp("search"))
    ingest(path, [article()])
    ingest(path, [ferry()])
    with open_warehouse(path) as connection:
        connection.exec_driver_sql("CHECKPOINT")  # a load leaves its rows in the log beside the file
    return path.read_bytes()


@pytest.fixture
def warehouse(tmp_path: Path, loaded: bytes) -> Path:
    path = tmp_path / "news.duckdb"
    path.write_bytes(loaded)
    return path


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("ferry", ["Ferries"]),
        ("FERRIES", ["Ferries"]),
        ("zurich", ["Ferries"]),
        ("box paper", ["Ferries"]),
        ("harbour master clerk", ["Ferries"]),
        ('"night ferries of Zurich"', ["Ferries"]),
        ('"ferries night"', []),
        ("moor*", ["Ferries"]),
        ("moor", []),
        ("ferry friday", []),
        ("kowalski's", ["Port to close on Friday"]),
        ("close friday", ["Port to close on Friday"]),
    ],
)
def test_an_article_is_found_by_all_its_words(warehouse: Path, query: str, titles: list[str]) -> None:
    assert found(warehouse, query) == titles


def test_the_article_that_says_it_more_often_in_fewer_words_comes_first(warehouse: Path) -> None:
    ingest(
        warehouse, [ferry(ref="c", canonical_url="https://harbour.example/c", title="Ferry", body="A ferry. A ferry.")]
    )

    assert found(warehouse, "ferry") == ["Ferry", "Ferries"]


def test_a_quote_is_found_with_who_says_it(warehouse: Path) -> None:
    first, *others = search_rows(warehouse, '"no choice"', "quotes", limit=10).to_pylist()

    assert others == []
    assert (first["speaker_name"], first["text"]) == ("Ana Kowalski", '"We had no choice,"')
    assert search_rows(warehouse, "mayor choice", "quotes", limit=10).num_rows == 0


def test_only_the_current_version_is_found(warehouse: Path) -> None:
    later = ferry(body=FERRY.replace("moored", "afloat"), updated=article().published)
    ingest(warehouse, [later])

    assert found(warehouse, "moored") == []
    assert found(warehouse, "afloat") == ["Ferries"]


def test_the_functions_work_in_any_duckdb_client(warehouse: Path) -> None:
    query = "SELECT title FROM search_articles('ferry') ORDER BY score DESC"
    script = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall())"
    done = subprocess.run([sys.executable, "-c", script, warehouse, query], capture_output=True, text=True, check=True)

    assert done.stdout == "[('Ferries',)]\n"


def test_a_query_without_words_is_refused(warehouse: Path) -> None:
    with pytest.raises(QueryError, match="no word to search for"):
        search_rows(warehouse, '"?"', "articles", limit=10)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Mayor's votes", "the mayor vote"),
        ("policies, churches & glass buses; Paris", "policy church glass buse pari"),
        ("北京 2008", "北 京 2008"),
        ("Ärger in Łódź?", "arger in łodz"),
        ("Москвы", "москвы"),
        ("", ""),
    ],
)
def test_words_are_folded(warehouse: Path, text: str, words: str) -> None:
    with open_warehouse(warehouse, read_only=True) as connection:
        assert connection.scalar(sa.text("SELECT search_words(:text)"), {"text": text}) == words.split()


def test_joined_segments_answer_as_before(warehouse: Path) -> None:
    before = rows(warehouse, "FROM search_hits('the') ORDER BY version_id")
    with open_warehouse(warehouse) as connection, connection.begin():
        assert join_segments(connection, "joined") == 2
        assert join_segments(connection, "again") == 0

    assert rows(warehouse, "FROM search_hits('the') ORDER BY version_id") == before
    assert rows(warehouse, "SELECT DISTINCT segment FROM search_terms") == [{"segment": "joined-0"}]
    assert rows(warehouse, "SELECT term FROM search_terms GROUP BY term HAVING count(*) > 1") == []


def test_a_version_that_is_taken_out_leaves_no_word_behind(warehouse: Path) -> None:
    gone = rows(warehouse, "SELECT version_id FROM articles WHERE title = 'Ferries'")[0]["version_id"]
    with open_warehouse(warehouse) as connection, connection.begin():
        join_segments(connection, "joined")
        assert unindex_versions(connection, [gone, "unknown"]) == 1

    assert rows(warehouse, "SELECT term FROM search_terms WHERE term IN ('ferry', 'moored')") == []
    assert found(warehouse, "friday") == ["Port to close on Friday"]
    assert rows(warehouse, "SELECT len(documents) AS n, len(counts) AS m FROM search_terms WHERE term = 'the'") == [
        {"n": 1, "m": 1}
    ]


def test_what_the_index_lacks_is_added_once(warehouse: Path) -> None:
    versions = [row["version_id"] for row in rows(warehouse, "SELECT version_id FROM article_versions")]
    with open_warehouse(warehouse) as connection, connection.begin():
        unindex_versions(connection, versions)
        assert complete_index(connection, "all") == 2
        assert complete_index(connection, "again") == 0
        index_versions(connection, versions, "once more")

    assert found(warehouse, "ferry") == ["Ferries"]
    assert rows(warehouse, "SELECT segment, count(*) AS versions FROM search_documents GROUP BY segment") == [
        {"segment": "all-0", "versions": 2}
    ]


def test_sources_do_not_matter_to_the_search(warehouse: Path) -> None:
    ingest(warehouse, [ferry(source=VALLEY, canonical_url="https://valley.example/ferry", title="Ferries copied")])

    assert sorted(str(title) for title in found(warehouse, "ferry")) == ["Ferries", "Ferries copied"]
    assert rows(warehouse, "SELECT DISTINCT source_name FROM search_articles('ferry') ORDER BY ALL") == [
        {"source_name": HARBOUR.name},
        {"source_name": VALLEY.name},
    ]
