"""`copydesk verify` finds what does not hold: each invariant is broken once, and it alone is reported."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.benchmarks.articles import bodies
from tests.records import article
from tests.warehouses import ingest, new_warehouse
from warehouse.invariants import load, verify
from warehouse.session import open_warehouse

TEXTS = list(bodies(2))
ARTICLES = [
    article(),
    article(canonical_url="https://harbour.example/second", title="Second", body=f"Another story. {TEXTS[0]}"),
    article(canonical_url="https://harbour.example/third", title="Third", body=TEXTS[1]),
]
# What breaks each invariant, and nothing else.
BREACHES = {
    "versions_are_numbered": "UPDATE article_versions SET is_current = false WHERE title = 'Second'",
    "parts_have_versions": "UPDATE article_authors SET version = 7",
    "entities_are_there": "UPDATE roles SET entity_id = 'nobody'",
    "offsets_hold": "UPDATE quotes SET addressee_start_char = 3, addressee_end_char = 9, addressee_text = 'nobody'",
    "sources_are_there": "DELETE FROM sources",
    "addresses_have_articles": "UPDATE article_urls SET article_id = 'none' WHERE url LIKE '%second'",
    "copies_agree": "UPDATE article_versions SET copy_group = 'none' WHERE title = 'Second'",
    "signatures_are_whole": "DELETE FROM minhash_bands WHERE band_key = (SELECT min(band_key) FROM minhash_bands)",
    "index_is_whole": "DELETE FROM search_terms WHERE term = 'port'",
    "people_agree": "UPDATE quotes SET speaker_person_id = 'somebody'",
    "names_are_there": "INSERT INTO person_names VALUES ('key', 'Nobody There', [], NULL, NULL)",
    "beside_rows_have_versions": "INSERT INTO decided_versions VALUES ('gone')",
    "wordings_are_there": "UPDATE quotes SET copy_key = 'no wording' WHERE start_char = 0",
    "rows_have_runs": "UPDATE runs SET run_id = 'another'; UPDATE batches SET run_id = 'another'",
    "ledger_adds_up": "UPDATE batches SET read_count = read_count + 1",
    "ledger_and_tables_agree": "UPDATE batches SET loaded_count = 2, unchanged_count = 1",
    "wordings_are_as_keyed": "UPDATE article_versions SET body = replace(body, 'Another', 'Any other')",
}

# What goes wrong together.
ALSO = {"rows_have_runs": ("ledger_and_tables_agree",), "wordings_are_as_keyed": ("offsets_hold",)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = new_warehouse(tmp_path_factory.mktemp("loaded"))
    ingest(path, ARTICLES)
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO runs BY NAME SELECT run_id, 'ingest' AS flow, '{}' AS parameters, '1' AS code_version, "
            "'model-1+rules-1' AS enrichment_version, loaded_at AS started_at, 'running' AS state, 3 AS read_count, "
            "3 AS loaded_count, 0 AS unchanged_count, 0 AS quarantined_count FROM batches"
        )
    return path.read_bytes()


@pytest.fixture
def warehouse(loaded: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "news.duckdb"
    path.write_bytes(loaded)
    return path


def test_a_warehouse_after_a_load_is_sound(warehouse: Path) -> None:
    found = verify(warehouse)

    assert (found.is_sound, found.breaches) == (True, ())
    assert found.tables["article_versions"].rows == 3


@pytest.mark.parametrize("name", sorted(BREACHES))
def test_what_breaks_an_invariant_is_reported_and_nothing_else(warehouse: Path, name: str) -> None:
    with open_warehouse(warehouse) as connection, connection.begin():
        for statement in BREACHES[name].split(";"):
            assert connection.execute(sa.text(statement)).rowcount, statement

    broken = {one.invariant for one in verify(warehouse).breaches}

    assert name in broken
    assert broken <= {name, *ALSO.get(name, ())}


def test_every_invariant_is_broken_once_here() -> None:
    assert {one.name for one in load()} <= set(BREACHES)


def test_a_checksum_tells_rows_and_not_their_order(warehouse: Path) -> None:
    before = verify(warehouse).tables
    with open_warehouse(warehouse) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TEMP TABLE turned AS SELECT * FROM mentions ORDER BY random()")
        connection.exec_driver_sql("DELETE FROM mentions")
        connection.exec_driver_sql("INSERT INTO mentions SELECT * FROM turned")

    assert verify(warehouse).tables == before
    with open_warehouse(warehouse) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE mentions SET note = 'government'")
    assert {name for name, table in verify(warehouse).tables.items() if table != before[name]} == {"mentions"}
