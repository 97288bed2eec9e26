"""Articles about which people decide, a correction of each kind, and what the views then show."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from schemas.place import Place
from schemas.rows import CorrectionRow
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
from warehouse.turns import in_turn

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


def decide(place: Place, work: Callable[..., Any], *given: Any, hours: int = 0, by: str = "nora") -> Any:
    decided = Decided(by=by, reason="as the recording has it", at=NOW + timedelta(hours=hours))
    return in_turn(place, lambda connection: work(connection, *given, decided), lock_timeout=5, patience=60)


def one(path: Place, sql: str) -> Any:
    (row,) = rows(path, sql)
    (value,) = row.values()
    return value


def entity(path: Place, name: str, url: str = "https://harbour.example/port") -> str:
    return str(
        one(path, f"SELECT entity_id FROM entities SEMI JOIN articles USING (version_id) WHERE name = '{name}' AND "  # noqa: S608
            f"article_id = (SELECT article_id FROM article_urls WHERE url = '{url}')")
    )  # fmt: skip


def quote(path: Place, text: str) -> str:
    return str(one(path, f"SELECT quote_id FROM quotes SEMI JOIN articles USING (version_id) WHERE text = '{text}'"))  # noqa: S608


def article(path: Place, url: str) -> str:
    return str(one(path, f"SELECT article_id FROM article_urls WHERE url = '{url}'"))  # noqa: S608


# How a correction of each kind is made.
EACH: dict[str, Callable[[Place], list[CorrectionRow]]] = {
    "right_speaker": lambda place: [decide(place, right_speaker, quote(place, SAID[0].text), "Ingrid Vahl")],
    "not_a_quote": lambda place: [decide(place, not_a_quote, quote(place, SAID[2].text))],
    "merge_persons": lambda place: [decide(place, merge, "Bob Okafor", "Robert Okafor")],
    "rename_person": lambda place: [decide(place, rename, "Ingrid Vahl", "Ingrid B. Vahl")],
    "split_entity": lambda place: [decide(place, split_entity, entity(place, "Ingrid Vahl"), "Vahl", "Anders Vahl")],
    "split_person": lambda place: decide(place, split_person, "Ana Ruiz", [article(place, COURT)]),
    "wrong_date": lambda place: [decide(place, wrong_date, "https://harbour.example/port", "2024-03-02")],
    "rename_entity": lambda place: [decide(place, rename, entity(place, "Ana Ruiz", POOL), "Ana M. Ruiz")],
    "merge_entities": lambda place: [decide(place, merge, entity(place, "Bob Okafor"), entity(place, "Robert Okafor"))],
}


def every_correction(place: Place) -> list[CorrectionRow]:
    """The rows of a correction of each kind."""
    return [row for of_kind in EACH.values() for row in of_kind(place)]


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
    return {name: rows(place, sql) for name, sql in VIEWS.items()}
