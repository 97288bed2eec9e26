"""What the quarantine remembers of a held record."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.load.batch import Batch, load_batch
from tasks.load.quarantine import quarantine_id
from tests.records import NOW, article, enriched, matched, rejected
from tests.warehouses import new_warehouse, rows
from warehouse.session import open_warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


def load(path: Path, number: int, **parts: Sequence[Any]) -> None:
    batch = Batch(run_id=f"run-{number}", number=1, input_digest="input", read=sum(map(len, parts.values())))
    with open_warehouse(path) as connection:
        load_batch(connection, batch, now=NOW + timedelta(hours=number), **parts)


def test_a_record_that_is_held_again_counts_its_attempts(warehouse: Path) -> None:
    load(warehouse, 1, rejected=[rejected(), rejected()])
    load(warehouse, 2, rejected=[rejected(detail="empty.txt: still nothing in it")])

    assert rows(warehouse, "SELECT * FROM quarantine") == [
        {
            "quarantine_id": quarantine_id(rejected()),
            "run_id": "run-2",
            "stage": "read",
            "reason": "empty_file",
            "detail": "empty.txt: still nothing in it",
            "source_ref": "empty.txt",
            "payload": b"",
            "attempts": 2,
            "status": "held",
            "first_held_at": NOW + timedelta(hours=1),
            "last_held_at": NOW + timedelta(hours=2),
            "source_name": None,
            "rules": [],
            "origin": None,
            "decided_by": None,
            "decided_why": None,
            "decided_at": None,
        }
    ]


def test_a_mended_file_releases_what_was_held_of_it(warehouse: Path) -> None:
    load(warehouse, 1, rejected=[rejected(source_ref="port.html")])
    load(warehouse, 2, enriched=[enriched()])

    assert rows(warehouse, "SELECT source_ref, status FROM quarantine") == [
        {"source_ref": "port.html", "status": "released"}
    ]


def test_another_article_in_the_same_place_of_a_feed_releases_nothing(warehouse: Path) -> None:
    load(warehouse, 1, rejected=[rejected(source_ref="feed.xml#3", payload=b"<item>broken</item>")])
    load(warehouse, 2, enriched=[enriched(matched(article(ref="feed.xml#3", payload=b"<item>other</item>")))])

    assert rows(warehouse, "SELECT status FROM quarantine") == [{"status": "held"}]


def test_a_replayed_article_of_a_feed_is_released(warehouse: Path) -> None:
    load(warehouse, 1, rejected=[rejected(source_ref="feed.xml#3", payload=b"<item>mended</item>")])
    load(warehouse, 2, enriched=[enriched(matched(article(ref="feed.xml#3", payload=b"<item>mended</item>")))])

    assert rows(warehouse, "SELECT status FROM quarantine") == [{"status": "released"}]


def test_an_article_that_loads_in_part_keeps_its_held_part(warehouse: Path) -> None:
    part = rejected(stage="check", reason="offsets", source_ref="port.html")
    load(warehouse, 1, enriched=[enriched()], rejected=[part])

    assert rows(warehouse, "SELECT stage, status FROM quarantine") == [{"stage": "check", "status": "held"}]
