"""A run joins all people anew where the rules for their names have changed since the last one."""

from pathlib import Path

import sqlalchemy as sa

from flows.runs import begun_run
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.records import article
from tests.warehouses import contents, ingest, new_warehouse
from warehouse.session import open_warehouse

OF_THE_RUN = ("runs", "rule_sets", "load_turns")


def test_a_run_joins_people_anew_by_new_rules(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    before = contents(path, without=OF_THE_RUN)
    with open_warehouse(path) as connection, connection.begin():
        connection.execute(sa.text("UPDATE entities SET name_key = 'old', person_id = 'old'"))

    with begun_run(RunRequest(flow="ingest", inputs=()), Settings(warehouse=path), "model"):
        pass

    assert contents(path, without=OF_THE_RUN) == before
