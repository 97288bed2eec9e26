"""Whole days at the end of a run: told once, recorded, and of the run's own sources alone."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.alerts import Alert
from flows.pipeline import run_pipeline
from flows.reports import GateArtifact
from flows.watch import watching
from schemas.run import RunReport, RunRequest
from schemas.settings import Settings
from tests.flows.stopped import NAMES, SOURCE, settings_of
from tests.warehouses import rows
from warehouse.session import open_warehouse

TODAY = datetime.now(UTC).date()
# Silent for two days or more at each of the last three whole days; a day is whole six hours after its end.
LAST = TODAY - timedelta(days=6)


def story(day: date, number: int) -> dict[str, str]:
    name, bridge = NAMES[number % len(NAMES)], f"{day}-{number}"
    return {
        "title": f"Bridge {bridge} goes dark",
        "url": f"https://news.example/{day}/{number}",
        "published": f"{day}T09:00:00Z",
        "author": name,
        "publication": SOURCE,
        "language": "en",
        "body": f"The lights on bridge {bridge} failed after a storm. “It was dark on {bridge},” said {name}.",
    }


def came_daily(settings: Settings, folder: Path, flow: Any) -> RunRequest:
    """Four articles a day for eighteen days, each loaded two hours after it was published; and what was asked for."""
    (folder / "in").mkdir()
    stories = [story(LAST - timedelta(days=back), number) for back in range(18) for number in range(4)]
    (folder / "in" / "feed.jsonl").write_text("".join(json.dumps(one) + "\n" for one in stories), encoding="utf-8")
    request = RunRequest.of(flow, [str(folder / "in")])
    run_pipeline(request, settings)
    with open_warehouse(settings.warehouse) as connection, connection.begin():
        connection.execute(sa.text("UPDATE article_versions SET first_seen_at = published_at + INTERVAL 2 HOUR"))
    return request


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[Alert]:
    """What is told."""
    sent: list[Alert] = []
    monkeypatch.setattr("flows.alerts.send", lambda alert, _settings, **_ways: sent.append(alert))
    return sent


def run(request: RunRequest, settings: Settings) -> RunReport:
    with watching(settings) as tell:
        return run_pipeline(request, settings, tell=tell)


def test_a_source_gone_silent_is_told_once_a_day_and_recorded(tmp_path: Path, alerts: list[Alert]) -> None:
    settings = settings_of(tmp_path, report=tmp_path / "report")
    request = came_daily(settings, tmp_path, "ingest")

    first = run(request, settings)
    second = run(request, settings)

    (alert,) = alerts
    assert (first.alarms, second.alarms) == (alert.alarms, ())
    index = (tmp_path / "report" / first.run_id / "index.html").read_text(encoding="utf-8")
    assert index.count("days.silent") >= 3
    assert "days.silent" in GateArtifact(settings).page(first.run_id)
    assert (alert.level, alert.error) == ("warning", None)
    assert [(one.severity, one.rule, one.source) for one in alert.alarms] == [("warn", "days.silent", SOURCE)] * 3
    assert f"{SOURCE}: 0 articles on " in alert.text
    assert " days, before for 0 at most]" in alert.text
    found = rows(
        settings.warehouse, "SELECT name, batch_id, passed, unexpected_count FROM checks WHERE name ^@ 'days.'"
    )
    assert found == [
        {"name": "days.silent", "batch_id": "", "passed": False, "unexpected_count": 3},
        {"name": "days.fewer_than_usual", "batch_id": "", "passed": True, "unexpected_count": 0},
    ]
    states = rows(settings.warehouse, "SELECT DISTINCT state FROM runs")
    assert states == [{"state": "done"}]


def test_a_backfill_neither_looks_at_days_nor_counts_as_their_past(tmp_path: Path, alerts: list[Alert]) -> None:
    settings = settings_of(tmp_path)
    request = came_daily(settings, tmp_path, "backfill")

    run(request, settings)
    run(request.model_copy(update={"flow": "ingest"}), settings)

    assert alerts == []
    assert rows(settings.warehouse, "SELECT * FROM checks WHERE name ^@ 'days.'") == []


def test_a_run_over_other_inputs_does_not_tell_of_a_source_that_it_never_brought(
    tmp_path: Path, alerts: list[Alert]
) -> None:
    settings = settings_of(tmp_path)
    came_daily(settings, tmp_path, "ingest")
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**story(LAST, 99), "publication": "Harbour News"}) + "\n", encoding="utf-8")

    run(RunRequest.of("ingest", [str(other)]), settings)

    assert alerts == []


def test_days_that_cannot_be_looked_at_do_not_fail_the_run(
    tmp_path: Path, alerts: list[Alert], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("flows.pipeline.look_at_days", broken)
    (tmp_path / "one.jsonl").write_text(json.dumps(story(LAST, 1)) + "\n", encoding="utf-8")
    run(RunRequest.of("ingest", [str(tmp_path / "one.jsonl")]), settings_of(tmp_path))
    assert alerts == []
    assert "whole days were not looked at (OSError: the disk is full); the next run does" in caplog.text
