"""A load settles corrections only where it touched what they are about, and then as if all was settled anew."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.article import Article
from schemas.enrichment import Enrichment
from tests.records import VALLEY, moment
from tests.warehouse.deciding import (
    COURT,
    EACH,
    PEOPLE,
    PORT,
    SAID,
    STORIES,
    decide,
    entity,
    every_correction,
    filled,
    quote,
)
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest
from warehouse.corrections import not_a_quote, rename, right_speaker, wrong_date
from warehouse.decided import settle_corrections
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

Told = tuple[Article, Enrichment]
Tables = dict[str, list[Any]]
ZONED = VALLEY.model_copy(update={"timezone": "Pacific/Auckland"})
SHUT = '"The gate was shut by nine and nobody had the key,"'
LONGER = SHUT.replace("key", "key to it")
GATE = told("gate", f"{SHUT} Ana Ruiz said.", who=[Who("Ana Ruiz")], said=[Said(SHUT, "Ana Ruiz")])
ROW = next(of for of, _ in STORIES if of.ref == "row")
LOADS: dict[str, Told] = {
    "a new version of a corrected article": told(
        "port", f"Updated. {PORT}", who=PEOPLE, said=SAID, updated=moment(time="20:00")
    ),
    "the first bearer of a name that a correction gives": told(
        "quell", "Judge Mara Quell sat.", who=[Who("Mara Quell", "judge")]
    ),
    "another bearer of a corrected article's name": told(
        "bench", "Judge Ana Ruiz sat.", who=[Who("Ana Ruiz", "judge")]
    ),
    "a longer wording of a corrected article's quotation": told(
        "longer", f"{LONGER} Bob Okafor said.", who=[Who("Bob Okafor")], said=[Said(LONGER, "Bob Okafor")]
    ),
    "an article that tells its source's zone": told("zoned", "It rained.", source=ZONED),
    "a sighting that tells its source's zone": (ROW.model_copy(update={"source": ZONED}), STORIES[1][1]),
}
CORRECTED = {
    "a new version of a corrected article": lambda path: decide(path, not_a_quote, quote(path, SAID[2].text)),
    "the first bearer of a name that a correction gives": lambda path: decide(
        path, right_speaker, quote(path, SAID[0].text), "Mara Quell"
    ),
    "another bearer of a corrected article's name": lambda path: decide(
        path, rename, entity(path, "Ana Ruiz", COURT), "Ana M. Ruiz"
    ),
    "a longer wording of a corrected article's quotation": lambda path: decide(
        path, right_speaker, quote(path, SHUT), "Ingrid Vahl"
    ),
    "an article that tells its source's zone": lambda path: decide(path, wrong_date, COURT, "2024-03-02"),
    "a sighting that tells its source's zone": lambda path: decide(path, wrong_date, COURT, "2024-03-02"),
}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled(tmp_path_factory.mktemp("stories"))
    load(path, GATE)
    return path


@pytest.fixture
def warehouse(stories: Path, tmp_path: Path) -> Path:
    # With the log that loads leave beside the file.
    shutil.copytree(stories.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / stories.name


def load(path: Path, one: Told) -> None:
    ingest(path, [one[0]], found={one[0].ref: one[1]})


def decided(connection: sa.Connection) -> Tables:
    tables = [table for name, table in METADATA.tables.items() if name.startswith("decided_")]
    return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in tables}


def kept_and_anew(path: Path) -> tuple[Tables, Tables]:
    with open_warehouse(path) as connection, connection.begin():
        kept = decided(connection)
        settle_corrections(connection)
        return kept, decided(connection)


@pytest.mark.parametrize("change", LOADS)
def test_a_load_that_changes_what_a_correction_makes_settles_it(warehouse: Path, change: str) -> None:
    CORRECTED[change](warehouse)
    before, _ = kept_and_anew(warehouse)

    load(warehouse, LOADS[change])

    kept, anew = kept_and_anew(warehouse)
    assert kept == anew != before


@pytest.mark.parametrize("kind", [*EACH, "every"])
def test_tables_are_after_every_load_as_if_settled_anew(warehouse: Path, kind: str) -> None:
    every_correction(warehouse) if kind == "every" else EACH[kind](warehouse)

    # Of one kind alone, the loads of new versions and of names; the others do not tell kinds apart.
    for change, one in list(LOADS.items())[: None if kind == "every" else 3]:
        load(warehouse, one)
        kept, anew = kept_and_anew(warehouse)
        assert kept == anew, change


def test_a_load_that_touches_no_correction_settles_nothing(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every_correction(warehouse)

    def refuse(connection: sa.Connection) -> None:
        raise AssertionError("settled for nothing")

    monkeypatch.setattr("warehouse.decided.settle_corrections", refuse)
    rain = told("rain", "It rains, Tom Hale said.", who=[Who("Tom Hale")], said=[Said("It rains", "Tom Hale")])
    load(warehouse, rain)
    # The name of a person in corrected articles, who stays who she was.
    load(warehouse, told("swim", "The swimmer Ana Ruiz swam.", who=[Who("Ana Ruiz", "swimmer")]))
