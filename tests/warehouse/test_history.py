"""A source's past, as the gate is given it."""

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from schemas.enrichment import Enrichment
from schemas.history import SourceCalendar, SourceDay, SourcePast
from schemas.rows import CheckRow
from tasks.load.runs import new_run
from tests.records import HARBOUR, NOW, VALLEY, article, moment, port_enrichment
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.history import Calendars, read_calendars, read_past
from warehouse.session import open_warehouse
from warehouse.tables import CHECKS, RUNS


def past_of(path: Path, *source_ids: str, days: int = 90) -> dict[str, SourcePast]:
    with open_warehouse(path, read_only=True) as connection:
        return dict(read_past(connection, source_ids, days=days))


def story(number: int, **fields: object):  # type: ignore[no-untyped-def]
    address = f"https://harbour.example/{number}"
    plain = {"ref": f"{number}.html", "input_id": f"{number}.html", "url": address, "canonical_url": address}
    return article(**plain | {"title": f"Port {number}"} | fields)


def test_days_hold_the_sums_of_their_articles(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    other = "Nobody was heard to say a word about the quay that day, and nobody asked."
    quoted, plain = port_enrichment(), Enrichment()
    found = {"1.html": quoted, "2.html": plain, "3.html": plain, "4.html": plain}
    unnamed = quoted.quotes[1].model_copy(update={"speaker_entity": None, "speaker_name": None})
    found["5.html"] = quoted.model_copy(update={"quotes": (quoted.quotes[0], unnamed)})
    ingest(
        path,
        [
            story(1),
            story(2, body=other, credits=()),
            story(3, body=other + " Rain fell.", published=None),
            story(4, body=other + " Snow fell.", source=VALLEY),
            story(5, published=moment("2024-03-07")),
        ],
        found=found,
    )
    assert past_of(path, HARBOUR.source_id) == {
        HARBOUR.source_id: SourcePast(
            source_id=HARBOUR.source_id,
            days=(
                SourceDay(
                    day=date(2024, 3, 5), articles=2, words=31, without_author=1, without_date=0, enriched=2,
                    enriched_words=31, without_quotes=1, quotes=2, unresolved=0,
                ),
                SourceDay(
                    day=date(2024, 3, 7), articles=1, words=16, without_author=0, without_date=0, enriched=1,
                    enriched_words=16, without_quotes=0, quotes=2, unresolved=1,
                ),
                SourceDay(
                    day=NOW.date(), articles=1, words=17, without_author=0, without_date=1, enriched=1,
                    enriched_words=17, without_quotes=1, quotes=0, unresolved=0,
                ),
            ),
        )
    }  # fmt: skip


def test_only_the_last_days_and_the_current_versions_count(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [story(number, published=moment(f"2024-03-{number:02}")) for number in range(1, 10)])
    ingest(path, [story(9, published=moment("2024-03-09"), updated=moment("2024-03-10"), body="Quite another text.")])
    past = past_of(path, HARBOUR.source_id, days=2)[HARBOUR.source_id]
    assert [(day.day, day.articles, day.words) for day in past.days] == [
        (date(2024, 3, 8), 1, 16),
        (date(2024, 3, 9), 1, 3),
    ]


def test_only_results_of_other_rules_and_days_up_to_one_are_past_where_that_is_asked(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [story(number, published=moment(f"2024-03-{number:02}")) for number in range(1, 5)])
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE article_versions SET enrichment_version = 'new' WHERE title = 'Port 2'")
    with open_warehouse(path, read_only=True) as connection:
        past = read_past(connection, [HARBOUR.source_id], other_than="new", until=date(2024, 3, 3))
    assert [day.day for day in past[HARBOUR.source_id].days] == [date(2024, 3, 1), date(2024, 3, 3)]


def test_a_calendar_counts_what_the_runs_over_the_same_inputs_brought_in_time(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    live, late = datetime(2024, 3, 5, 20, tzinfo=UTC), datetime(2024, 3, 20, tzinfo=UTC)
    same, other, third = story(1), story(2, source=VALLEY), story(4, published=None)
    ingest(path, [same, third], now=live)
    ingest(path, [other], now=live)
    ingest(path, [story(3)], now=late)
    first = rows(path, "SELECT title, run_id FROM article_versions WHERE title IN ('Port 1', 'Port 2', 'Port 3')")
    runs = {row["title"]: row["run_id"] for row in first}
    with open_warehouse(path) as connection, connection.begin():
        for title, parameters in (("Port 1", "{}"), ("Port 2", '{"inputs": "b"}'), ("Port 3", "{}")):
            row = new_run(flow="ingest", parameters={}, code_version="1", enrichment_version="1", now=live)
            values = row.model_dump() | {"run_id": runs[title], "parameters": parameters}
            connection.execute(sa.insert(RUNS).values(values))
        check = CheckRow(
            run_id=runs["Port 1"], batch_id="", name="days.silent", passed=True, observed=None, unexpected_count=0
        )
        connection.execute(sa.insert(CHECKS).values(check.model_dump()))
    with open_warehouse(path, read_only=True) as connection:
        found = read_calendars(connection, runs["Port 3"], now=late, past_days=90, late_days=3)
    assert found == Calendars(
        [
            SourceCalendar(
                source_id=HARBOUR.source_id,
                source_name=HARBOUR.name,
                timezone=HARBOUR.timezone,
                # The undated one came in the evening, when it was the next day where the source is.
                articles={date(2024, 3, 5): 1, date(2024, 3, 6): 1},
            )
        ],
        live,
    )


def test_a_source_that_is_not_known_has_no_past(tmp_path: Path) -> None:
    assert past_of(new_warehouse(tmp_path), "nobody") == {}
    assert past_of(new_warehouse(tmp_path)) == {}
