"""A correction of each kind is seen in every view that it concerns, in searches and in exported files."""

from pathlib import Path

import duckdb
import pytest

from tests.records import VALLEY, moment
from tests.warehouse.deciding import EACH, VIEWS, decide, every_correction, filled, seen
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest
from warehouse import views
from warehouse.corrections import undo
from warehouse.publish import export_views

COPIED, CHANGED, BLAMED = '"The port is closed!"', '"Never again,"', '"Bob Okafor lied,"'
# A paper copies a quotation, another changes one after publication, and somebody talks about somebody.
MORE = [
    told(
        "copy",
        f"{COPIED} port director Bob Okafor said.",
        who=[Who("Bob Okafor", "port director")],
        said=[Said(COPIED, "Bob Okafor")],
        source=VALLEY,
    ),
    told(
        "row",
        f"{CHANGED} Bob Okafor said.",
        who=[Who("Bob Okafor")],
        said=[Said(CHANGED, "Bob Okafor")],
        source=VALLEY,
        updated=moment(time="20:00"),
    ),
    told(
        "blame",
        f"{BLAMED} Ingrid Vahl said.",
        who=[Who("Bob Okafor"), Who("Ingrid Vahl")],
        said=[Said(BLAMED, "Ingrid Vahl")],
        source=VALLEY,
    ),
]
QUOTED = {"who_said_what", "speakers", "persons"}
CONCERNED = {
    "right_speaker": {*QUOTED, "quote_copies", "coverage_daily", "search_quotes"},
    "not_a_quote": {"who_said_what", "coverage_daily", "source_quality", "search_quotes"},
    "merge_persons": {*QUOTED, "quote_copies", "quote_changes", "quote_entities", "coverage_daily", "search_quotes"},
    "rename_person": {*QUOTED, "quote_entities"},
    "split_entity": {*QUOTED},
    "split_person": {"persons"},
    "wrong_date": {*QUOTED, "articles", "quote_copies", "coverage_daily", "source_quality", "search_articles"},
    "rename_entity": {"persons"},
    "merge_entities": {*QUOTED, "quote_copies", "coverage_daily", "search_quotes"},
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = filled(tmp_path)
    for of, found in MORE:
        ingest(path, [of], found={of.ref: found})
    return path


@pytest.mark.parametrize("kind", EACH)
def test_a_correction_is_seen_in_every_view_that_it_concerns_until_it_is_undone(warehouse: Path, kind: str) -> None:
    before = seen(warehouse)

    made = EACH[kind](warehouse)
    after = seen(warehouse)
    for row in made:
        decide(warehouse, undo, row.correction_id, hours=1)

    assert {view for view in VIEWS if after[view] != before[view]} == CONCERNED[kind]
    assert seen(warehouse) == before


def test_exported_files_are_corrected_too(warehouse: Path, tmp_path: Path) -> None:
    every_correction(warehouse)
    expected = seen(warehouse)

    export_views(warehouse, tmp_path / "views")

    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        for view in views.load():
            database.execute(f"CREATE VIEW {view.name} AS FROM '{tmp_path / 'views' / view.name}.parquet'")
        for name in (name for name in VIEWS if not name.startswith("search")):
            found = database.execute(VIEWS[name])
            columns = [column[0] for column in found.description]
            assert [dict(zip(columns, row, strict=True)) for row in found.fetchall()] == expected[name], name
