"""What a run does beside loading: pass over what has not changed, outlive a failing batch, let others in, report."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.events import BatchDone, Event, RunBegan, RunEnded
from flows.forecast import forecast
from flows.logs import log_events, set_up_logs
from flows.metrics import MetricsFile
from flows.pipeline import BatchesFailed, TooManyFailures, run_pipeline
from schemas.errors import UserError
from schemas.run import Forecast, RunRequest, Totals
from schemas.settings import Settings
from tasks.load.batch import load_batch
from tasks.normalise import normalise_batch
from tests.benchmarks.articles import write_jsonl
from tests.warehouses import rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files with three articles each."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    write_jsonl(incoming / "one.jsonl", 3, seed=1)
    write_jsonl(incoming / "two.jsonl", 3, seed=2, first=4)
    return incoming


def settings(folder: Path, **fields: Any) -> Settings:
    plain: dict[str, Any] = {"warehouse": folder.parent / "news.duckdb", "article_timeout": 0, "batch_size": 2}
    return Settings(**plain | fields)


def request(flow: Any, folder: Path, **fields: Any) -> RunRequest:
    return RunRequest.of(flow, [str(folder)], **fields)


@pytest.fixture
def normalised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The refs of all that is normalised from here on."""
    seen: list[str] = []

    def normalise(raws: Any, profiles: Any) -> Any:
        seen.extend(raw.ref for raw in raws)
        return normalise_batch(raws, profiles)

    monkeypatch.setattr("flows.steps.normalise_batch", normalise)
    return seen


def failing_load(monkeypatch: pytest.MonkeyPatch, fails: Callable[[int], bool]) -> None:
    """Loading raises for the batches of these numbers, unless their records are only held."""

    def load(connection: Any, batch: Any, **fields: Any) -> Any:
        if batch.state == "loaded" and fails(batch.number):
            raise OSError("no space left on device")
        return load_batch(connection, batch, **fields)

    monkeypatch.setattr("flows.steps.load_batch", load)


def test_inputs_that_have_not_changed_are_counted_and_not_read(folder: Path, normalised: list[str]) -> None:
    run_pipeline(request("ingest", folder), settings(folder))
    normalised.clear()

    again = run_pipeline(request("ingest", folder), settings(folder))

    assert normalised == []
    assert again.totals == Totals(read=6, unchanged=6)
    assert again.unchanged_inputs == 2


def test_an_input_with_another_time_and_the_same_content_has_not_changed(folder: Path, normalised: list[str]) -> None:
    run_pipeline(request("ingest", folder), settings(folder))
    normalised.clear()
    os.utime(folder / "one.jsonl", ns=(1, 1))

    again = run_pipeline(request("ingest", folder), settings(folder))

    assert normalised == []
    assert again.unchanged_inputs == 2
    kept = rows(settings(folder).warehouse, "SELECT mtime_ns FROM cursors WHERE source_ref LIKE '%one.jsonl'")
    assert kept == [{"mtime_ns": 1}]


def test_only_the_input_that_changed_is_read(folder: Path, normalised: list[str]) -> None:
    run_pipeline(request("ingest", folder), settings(folder))
    normalised.clear()
    write_jsonl(folder / "two.jsonl", 4, seed=3)

    again = run_pipeline(request("ingest", folder), settings(folder))

    assert {ref.rsplit("#")[0] for ref in normalised} == {str(folder / "two.jsonl")}
    assert again.totals.read == 7
    assert again.unchanged_inputs == 1


def test_an_input_is_read_again_when_asked_or_when_read_in_another_way(folder: Path, normalised: list[str]) -> None:
    run_pipeline(request("ingest", folder), settings(folder))
    normalised.clear()

    run_pipeline(request("ingest", folder, again=True), settings(folder))
    run_pipeline(request("ingest", folder, source="The Other Paper"), settings(folder))

    assert len(normalised) == 12


def test_other_limits_and_another_pace_do_not_read_an_input_again(folder: Path) -> None:
    run_pipeline(request("ingest", folder), settings(folder))
    slower = settings(folder, host_interval=5, fetch_tries=1, max_input_bytes=10_000_000, batch_size=1)

    assert run_pipeline(request("ingest", folder), slower).unchanged_inputs == 2


def test_an_input_of_which_a_record_is_held_is_read_again(folder: Path) -> None:
    with (folder / "two.jsonl").open("a") as file:
        file.write('{"title": "Cut off\n')
    run_pipeline(request("ingest", folder), settings(folder))

    again = run_pipeline(request("ingest", folder), settings(folder))

    assert again.totals == Totals(read=7, unchanged=6, quarantined=1)
    assert again.unchanged_inputs == 1


def test_a_half_written_line_is_held_and_released_once_it_is_whole(folder: Path, normalised: list[str]) -> None:
    whole = (folder / "one.jsonl").read_text()
    (folder / "one.jsonl").write_text(whole[:-200])
    assert run_pipeline(request("ingest", folder), settings(folder)).held == {"broken_json": 1}
    normalised.clear()
    (folder / "one.jsonl").write_text(whole)

    again = run_pipeline(request("ingest", folder), settings(folder))

    assert normalised == [f"{folder / 'one.jsonl'}#3"]
    assert again.totals == Totals(read=6, loaded=1, unchanged=5)
    assert rows(settings(folder).warehouse, "SELECT status FROM quarantine") == [{"status": "released"}]
    assert run_pipeline(request("ingest", folder), settings(folder)).unchanged_inputs == 2


def test_a_cursor_is_kept_only_with_the_data_of_its_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("tasks.load.batch.write_ledger", fail)
        with pytest.raises(OSError, match="no space"):
            run_pipeline(request("ingest", folder), settings(folder))
    counts = "SELECT (SELECT count(*) FROM cursors) AS cursors, (SELECT count(*) FROM article_versions) AS versions"
    assert rows(settings(folder).warehouse, counts) == [{"cursors": 0, "versions": 0}]

    run_pipeline(request("ingest", folder), settings(folder))

    assert rows(settings(folder).warehouse, counts) == [{"cursors": 2, "versions": 6}]


def test_a_batch_that_fails_is_held_and_the_others_are_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        failing_load(patched, lambda number: number == 2)
        with pytest.raises(BatchesFailed) as failed:
            run_pipeline(request("backfill", folder), settings(folder))
    first = failed.value.report
    assert failed.value.exit_code == 3
    assert str(failed.value) == (
        f"run {first.run_id} is done, but of its batches 1 failed as a whole, the last with OSError: no space left on "
        "device; their records are held (batch_failed). Mend the cause and run the same command again, or "
        "`copydesk replay`"
    )
    assert rows(settings(folder).warehouse, "SELECT state FROM runs") == [{"state": "failed"}]
    assert (first.totals, first.held, first.failed_batches) == (
        Totals(read=6, loaded=4, quarantined=2),
        {"batch_failed": 2},
        1,
    )
    held = rows(settings(folder).warehouse, "SELECT detail FROM quarantine ORDER BY source_ref")
    assert held[0]["detail"] == (
        f"{folder}/one.jsonl#3: its batch failed as a whole (OSError: no space left on device); "
        "mend the cause, then run `copydesk replay`"
    )

    again = run_pipeline(request("backfill", folder), settings(folder))

    assert (again.totals, again.skipped_batches) == (Totals(read=2, loaded=2), 2)
    assert rows(settings(folder).warehouse, "SELECT DISTINCT state FROM batches") == [{"state": "loaded"}]
    assert rows(settings(folder).warehouse, "SELECT DISTINCT status FROM quarantine") == [{"status": "released"}]


def test_a_run_gives_up_after_so_many_failing_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_load(monkeypatch, lambda _: True)

    with pytest.raises(TooManyFailures, match="2 batches failed as a whole, the last with OSError: no space left"):
        run_pipeline(request("backfill", folder), settings(folder, max_failed_batches=1))

    assert rows(settings(folder).warehouse, "SELECT state, quarantined_count FROM runs") == [
        {"state": "failed", "quarantined_count": 4}
    ]


def test_a_run_that_waited_in_vain_writes_so_without_waiting_as_long_again(folder: Path) -> None:
    waits: list[str] = []

    @contextmanager
    def turn() -> Iterator[None]:
        waits.append("turn")
        if len(waits) > 1:
            raise UserError("no turn to write")
        yield

    with pytest.raises(UserError, match="no turn to write"):
        run_pipeline(request("ingest", folder), settings(folder), turn=turn)

    assert waits == ["turn", "turn"]
    assert rows(settings(folder).warehouse, "SELECT state FROM runs") == [{"state": "failed"}]


def test_a_forecast_says_what_a_backfill_would_do_and_writes_nothing(folder: Path) -> None:
    backfill = request("backfill", folder)
    assert forecast(backfill, settings(folder)) == Forecast(inputs=2, batches=3, read=6, new=6)
    assert not settings(folder).warehouse.exists()

    run_pipeline(RunRequest.of("ingest", [str(folder / "one.jsonl")]), settings(folder))
    assert forecast(backfill, settings(folder)) == Forecast(
        inputs=2, batches=2, skipped_batches=1, read=4, new=3, unchanged=1
    )

    run_pipeline(backfill, settings(folder))
    assert forecast(backfill, settings(folder)) == Forecast(inputs=2, skipped_batches=3)


def test_an_ingest_gets_in_between_two_batches_of_a_backfill(folder: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "late.jsonl", 2, seed=5)
    between: list[Totals] = []

    def call(step: str, work: Callable[[], Any]) -> Any:
        if step == "read" and not between and rows(settings(folder).warehouse, "SELECT 1 FROM batches"):
            late = RunRequest.of("ingest", [str(tmp_path / "late.jsonl")])
            between.append(run_pipeline(late, settings(folder, writer_timeout=0)).totals)
        return work()

    whole = run_pipeline(request("backfill", folder), settings(folder), call=call)

    # The same addresses with other words: versions of two articles of the first file.
    assert between == [Totals(read=2, loaded=2)]
    assert whole.totals == Totals(read=6, loaded=6)
    states = rows(settings(folder).warehouse, "SELECT flow, state FROM runs ORDER BY flow")
    assert states == [{"flow": "backfill", "state": "done"}, {"flow": "ingest", "state": "done"}]


def test_a_run_tells_its_batches_with_time_size_and_slow_articles(folder: Path) -> None:
    told: list[Event] = []

    report = run_pipeline(request("backfill", folder), settings(folder), tell=told.append)

    began, *batches, ended = told
    assert isinstance(began, RunBegan)
    assert isinstance(ended, RunEnded)
    assert [type(one) for one in batches] == [BatchDone] * 3
    done = [one for one in batches if isinstance(one, BatchDone)]
    assert [(one.number, one.read, one.loaded) for one in done] == [(1, 2, 2), (2, 2, 2), (3, 2, 2)]
    assert done[-1].done_bytes == began.total_bytes
    assert set(done[0].seconds) == {"normalise", "match", "enrich", "check", "load"}
    assert [one.title is not None and one.seconds > 0 for one in done[0].slowest] == [True, True]
    assert (ended.is_done, ended.report) == (True, report)


def test_the_metrics_file_counts_in_prometheus_form(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_text("")
    file = tmp_path / "copydesk.prom"

    run_pipeline(request("ingest", folder), settings(folder), tell=MetricsFile(file))

    lines = file.read_text().splitlines()
    assert 'copydesk_articles_total{flow="ingest",outcome="loaded"} 6.0' in lines
    assert 'copydesk_held_total{flow="ingest",reason="empty_file"} 1.0' in lines
    assert 'copydesk_batches_total{flow="ingest",state="loaded"} 4.0' in lines
    assert 'copydesk_step_articles_total{flow="ingest",step="enrich"} 7.0' in lines
    assert 'copydesk_running{flow="ingest"} 0.0' in lines
    assert any(line.startswith("copydesk_last_success_timestamp_seconds") for line in lines)


def test_the_counters_of_the_metrics_file_go_on_from_run_to_run_and_from_flow_to_flow(tmp_path: Path) -> None:
    file = tmp_path / "copydesk.prom"
    batch = BatchDone(run_id="run", batch_id="batch", number=1, read=5, loaded=4, held={"timeout": 1})
    for flow in ("ingest", "backfill", "ingest"):
        tell = MetricsFile(file)
        tell(RunBegan(run_id="run", request=RunRequest(flow=flow, inputs=()), started_at=datetime.now(UTC)))
        tell(batch)

    lines = file.read_text().splitlines()
    assert 'copydesk_articles_total{flow="ingest",outcome="loaded"} 8.0' in lines
    assert 'copydesk_held_total{flow="ingest",reason="timeout"} 2.0' in lines
    assert 'copydesk_articles_total{flow="backfill",outcome="loaded"} 4.0' in lines
    assert 'copydesk_running{flow="backfill"} 1.0' in lines


def test_the_log_has_run_and_batch_ids_in_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(as_json=True)
    try:
        report = run_pipeline(request("ingest", folder), settings(folder), tell=log_events)
    finally:
        set_up_logs(as_json=False)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in lines] == ["run begun", *["batch done"] * 3, "run done"]
    assert {line["run_id"] for line in lines} == {report.run_id}
    stored = rows(settings(folder).warehouse, "SELECT batch_id FROM batches ORDER BY number")
    assert [line["batch_id"] for line in lines[1:-1]] == [row["batch_id"] for row in stored]
