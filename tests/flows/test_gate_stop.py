"""A stop from end to end: the source's articles are held, the rest is loaded, the run fails and says why."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from flows.alerts import Alert, alerting, send
from flows.events import BatchDone, RunBegan, RunEnded
from flows.pipeline import BatchStopped, run_pipeline
from flows.replaying import Decision, drop_held, release_held, replay_held
from flows.watch import watching
from schemas.run import Alarm, RunRequest
from schemas.settings import Settings
from tests.flows.commands import copydesk
from tests.flows.receivers import mails_received, posts_received
from tests.flows.stopped import SOURCE, broken_batch, ingest_past, settings_of
from warehouse.quarantine import Selection
from warehouse.query import run_query


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A warehouse with a source's past, as the bytes of its file."""
    folder = tmp_path_factory.mktemp("past")
    settings = settings_of(folder)
    ingest_past(settings, folder)
    return settings.warehouse.read_bytes()


@pytest.fixture
def settings(tmp_path: Path, past: bytes) -> Settings:
    settings = settings_of(tmp_path)
    settings.warehouse.write_bytes(past)
    return settings


@pytest.fixture
def posted() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with posts_received() as receiver:
        yield receiver


@pytest.fixture
def mailed() -> Iterator[tuple[str, list[EmailMessage]]]:
    with mails_received() as receiver:
        yield receiver


def stop(settings: Settings, folder: Path) -> BatchStopped:
    with pytest.raises(BatchStopped) as caught, watching(settings) as tell:
        run_pipeline(RunRequest.of("ingest", [str(broken_batch(folder))]), settings, tell=tell)
    return caught.value


def rows(settings: Settings, query: str) -> list[dict[str, Any]]:
    return run_query(settings.warehouse, query).to_pylist()


def test_the_source_is_held_the_rest_is_loaded_and_totals_add_up(settings: Settings, tmp_path: Path) -> None:
    stopped = stop(settings, tmp_path)
    assert stopped.report.totals.model_dump() == {"read": 26, "loaded": 1, "unchanged": 0, "quarantined": 25}
    assert stopped.report.held == {"batch_stopped": 25}
    assert rows(settings, "SELECT state, loaded_count FROM runs ORDER BY started_at DESC LIMIT 1") == [
        {"state": "failed", "loaded_count": 1}
    ]
    assert rows(settings, "SELECT DISTINCT source_name, status FROM quarantine") == [
        {"source_name": SOURCE, "status": "held"}
    ]
    assert rows(settings, "SELECT count(*) AS n FROM articles WHERE title LIKE 'Teaser%'") == [{"n": 0}]


def test_the_command_fails_with_the_expectation_and_examples(settings: Settings, tmp_path: Path) -> None:
    done = copydesk("ingest", broken_batch(tmp_path), "--warehouse", settings.warehouse)
    assert done.code == 3
    assert "was stopped by sources.words_collapsed, sources.quotes_lost:" in done.err
    assert f"[sources.words_collapsed, 1 row: {SOURCE}: words 8, before 7" in done.err
    assert "over 16 days" in done.err
    assert "for instance" in done.err
    assert "new.jsonl#1" in done.err
    assert "Traceback" not in done.err


def test_a_stopped_batch_is_stopped_again_until_somebody_releases_it(settings: Settings, tmp_path: Path) -> None:
    stop(settings, tmp_path)
    chosen = Selection(reason="batch_stopped", source=SOURCE)
    with pytest.raises(BatchStopped):
        replay_held(chosen, settings)
    assert rows(settings, "SELECT DISTINCT status, attempts FROM quarantine") == [{"status": "held", "attempts": 2}]
    report = release_held(chosen, settings, Decision(by="Ida Okoye", why="a page of notices"))
    assert (report.totals.loaded, report.held) == (25, {})
    assert rows(settings, "SELECT DISTINCT status, decided_by FROM quarantine") == [
        {"status": "released", "decided_by": "Ida Okoye"}
    ]


def test_a_stopped_batch_that_was_dropped_stops_no_later_run(settings: Settings, tmp_path: Path) -> None:
    stop(settings, tmp_path)
    assert drop_held(Selection(reason="batch_stopped"), settings, Decision(by="Ida Okoye", why="not wanted")) == 25
    report = run_pipeline(RunRequest.of("ingest", [str(tmp_path / "new.jsonl")]), settings)
    assert report.totals.model_dump() == {"read": 26, "loaded": 0, "unchanged": 1, "quarantined": 25}
    assert (report.alarms, report.held, report.dropped) == ((), {}, 25)
    assert rows(settings, "SELECT DISTINCT status, decided_by, attempts FROM quarantine") == [
        {"status": "dropped", "decided_by": "Ida Okoye", "attempts": 2}
    ]


def test_a_stop_is_posted_with_what_went_wrong(
    settings: Settings, tmp_path: Path, posted: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = posted
    stop(settings.model_copy(update={"alert_webhook": address}), tmp_path)
    (alert,) = received
    assert (alert["level"], alert["flow"], alert["report"]["totals"]["quarantined"]) == ("failure", "ingest", 25)
    assert {one["rule"] for one in alert["alarms"] if one["severity"] == "stop"} == {
        "sources.words_collapsed",
        "sources.quotes_lost",
    }
    assert alert["text"].startswith(f"ingest of {settings.warehouse} failed: BatchStopped: run ")
    assert "held: 25 batch_stopped" in alert["text"]


def test_a_stop_that_waits_for_a_decision_is_told_once_and_then_only_logged(
    settings: Settings, tmp_path: Path, posted: tuple[str, list[dict[str, Any]]], caplog: pytest.LogCaptureFixture
) -> None:
    address, received = posted
    polling = settings.model_copy(update={"alert_webhook": address})
    first, second = stop(polling, tmp_path), stop(polling, tmp_path)
    assert (first.report.held, second.report.held) == ({"batch_stopped": 25}, {"batch_stopped": 25})
    assert [one["run_id"] for one in received] == [first.report.run_id]
    assert f"stopped again, as told before, until somebody releases or drops it: {SOURCE}" in caplog.text


def test_what_is_new_is_told_beside_a_stop_that_was_told_before(
    settings: Settings, tmp_path: Path, posted: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = posted
    polling = settings.model_copy(update={"alert_webhook": address})
    stop(polling, tmp_path)
    suite = (
        '[[rule]]\nname = "few"\nexpect = "expect_table_row_count_to_be_between"\nkwargs = { min_value = 99 }\n'
        'reason = "drift"\nseverity = "warn"\nmend = "Few articles came."\n'
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "articles.toml").write_text(suite, encoding="utf-8")
    stop(polling.model_copy(update={"suites": tmp_path / "suites"}), tmp_path)
    assert [(one["level"], [alarm["rule"] for alarm in one["alarms"]]) for one in received[1:]] == [
        ("warning", ["articles.few"])
    ]


def test_a_stop_is_mailed(settings: Settings, tmp_path: Path, mailed: tuple[str, list[EmailMessage]]) -> None:
    host, received = mailed
    mailing = {"alert_email": ("desk@calder.example", "ida@calder.example"), "smtp_host": host}
    stop(settings.model_copy(update=mailing), tmp_path)
    (message,) = received
    assert message["To"] == "desk@calder.example, ida@calder.example"
    assert message["Subject"].startswith(f"copydesk: ingest of {settings.warehouse} failed")
    assert "held: 25 batch_stopped" in message.get_content()


def alert(level: Any = "warning") -> Alert:
    return Alert(level=level, text="ingest of news.duckdb is done, with warnings", warehouse="news.duckdb")


@pytest.mark.parametrize("way", ["refused", "broken"])
def test_an_alert_that_cannot_be_delivered_is_logged_and_stops_nothing(
    way: str, posted: tuple[str, list[dict[str, Any]]], caplog: pytest.LogCaptureFixture
) -> None:
    address = "http://127.0.0.1:1" if way == "refused" else f"{posted[0]}/broken"
    send(alert(), Settings(alert_webhook=address, alert_email=("desk@calder.example",)))
    assert "alert not delivered by webhook" in caplog.text
    assert "alert not mailed: set smtp_host" in caplog.text


def test_a_failure_before_the_first_batch_is_told_too(posted: tuple[str, list[dict[str, Any]]]) -> None:
    address, received = posted
    with pytest.raises(RuntimeError), alerting(Settings(alert_webhook=address)):
        raise RuntimeError("the disk is full")
    assert received[0]["error"] == "RuntimeError: the disk is full"


def test_warnings_are_told_unless_only_failures_are_asked_for(
    tmp_path: Path, past: bytes, posted: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = posted
    suite = (
        '[[rule]]\nname = "few"\nexpect = "expect_table_row_count_to_be_between"\nkwargs = { min_value = 99 }\n'
        'reason = "drift"\nseverity = "warn"\nmend = "Few articles came."\n'
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "articles.toml").write_text(suite, encoding="utf-8")
    (tmp_path / "one.txt").write_text("Bridge lights fail\n\nThe lights failed on Monday night.", encoding="utf-8")
    for alert_on, count in (("failure", 0), ("warning", 1)):
        settings = settings_of(
            tmp_path, suites=tmp_path / "suites", alert_webhook=address, alert_on=alert_on
        ).model_copy(update={"warehouse": tmp_path / f"{alert_on}.duckdb"})
        with watching(settings) as tell:
            run_pipeline(RunRequest.of("ingest", [str(tmp_path / "one.txt")]), settings, tell=tell)
        assert len(received) == count
    assert received[0]["level"] == "warning"
    assert "warn articles.few: Few articles came. [articles.few, on the batch: 1]" in received[0]["text"]


def test_warnings_of_a_run_without_a_report_are_told_too(
    tmp_path: Path, posted: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = posted
    alarm = Alarm(severity="warn", rule="sources.quotes_usual", sentence="Fewer quotations.", unexpected_count=1)
    with alerting(settings_of(tmp_path, alert_webhook=address)) as tell:
        request = RunRequest(flow="reenrich", inputs=())
        tell(RunBegan(run_id="r", request=request, started_at=datetime(2024, 3, 5, tzinfo=UTC)))
        tell(BatchDone(run_id="r", batch_id="b", number=1, read=1, alarms=(alarm,)))
        tell(RunEnded(run_id="r", flow="reenrich", seconds=1, is_done=True))
    assert [(one["level"], one["flow"], one["text"].splitlines()[1]) for one in received] == [
        ("warning", "reenrich", "warn sources.quotes_usual: Fewer quotations.")
    ]


def test_the_password_of_the_mail_server_is_never_shown() -> None:
    assert "secret" not in repr(Settings(smtp_password="secret"))  # type: ignore[arg-type]
