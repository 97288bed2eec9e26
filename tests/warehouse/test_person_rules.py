"""Rules for names of people that changed since the last run are noticed, and all people are joined anew by them."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.records import NOW
from tests.warehouse.deciding import every_correction, filled, seen
from tests.warehouses import contents, new_warehouse, rows
from warehouse.person_rules import keep_person_rules, rebuild_persons
from warehouse.session import open_warehouse
from warehouse.tables import ENTITIES, STAGED_RESULTS

# As other rules would have left them: other keys of names and other evidence, in everything that holds them.
OLDER = """
UPDATE entities SET name_key = 'old ' || name_key, evidence = ['role:old'], person_id = 'old ' || name;
UPDATE corrections SET target_key = 'old ' || target_key WHERE kind NOT IN ('right_speaker', 'not_a_quote');
UPDATE corrections SET other_key = 'old ' || other_key WHERE kind != 'split_entity';
UPDATE corrections SET other_id = 'old ' || other_id WHERE kind = 'split_entity';
UPDATE rule_sets SET digest = 'of older rules'
"""
NOT_WORKED_OUT = ("rule_sets", "load_turns")


def keep(path: Path) -> bool:
    with open_warehouse(path) as connection:
        return keep_person_rules(connection, now=NOW + timedelta(days=1))


def make_older(path: Path) -> None:
    with open_warehouse(path) as connection, connection.begin():
        for statement in OLDER.split(";"):
            connection.execute(sa.text(statement))


def test_an_empty_warehouse_has_the_rules_of_today(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)

    assert keep(path) is False
    assert len(rows(path, "FROM rule_sets WHERE name = 'people'")) == 1
    assert keep(path) is False


def test_people_and_corrections_follow_new_rules(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = filled(tmp_path)
    keep(path)
    every_correction(path)
    before, views = contents(path, without=NOT_WORKED_OUT), seen(path)
    make_older(path)
    assert contents(path, without=NOT_WORKED_OUT) != before

    with caplog.at_level(logging.WARNING, "copydesk.warehouse"):
        assert keep(path) is True

    assert contents(path, without=NOT_WORKED_OUT) == before
    assert seen(path) == views
    assert "all people were joined anew" in caplog.text
    assert keep(path) is False


def test_joining_anew_by_the_same_rules_changes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path)
    every_correction(path)
    before = contents(path)

    with open_warehouse(path) as connection, connection.begin():
        rebuild_persons(connection)

    assert contents(path) == before


def test_results_that_wait_follow_too(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with open_warehouse(path) as connection, connection.begin():
        for name in ("entities", "roles"):
            connection.execute(sa.text(f"INSERT INTO staged_{name} FROM {name}"))
        keys = sa.select(STAGED_RESULTS[ENTITIES].c.name_key).order_by("name_key")
        before = connection.scalars(keys).all()
        connection.execute(sa.text("UPDATE staged_entities SET name_key = 'old'"))

        rebuild_persons(connection)

        assert connection.scalars(keys).all() == before
