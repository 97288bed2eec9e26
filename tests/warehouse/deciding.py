"""Articles about which people decide, a correction of each kind, and what the views then show."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schemas.decided import CorrectionRow
from schemas.place import Place
from tests.records import NOW, VALLEY
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.corrections import (
    Decided,
    merge,
    not_a_quote,
    rename,
    right_speaker,
    split_entity,
    split_person,
    wrong_date,
)
from warehouse.session import open_warehouse
from warehouse.turns import in_turn

Where = Place | sa.Connection
PORT = (
    'Port director Bob Okafor spoke. "The port is closed," Okafor said. Robert Okafor smiled. '
    '"Closed for good," Vahl added. Ingrid Vahl and Anders Vahl met. The film was "The Port That Closed".'
)
SAID = [
    Said('"The port is closed,"', "Bob Okafor"),
    Said('"Closed for good,"', "Ingrid Vahl", called="Vahl"),
    Said('"The Port That Closed"'),
]
PEOPLE = [
    Who("Bob Okafor", "Port director", called=["Bob Okafor", "Okafor"]),
    Who("Robert Okafor"),
    Who("Ingrid Vahl", called=["Ingrid Vahl", "Vahl"]),
]
COURT, POOL = "https://valley.example/court", "https://harbour.example/pool"
STORIES = [
    told("port", PORT, who=PEOPLE, said=SAID),
    told(
        "row",
        '"Never," Bob Okafor said.',
        who=[Who("Bob Okafor")],
        said=[Said('"Never,"', "Bob Okafor")],
        source=VALLEY,
    ),
    told("pool", "The swimmer Ana Ruiz won.", who=[Who("Ana Ruiz", "swimmer")]),
    told("court", "Ana Ruiz lost in court.", who=[Who("Ana Ruiz")], source=VALLEY),
    told("talk", '"Soon," Robert Okafor said.', who=[Who("Robert Okafor")], said=[Said('"Soon,"', "Robert Okafor")]),
]


def fill(place: Place) -> None:
    """Load the stories."""
    ingest(place, [of for of, _ in STORIES], found={of.ref: found for of, found in STORIES})


def filled(folder: Path) -> Path:
    """A warehouse that holds the stories."""
    path = new_warehouse(folder)
    fill(path)
    return path


def decide(where: Where, work: Callable[..., Any], *given: Any, hours: int = 0, by: str = "nora") -> Any:
    """Correct something: in the transaction of a connection, else in one of its own."""
    decided = Decided(by=by, reason="as the recording has it", at=NOW + timedelta(hours=hours))
    if isinstance(where, sa.Connection):
        return work(where, *given, decided)
    return in_turn(where, lambda connection: work(connection, *given, decided), lock_timeout=5, patience=60)


def one(where: Where, sql: str) -> Any:
    if isinstance(where, sa.Connection):
        return where.exec_driver_sql(sql).scalar_one()
    (row,) = rows(where, sql)
    (value,) = row.values()
    return value


def entity(path: Where, name: str, url: str = "https://harbour.example/port") -> str:
    return str(
        one(path, f"SELECT entity_id FROM entities SEMI JOIN articles USING (version_id) WHERE name = '{name}' AND "  # noqa: S608
            f"article_id = (SELECT article_id FROM article_urls WHERE url = '{url}')")
    )  # fmt: skip


def quote(path: Where, text: str) -> str:
    return str(one(path, f"SELECT quote_id FROM quotes SEMI JOIN articles USING (version_id) WHERE text = '{text}'"))  # noqa: S608


def article(path: Where, url: str) -> str:
    return str(one(path, f"SELECT article_id FROM article_urls WHERE url = '{url}'"))  # noqa: S608


# How a correction of each kind is made.
EACH: dict[str, Callable[[Where], list[CorrectionRow]]] = {
    "right_speaker": lambda where: [decide(where, right_speaker, quote(where, SAID[0].text), "Ingrid Vahl")],
    "not_a_quote": lambda where: [decide(where, not_a_quote, quote(where, SAID[2].text))],
    "merge_persons": lambda where: [decide(where, merge, "Bob Okafor", "Robert Okafor")],
    "rename_person": lambda where: [decide(where, rename, "Ingrid Vahl", "Ingrid B. Vahl")],
    "split_entity": lambda where: [decide(where, split_entity, entity(where, "Ingrid Vahl"), "Vahl", "Anders Vahl")],
    "split_person": lambda where: decide(where, split_person, "Ana Ruiz", [article(where, COURT)]),
    "wrong_date": lambda where: [decide(where, wrong_date, "https://harbour.example/port", "2024-03-02")],
    "rename_entity": lambda where: [decide(where, rename, entity(where, "Ana Ruiz", POOL), "Ana M. Ruiz")],
    "merge_entities": lambda where: [decide(where, merge, entity(where, "Bob Okafor"), entity(where, "Robert Okafor"))],
}


def every_correction(place: Place) -> list[CorrectionRow]:
    """The rows of a correction of each kind, made in one transaction."""

    def work(connection: sa.Connection) -> list[CorrectionRow]:
        return [row for of_kind in EACH.values() for row in of_kind(connection)]

    return in_turn(place, work, lock_timeout=5, patience=60)


VIEWS = {
    "articles": "SELECT title, published_at, published_on, published_precision FROM articles ORDER BY ALL",
    "persons": "SELECT * EXCLUDE (person_id) FROM persons ORDER BY ALL",
    "speakers": "SELECT * EXCLUDE (speaker_person_id) FROM speakers ORDER BY ALL",
    "who_said_what": "SELECT published_at, title, speaker_name, text FROM who_said_what ORDER BY ALL",
    "quote_entities": "SELECT speaker_name, entity_name, named_as, text FROM quote_entities ORDER BY ALL",
    "quote_copies": "SELECT speaker_names, first_published_at, articles, text FROM quote_copies ORDER BY ALL",
    "quote_changes": "SELECT change, speaker_name, text FROM quote_changes ORDER BY ALL",
    "coverage_daily": "FROM coverage_daily ORDER BY ALL",
    "source_quality": "FROM source_quality ORDER BY ALL",
    "search_quotes": "SELECT speaker_name, text FROM search_quotes('port') ORDER BY ALL",
    "search_articles": "SELECT title, published_at FROM search_articles('port') ORDER BY ALL",
}


def seen(place: Place) -> dict[str, list[dict[str, Any]]]:
    """The rows of each view."""
    with open_warehouse(place, read_only=True) as connection:
        return {name: [dict(row) for row in connection.execute(sa.text(sql)).mappings()] for name, sql in VIEWS.items()}
