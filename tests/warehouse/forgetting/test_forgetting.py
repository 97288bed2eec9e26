"""Forgetting: nothing is left anywhere, and nothing comes back."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.load import Batch, load_batch
from tests.records import BODY, NOW, article, enriched, matched, rejected
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse.forgetting import NothingToForget, Outcome, forget_article, forget_people
from warehouse.search import search_rows
from warehouse.session import open_warehouse

URL = "https://harbour.example/news/port"
OTHER = "The ferry stays, said Bo Li of the harbour board. Ana Kowalski was not there, and Kowalski said nothing."


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two articles, one of them in two versions, and held records that tell of them."""
    path = new_warehouse(tmp_path_factory.mktemp("forgetting"))
    ingest(path, [article()])
    ingest(path, [article(body=BODY + "\n\nMore followed.", updated=article().published)], now=NOW + timedelta(hours=1))
    ingest(path, [article(ref="ferry.html", title="Ferry", canonical_url="https://harbour.example/ferry", body=OTHER)])
    held = [
        rejected(source_ref=URL, payload=b"<html>anything"),
        rejected(source_ref="feed.xml#1", payload=f"<item>{URL}</item>".encode(), detail=f"{URL}: broken"),
        rejected(source_ref="ana-kowalski.txt", payload=b"by ana kowalski"),
        rejected(source_ref="other.txt", payload=b"other"),
    ]
    with open_warehouse(path) as connection:
        batch = Batch(run_id="held", number=1, input_digest="held", read=len(held))
        load_batch(connection, batch, rejected=held, now=NOW)
        connection.exec_driver_sql("CHECKPOINT")
    return path.read_bytes()


@pytest.fixture
def warehouse(tmp_path: Path, loaded: bytes) -> Path:
    path = tmp_path / "news.duckdb"
    path.write_bytes(loaded)
    return path


def forget(path: Path, *, articles: tuple[str, ...] = (), people: tuple[str, ...] = ()) -> Outcome:
    with open_warehouse(path) as connection, connection.begin():
        outcomes = [forget_article(connection, one, now=NOW) for one in articles]
        return forget_people(connection, people, now=NOW) if people else outcomes[0]


def everything(path: Path) -> str:
    """All that the tables say, as one text."""
    return str(contents(path)) + str(rows(path, "SELECT term FROM search_terms"))


def test_nothing_of_a_forgotten_article_is_left(warehouse: Path) -> None:
    outcome = forget(warehouse, articles=(URL,))

    assert outcome.deleted["article_versions"] == 2
    assert outcome.deleted["search_documents"] == 2
    assert outcome.masked == {"quarantine": 2}
    left = everything(warehouse)
    assert URL not in left
    assert "Port to close" not in left
    assert rows(warehouse, "SELECT title FROM articles") == [{"title": "Ferry"}]
    assert rows(warehouse, "SELECT term FROM search_terms WHERE term IN ('port', 'friday', 'followed')") == []
    assert rows(warehouse, "SELECT source_ref, payload, status FROM quarantine ORDER BY ALL") == [
        {"source_ref": "ana-kowalski.txt", "payload": b"by ana kowalski", "status": "held"},
        {"source_ref": "feed.xml#1", "payload": b"", "status": "dropped"},
        {"source_ref": "forgotten", "payload": b"", "status": "dropped"},
        {"source_ref": "other.txt", "payload": b"other", "status": "held"},
    ]


@pytest.mark.parametrize(
    "again",
    [
        article(),
        article(body=BODY + " Corrected."),
        article(canonical_url="https://harbour.example/moved", url=None),
    ],
)
def test_a_forgotten_article_does_not_come_back(warehouse: Path, again: object) -> None:
    forget(warehouse, articles=(URL,))
    before = contents(warehouse, without=("batches", "runs"))

    matched_again = ingest(warehouse, [again])  # type: ignore[list-item]

    assert [(one.state, one.forgotten) for one in matched_again] == [("unchanged", True)]
    assert contents(warehouse, without=("batches", "runs")) == before


def test_a_copy_in_another_paper_is_another_article(warehouse: Path) -> None:
    from tests.records import VALLEY

    forget(warehouse, articles=(URL,))
    ingest(warehouse, [article(source=VALLEY, canonical_url="https://valley.example/port", url=None)])

    assert len(rows(warehouse, "FROM articles")) == 2


def test_nothing_of_a_forgotten_person_is_left(warehouse: Path) -> None:
    outcome = forget(warehouse, people=("Mayor Ana Kowalski",))

    assert outcome.deleted["entities"] == outcome.deleted["roles"] == 1
    assert outcome.deleted["quotes"] == 2
    assert outcome.masked == {"article_versions": 3, "quarantine": 1}
    assert "kowalski" not in everything(warehouse).casefold()
    assert rows(warehouse, "SELECT body FROM articles WHERE title = 'Ferry'") == [
        {"body": OTHER.replace("Ana Kowalski", "███ ████████").replace("Kowalski", "████████")}
    ]
    assert rows(warehouse, "SELECT source_ref, payload FROM quarantine WHERE status = 'dropped'") == [
        {"source_ref": "████████████.txt", "payload": b""}
    ]
    assert search_rows(warehouse, "kowalski", "articles", limit=5).num_rows == 0
    assert search_rows(warehouse, "ferry", "articles", limit=5).num_rows == 1


def test_a_forgotten_person_does_not_come_back(warehouse: Path) -> None:
    forget(warehouse, people=("Ana Kowalski",))
    new = article(
        ref="new.html", canonical_url="https://harbour.example/new", title="Ana Kowalski, again", body=BODY + " "
    )
    again = ingest(warehouse, [article(), new])
    with open_warehouse(warehouse) as connection:
        held = rejected(source_ref="late.txt", payload=b"Ana Kowalski")
        load_batch(connection, Batch(run_id="late", number=1, input_digest="", read=1), rejected=[held], now=NOW)

    assert [one.state for one in again] == ["unchanged", "new"]
    assert "kowalski" not in everything(warehouse).casefold()
    assert rows(warehouse, "SELECT title FROM articles WHERE url LIKE '%/new'") == [{"title": "███ ████████, again"}]


def test_a_person_is_forgotten_by_the_id_of_an_entity_too(warehouse: Path) -> None:
    entity_id = rows(warehouse, "SELECT entity_id FROM entities LIMIT 1")[0]["entity_id"]

    forget(warehouse, people=(entity_id,))

    assert "kowalski" not in everything(warehouse).casefold()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"articles": ("https://harbour.example/none",)}, "no article has the id or address"),
        ({"people": ("Kowalski",)}, "neither an id nor a full name"),
    ],
)
def test_what_is_not_there_or_means_too_many_is_refused(
    warehouse: Path, what: dict[str, tuple[str]], said: str
) -> None:
    before = contents(warehouse)

    with pytest.raises(NothingToForget, match=said):
        forget(warehouse, **what)

    assert contents(warehouse) == before


def test_only_hashes_are_kept_of_what_was_forgotten(warehouse: Path) -> None:
    forget(warehouse, articles=(URL,))
    forget(warehouse, people=("Bo Li",))

    kinds = rows(warehouse, "SELECT kind, count(*) AS keys FROM forgotten GROUP BY kind ORDER BY kind")
    assert [row["kind"] for row in kinds] == ["article", "person"]
    assert rows(warehouse, "FROM forgotten WHERE NOT regexp_full_match(forgotten_key, '[0-9a-f]{32}')") == []


def test_no_table_with_texts_of_articles_is_unreached(warehouse: Path) -> None:
    """A table that is added later must say to which version or article its rows belong, or be handled by name."""
    beside = {
        "sources", "person_names", "quote_wordings", "quote_stretches", "authority", "quarantine", "runs", "batches",
        "cursors", "checks", "search_terms", "rule_sets", "decided_persons", "forgotten", "publications", "load_turns",
        "key_index",
    }  # fmt: skip
    with open_warehouse(warehouse, read_only=True) as connection:
        tables = sa.inspect(connection).get_table_names()
        columns = {table: {column["name"] for column in sa.inspect(connection).get_columns(table)} for table in tables}

    unreached = {table for table, names in columns.items() if not names & {"version_id", "article_id"}}
    assert unreached - {"alembic_version"} == beside


def test_matched_articles_that_need_no_loading_count_as_unchanged(warehouse: Path) -> None:
    forget(warehouse, articles=(URL,))
    one = matched(article(), state="unchanged", forgotten=True)
    with open_warehouse(warehouse) as connection:
        ledger = load_batch(connection, Batch(run_id="r", number=1, input_digest="", read=1), unchanged=[one], now=NOW)

    assert (ledger.loaded_count, ledger.unchanged_count) == (0, 1)
    assert rows(warehouse, f"FROM article_urls WHERE url = '{URL}'") == []
    assert enriched().matched.forgotten is False
