"""What a person sees of a run's warnings: short, with the mend, and never more than can be read."""

import pytest

from flows.output import print_failed, print_reenriched, print_report
from flows.pipeline import BatchStopped
from schemas.run import Alarm, Reenriched, RunReport, Totals


def alarm(
    rule: str, source: str | None = None, *, sentence: str = "Look at its feed. [days.silent, 1 row: …]"
) -> Alarm:
    return Alarm(severity="warn", rule=rule, sentence=sentence, unexpected_count=1, source=source)


def report(*alarms: Alarm, **more: object) -> RunReport:
    given = {
        "run_id": "r",
        "flow": "ingest",
        "warehouse": "n",
        "totals": Totals(),
        "held": {},
        "quotes": 0,
        "batches": 1,
    }
    return RunReport.model_validate({**given, "alarms": alarms, **more})


def test_a_warning_is_one_line_with_its_mend(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report(alarm("days.silent", "Calder Mail")), as_json=False)
    assert "  warn days.silent: Look at its feed. [days.silent, 1 row: …]\n" in capsys.readouterr().out


def test_a_rule_that_fails_in_many_batches_is_told_once_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report(*[alarm("days.silent", name) for name in ("A", "A", "B", "A")]), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines if "warn" in line] == [
        "  warn days.silent, 3 times",
        "  warn days.silent",
    ]


def test_a_long_list_of_warnings_ends_in_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report(*[alarm("days.silent", str(number)) for number in range(33)]), as_json=False)
    out = capsys.readouterr().out
    assert out.count("warn days.silent") == 20
    assert "  and 13 more; the table checks has them all\n" in out


def test_a_hostile_sentence_neither_fills_the_terminal_nor_steers_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report(alarm("a.b", sentence="Mend it. \x1b[2J" + "word " * 400)), as_json=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 330


def test_a_re_enrichment_tells_its_warnings_too(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"run_id": "r", "warehouse": "n", "enrichment_version": "v", "totals": Totals(), "held": {}}
    print_reenriched(Reenriched.model_validate({**given, "alarms": [alarm("sources.x")]}), as_json=False)
    assert "  warn sources.x: Look at its feed." in capsys.readouterr().out


def test_records_that_somebody_dropped_are_told_apart_from_held_ones(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report(dropped=3), as_json=False)
    assert "  3 quarantined records had been dropped before\n" in capsys.readouterr().out


def test_a_stopped_run_shows_its_totals_before_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    stop = Alarm(severity="stop", rule="sources.x", sentence="Look at the source.", unexpected_count=1)
    with pytest.raises(BatchStopped), print_failed(as_json=True):
        raise BatchStopped(report(stop))
    assert '"rule": "sources.x"' in capsys.readouterr().out
