"""A source's past, read from a lake."""

from datetime import date

import sqlalchemy as sa

from schemas.place import Lake
from tasks.load.runs import new_run
from tests.records import HARBOUR, NOW, article, moment
from tests.warehouses import ingest, rows
from warehouse.history import read_calendars, read_past, stopped_before
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import RUNS


def test_the_past_of_a_source_is_read_from_a_lake_as_from_a_file(lake: Lake) -> None:
    migrate(lake)
    ingest(lake, [article(published=moment(NOW.date().isoformat()))])  # type: ignore[arg-type]
    (version,) = rows(lake, "SELECT run_id FROM article_versions")  # type: ignore[arg-type]
    run = new_run(flow="ingest", parameters={}, code_version="1", enrichment_version="1", now=NOW)
    with open_warehouse(lake) as connection, connection.begin():
        connection.execute(sa.insert(RUNS).values(run.model_dump() | {"run_id": version["run_id"]}))
    with open_warehouse(lake, read_only=True) as connection:
        found = read_calendars(connection, version["run_id"], now=NOW, past_days=90, late_days=3)
        past = read_past(connection, [HARBOUR.source_id], other_than="new", until=date(2100, 1, 1))
        again = stopped_before(connection, version["run_id"], ["sources.quotes_lost"])
    assert [(one.source_id, one.articles) for one in found.calendars] == [(HARBOUR.source_id, {NOW.date(): 1})]
    assert found.looked_at is None
    assert [day.articles for day in past[HARBOUR.source_id].days] == [1]
    assert again == set()
