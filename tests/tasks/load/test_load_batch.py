"""Loading a batch: all of it or nothing, and never twice."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.article import MatchedArticle
from schemas.flatten import RowSet, flatten
from schemas.keys import stable_key
from schemas.rows import BatchRow, CheckRow
from tasks.load.batch import Batch, load_batch
from tasks.load.errors import TotalsDisagree
from tests.records import NOW, VALLEY, article, enriched, matched, moment, rejected
from tests.warehouses import contents, new_warehouse, rows
from warehouse.session import open_warehouse

LEDGERS = ("runs", "batches", "checks")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


def load(path: Path, *, number: int = 1, read: int | None = None, **parts: Sequence[Any]) -> BatchRow:
    count = sum(len(parts.get(name, ())) for name in ("enriched", "unchanged", "rejected"))
    batch = Batch(run_id="run-1", number=number, input_digest=f"input-{number}", read=count if read is None else read)
    with open_warehouse(path) as connection:
        return load_batch(connection, batch, now=NOW + timedelta(hours=number), **parts)


def version(number: int, time: str, state: str = "changed") -> MatchedArticle:
    """A version of the port article that says it was updated at `time`; each has its own wording."""
    of = article(body=f"The port closes at {time}.", updated=moment(time=time))
    return matched(of, version=number, state=state)


def test_every_row_of_a_batch_is_in_its_table(warehouse: Path) -> None:
    one = enriched()
    check = CheckRow(run_id="run-1", batch_id="b", name="offsets", passed=True, observed="0", unexpected_count=0)

    ledger = load(warehouse, enriched=[one], rejected=[rejected()], checks=[check])

    expected = _linked(flatten(one, run_id="run-1", seen_at=NOW + timedelta(hours=1)))
    stored = contents(warehouse)
    for name in RowSet.model_fields:
        as_loaded = [tuple(_listed(row.model_dump()).values()) for row in getattr(expected, name)]
        assert _same(stored[name], as_loaded), name
    assert stored["checks"] == [tuple(check.model_dump().values())]
    assert stored["batches"] == [tuple(ledger.model_dump().values())]
    assert ledger == BatchRow(
        batch_id=Batch(run_id="run-1", number=1, input_digest="input-1", read=2).batch_id,
        run_id="run-1",
        number=1,
        input_digest="input-1",
        state="loaded",
        read_count=2,
        loaded_count=1,
        unchanged_count=0,
        quarantined_count=1,
        loaded_at=NOW + timedelta(hours=1),
    )


def _linked(rows: RowSet) -> RowSet:
    """The rows with the person of the only entity, whom loading links."""
    (mayor,) = rows.entities
    person_id = stable_key("person", mayor.name_key)
    linked = {"entities": (mayor.model_copy(update={"person_id": person_id}),)}
    spoken = tuple(quote.model_copy(update={"speaker_person_id": person_id}) for quote in rows.quotes)
    return rows.model_copy(update=linked | {"quotes": spoken})


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _same(stored: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> bool:
    """Equal as sets of rows: one instant may be written with two offsets."""
    return len(stored) == len(expected) and all(row in expected for row in stored)


def test_a_batch_that_the_ledger_holds_is_not_loaded_again(warehouse: Path) -> None:
    first = load(warehouse, enriched=[enriched()], rejected=[rejected()])
    before = contents(warehouse)

    again = load(warehouse, enriched=[enriched()], rejected=[rejected()])

    assert again == first
    assert contents(warehouse) == before


def test_the_same_articles_in_another_batch_change_no_row(warehouse: Path) -> None:
    load(warehouse, enriched=[enriched()])
    before = contents(warehouse, without=LEDGERS)

    ledger = load(warehouse, number=2, enriched=[enriched()])

    assert (ledger.loaded_count, ledger.unchanged_count) == (0, 1)
    assert contents(warehouse, without=LEDGERS) == before


def test_totals_that_disagree_keep_nothing(warehouse: Path) -> None:
    before = contents(warehouse)

    with pytest.raises(TotalsDisagree, match="batch 1: 3 records read, but 1 loaded"):
        load(warehouse, enriched=[enriched()], read=3)

    assert contents(warehouse) == before


def test_an_error_after_the_data_keeps_nothing(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(warehouse)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("tasks.load.batch.write_ledger", fail)
    with pytest.raises(OSError, match="no space left"):
        load(warehouse, enriched=[enriched()])

    assert contents(warehouse) == before


def test_a_kill_between_data_and_ledger_leaves_the_state_before(warehouse: Path) -> None:
    load(warehouse, number=1, enriched=[enriched()])
    before = contents(warehouse)

    killed = subprocess.run([sys.executable, "-c", KILLED_LOAD, str(warehouse)], check=False, cwd=Path.cwd())

    assert killed.returncode == -signal.SIGKILL
    assert contents(warehouse) == before
    assert load(warehouse, number=2, enriched=[enriched(version(1, "10:00"))]).loaded_count == 1


KILLED_LOAD = """
import os, pathlib, signal, sys
import tasks.load.batch as load
from tests.records import NOW, article, enriched, matched
from warehouse.session import open_warehouse

load.write_ledger = lambda connection, row: os.kill(os.getpid(), signal.SIGKILL)
batch = load.Batch(run_id="run-1", number=2, input_digest="input-2", read=1)
with open_warehouse(pathlib.Path(sys.argv[1])) as connection:
    other = matched(article(body="Another one."), article_id="other")
    load.load_batch(connection, batch, enriched=[enriched(other)], now=NOW)
"""


def test_a_late_old_version_never_becomes_the_current_one(warehouse: Path) -> None:
    load(warehouse, number=1, enriched=[enriched(version(1, "10:00", "new"))])
    load(warehouse, number=2, enriched=[enriched(version(2, "14:00"))])
    load(warehouse, number=3, enriched=[enriched(version(1, "08:00"))])

    found = rows(warehouse, "SELECT version, is_current, body FROM article_versions ORDER BY version")
    assert found == [
        {"version": 1, "is_current": False, "body": "The port closes at 08:00."},
        {"version": 2, "is_current": False, "body": "The port closes at 10:00."},
        {"version": 3, "is_current": True, "body": "The port closes at 14:00."},
    ]
    authors = rows(
        warehouse,
        "SELECT a.version = v.version AS same FROM article_authors a JOIN article_versions v USING (version_id)",
    )
    assert authors == [{"same": True}] * 3


def test_two_versions_in_one_batch_are_both_loaded_and_the_last_is_current(warehouse: Path) -> None:
    first = matched(article(body="One."), version=1, is_current=False)
    second = matched(article(body="Two."), version=2, state="changed")

    load(warehouse, enriched=[enriched(first), enriched(second)])

    found = rows(warehouse, "SELECT version, is_current, body FROM article_versions ORDER BY version")
    assert found == [
        {"version": 1, "is_current": False, "body": "One."},
        {"version": 2, "is_current": True, "body": "Two."},
    ]


@pytest.mark.parametrize("kept", [0, 1])
def test_of_two_versions_in_one_batch_of_which_one_is_held_the_other_is_current(warehouse: Path, kept: int) -> None:
    first = matched(article(body="One."), version=1, is_current=False)
    second = matched(article(body="Two."), version=2, state="changed")

    load(warehouse, enriched=[enriched((first, second)[kept])], rejected=[rejected()])

    assert rows(warehouse, "SELECT version, body FROM articles") == [{"version": 1, "body": ("One.", "Two.")[kept]}]


def test_of_two_versions_in_one_batch_of_which_the_older_came_last_and_is_held_the_other_is_the_first(
    warehouse: Path,
) -> None:
    newer = matched(article(body="Two."), version=2)

    load(warehouse, enriched=[enriched(newer)], rejected=[rejected()])

    assert rows(warehouse, "SELECT version, body FROM articles") == [{"version": 1, "body": "Two."}]


def test_a_live_page_keeps_its_first_publication(warehouse: Path) -> None:
    morning = article(body="Morning.", published=moment(time="10:00"))
    afternoon = article(body="Morning. Afternoon.", published=moment(time="14:10"))
    load(warehouse, number=1, enriched=[enriched(matched(morning))])
    load(warehouse, number=2, enriched=[enriched(matched(afternoon, version=2, state="changed"))])

    assert rows(warehouse, "SELECT version, published_at, first_published_at FROM articles") == [
        {"version": 2, "published_at": moment(time="14:10").at, "first_published_at": moment(time="10:00").at}
    ]


def test_a_withdrawn_article_is_kept_and_leaves_the_articles(warehouse: Path) -> None:
    killed = article(status="withdrawn", updated=moment(time="11:00"), body="Withdrawn by its publisher.")
    load(warehouse, number=1, enriched=[enriched()])
    load(warehouse, number=2, enriched=[enriched(matched(killed, version=2, is_current=False, state="changed"))])

    assert rows(warehouse, "SELECT article_id FROM articles") == []
    assert rows(warehouse, "SELECT version, status FROM article_versions ORDER BY version") == [
        {"version": 1, "status": "ok"},
        {"version": 2, "status": "withdrawn"},
    ]


def test_a_copy_brings_the_first_member_into_its_group(warehouse: Path) -> None:
    load(warehouse, number=1, enriched=[enriched()])
    copy = matched(article(source=VALLEY, published=moment(time="18:00")), article_id="copy", copy_group="port")

    load(warehouse, number=2, enriched=[enriched(copy)])

    assert rows(warehouse, "SELECT article_id, copy_group FROM articles ORDER BY article_id") == [
        {"article_id": "copy", "copy_group": "port"},
        {"article_id": "port", "copy_group": "port"},
    ]


def test_an_unchanged_article_under_another_address_adds_only_the_address(warehouse: Path) -> None:
    load(warehouse, number=1, enriched=[enriched()])
    moved = matched(article(source=VALLEY, canonical_url="https://harbour.example/2024/port"), state="unchanged")
    before = contents(warehouse, without=(*LEDGERS, "article_urls", "sources"))

    ledger = load(warehouse, number=2, unchanged=[moved])

    assert (ledger.loaded_count, ledger.unchanged_count) == (0, 1)
    assert contents(warehouse, without=(*LEDGERS, "article_urls", "sources")) == before
    assert rows(warehouse, "SELECT article_id, url, source_id FROM article_urls ORDER BY first_seen_at") == [
        {"article_id": "port", "url": "https://harbour.example/news/port", "source_id": "harbour-news"},
        {"article_id": "port", "url": "https://harbour.example/2024/port", "source_id": "valley-post"},
    ]


def test_what_is_no_longer_said_of_a_source_stays(warehouse: Path) -> None:
    bare = VALLEY.model_copy(update={"country": None, "language": "en-NZ"})
    load(warehouse, number=1, enriched=[enriched(matched(article(source=VALLEY)))])

    load(warehouse, number=2, unchanged=[matched(article(source=bare))])

    assert rows(warehouse, "SELECT * FROM sources") == [VALLEY.model_dump() | {"language": "en-NZ"}]
