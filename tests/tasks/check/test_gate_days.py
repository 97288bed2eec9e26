"""Whole days of a source beside its own past: what is silence, what is few, and what is not compared."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schemas.errors import SettingsError
from schemas.history import SourceCalendar
from schemas.run import Alarm
from tasks.check import check_days, load_suites
from tasks.check.days import DaysChecked, compare_day, due_days

LAST = date(2024, 3, 20)  # a Wednesday
NOON = datetime(2024, 3, 21, 12, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)


def calendar(
    *, days: int = 60, usual: int = 30, weekend: int | None = None, timezone: str | None = None, **last: int
) -> SourceCalendar:
    """So many articles a day up to LAST; `d0=3` are three on LAST, `d1` the day before."""
    dates = [LAST - timedelta(days=back) for back in range(days)]
    counts = {one: usual if weekend is None or one.weekday() < 5 else weekend for one in dates}
    counts |= {LAST - timedelta(days=int(name[1:])): count for name, count in last.items()}
    articles = {one: count for one, count in counts.items() if count}
    return SourceCalendar(source_id="harbour", source_name="Harbour News", timezone=timezone, articles=articles)


def check(*calendars: SourceCalendar, before: datetime | None = YESTERDAY) -> DaysChecked:
    return check_days(calendars, suites=load_suites(), run_id="run", now=NOON, before=before)


def rules(checked: DaysChecked) -> list[str]:
    return [alarm.rule for alarm in checked.alarms]


def test_days_like_the_others_alarm_nobody_and_are_recorded() -> None:
    checked = check(calendar())
    assert checked.alarms == ()
    assert [(row.name, row.passed) for row in checked.results] == [
        ("days.silent", True),
        ("days.fewer_than_usual", True),
    ]


def test_a_source_gone_silent_is_told_with_what_was_usual() -> None:
    assert check(calendar(d0=0, d1=0)).alarms == (
        Alarm(
            severity="warn",
            rule="days.silent",
            sentence=(
                "Nothing has come from the source for longer than ever before: look whether its feed or folder has "
                "moved, and whether its articles are held or under another name. [days.silent, 1 row: Harbour News: "
                "0 articles on 2024-03-20, usually 30 (-5.5 standard deviations); silent for 2 days, before for 0 at "
                "most]"
            ),
            unexpected_count=1,
            source="Harbour News",
        ),
    )


def test_a_day_with_far_fewer_articles_warns_and_one_with_somewhat_fewer_does_not() -> None:
    assert rules(check(calendar(d0=3))) == ["days.fewer_than_usual"]
    assert rules(check(calendar(d0=20))) == []


def test_weekends_are_compared_with_weekends() -> None:
    monday = datetime(2024, 3, 18, 12, tzinfo=UTC)

    def alarms(**sunday: int) -> list[str]:
        one = calendar(weekend=4, **sunday)
        found = check_days([one], suites=load_suites(), run_id="run", now=monday, before=monday - timedelta(days=1))
        return rules(found)

    assert alarms() == []
    assert compare_day(calendar(weekend=4), date(2024, 3, 17)).articles_past == 4
    # On a working day four would be far too few.
    assert rules(check(calendar(weekend=4, d0=4))) == ["days.fewer_than_usual"]


def test_a_paper_without_sunday_is_not_silent_on_sunday_but_on_tuesday() -> None:
    tuesday = calendar(weekend=0, d0=0, d1=0, d2=0)
    found = compare_day(tuesday, LAST)
    assert (found.silent_days, found.longest_silence, found.silent_beyond) == (5, 2, 3)
    sunday = compare_day(calendar(weekend=0), date(2024, 3, 17))
    assert (sunday.silent_days, sunday.silent_beyond) == (2, 0)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(calendar(days=14, d0=0), id="too few days"),
        pytest.param(calendar(days=40, usual=1, d0=0), id="too few articles"),
        pytest.param(calendar(days=0), id="nothing known"),
    ],
)
def test_a_short_past_is_not_compared(one: SourceCalendar) -> None:
    assert rules(check(one)) == []


def test_a_source_of_few_articles_is_silent_only_once_several_are_missed() -> None:
    assert rules(check(calendar(usual=2, d0=0, d1=0))) == []
    assert rules(check(calendar(usual=2, d0=0, d1=0, d2=0))) == ["days.silent"]


def test_a_day_is_whole_some_hours_after_it_has_ended_where_the_source_is() -> None:
    early = datetime(2024, 3, 21, 5, tzinfo=UTC)
    assert due_days(calendar(), early, None)[-1] == LAST - timedelta(days=1)
    assert due_days(calendar(timezone="Asia/Tokyo"), early, None)[-1] == LAST
    assert due_days(calendar(timezone="America/Los_Angeles"), NOON, None)[-1] == LAST - timedelta(days=1)


def test_each_day_is_looked_at_once_and_days_without_a_run_are_made_up_for() -> None:
    assert due_days(calendar(), NOON, NOON - timedelta(minutes=15)) == []
    assert due_days(calendar(), NOON, YESTERDAY) == [LAST]
    assert due_days(calendar(), NOON, NOON - timedelta(days=40)) == [LAST - timedelta(days=n) for n in (2, 1, 0)]
    assert check(calendar(d0=0), before=NOON - timedelta(minutes=15)) == DaysChecked()


OWN = """
[[rule]]
name = "silent"
expect = "expect_column_values_to_be_between"
kwargs = { column = "silent_days", max_value = 0 }
reason = "drift"
severity = "warn"
mend = "Harbour News prints every day."

[[rule]]
name = "fewer_than_usual"
expect = "expect_column_values_to_be_between"
kwargs = { column = "articles_drift", min_value = -9 }
reason = "drift"
severity = "off"
mend = "Not wanted."
"""


def test_rules_of_days_are_data_that_a_user_changes_or_switches_off(tmp_path: Path) -> None:
    (tmp_path / "days.toml").write_text(OWN)
    suites = load_suites(tmp_path)
    checked = check_days([calendar(days=5, d0=0)], suites=suites, run_id="run", now=NOON, before=YESTERDAY)
    assert [(row.name, row.passed) for row in checked.results] == [("days.silent", False)]
    assert checked.alarms[0].sentence == (
        "Harbour News prints every day. [days.silent, 1 row: Harbour News: 0 articles on 2024-03-20]"
    )


def test_the_rule_on_the_page_about_the_gate_leaves_out_the_source_that_it_names(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "gate.md").read_text(encoding="utf-8")
    rule = next(block for block in page.split("```toml\n") if 'name = "silent"' in block.split("```")[0])
    (tmp_path / "days.toml").write_text(rule.split("```")[0], encoding="utf-8")
    daily = calendar(d0=0)
    weekly = daily.model_copy(update={"source_id": "weekly", "source_name": "Harbour Weekly"})
    suites = load_suites(tmp_path)
    checked = check_days([weekly, daily], suites=suites, run_id="run", now=NOON, before=YESTERDAY)
    assert [(alarm.rule, alarm.source) for alarm in checked.alarms] == [("days.silent", "Harbour News")]


def test_a_rule_of_days_that_would_hold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "days.toml").write_text(OWN.replace('"warn"', '"stop"'))
    with pytest.raises(SettingsError, match="rule silent cannot stop: it is tried when all is loaded; set severity"):
        load_suites(tmp_path)


def test_a_rule_that_cannot_be_evaluated_is_told(tmp_path: Path) -> None:
    (tmp_path / "days.toml").write_text(OWN.replace("silent_days", "no_such_column"))
    checked = check_days([calendar()], suites=load_suites(tmp_path), run_id="run", now=NOON, before=YESTERDAY)
    assert rules(checked) == ["days.silent"]
    assert "could not be evaluated" in checked.alarms[0].sentence
