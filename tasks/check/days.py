"""Whole days of a source against its own past: has it gone silent, do fewer articles come than usual?

A batch cannot tell, since it rarely holds a whole day, and a source that is silent is in no batch.
"""

import math
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.history import SourceCalendar
from schemas.record import Record
from schemas.rows import CheckRow
from schemas.run import Alarm
from tasks.check.expectations import Outcome, try_rules
from tasks.check.frames import Columns, frame_of
from tasks.check.gate import check_row
from tasks.check.rules import DAYS, Suites
from tasks.check.wording import batch_sentence, day_sentence

_LIMITS = Path(__file__).parent / "data" / "days.toml"


class DayLimits(Record):
    """How days are compared; days.toml says what each key means."""

    past_days: int
    late_days: int
    days: int
    grace_hours: float
    least_days: int
    least_articles: int
    least_weekdays: int
    floor: float


class DaysChecked(NamedTuple):
    """One result a rule, and an alarm for each day of a source that failed one; nothing where no day was due."""

    results: tuple[CheckRow, ...] = ()
    alarms: tuple[Alarm, ...] = ()


class Day(NamedTuple):
    """A day of a source beside its past; what cannot be compared is NaN."""

    calendar: SourceCalendar
    day: date
    articles: int
    silent_days: int
    articles_past: float = math.nan
    articles_drift: float = math.nan
    articles_change: float = math.nan
    longest_silence: float = math.nan
    silent_beyond: float = math.nan
    missed: float = math.nan


@cache
def load_day_limits() -> DayLimits:
    """The limits that ship with Copydesk."""
    return DayLimits.model_validate(tomllib.loads(_LIMITS.read_text(encoding="utf-8")))


def check_days(
    calendars: Sequence[SourceCalendar], *, suites: Suites, run_id: str, now: datetime, before: datetime | None
) -> DaysChecked:
    """Try the rules of days on the days that have become whole by `now` and were not so `before`, at the last look."""
    days = [compare_day(one, day) for one in calendars for day in due_days(one, now, before)]
    if not days or not suites.days:
        return DaysChecked()
    frame = frame_of(_columns(days))
    outcomes = try_rules(DAYS, frame, suites.days, {})
    return DaysChecked(
        results=tuple(check_row(DAYS, outcome, len(days), run_id, "") for outcome in outcomes),
        alarms=tuple(alarm for outcome in outcomes for alarm in _alarms(outcome, days)),
    )


def due_days(calendar: SourceCalendar, now: datetime, before: datetime | None) -> list[date]:
    """The source's last whole days at `now`, oldest first, without those that were whole `before`."""
    last = _last_whole(calendar, now)
    looked_at = _last_whole(calendar, before) if before else date.min
    days = [last - timedelta(days=back) for back in reversed(range(load_day_limits().days))]
    return [day for day in days if day > looked_at]


def compare_day(calendar: SourceCalendar, day: date) -> Day:
    """One day of a source beside those before it, days without articles included, since its first one."""
    limits = load_day_limits()
    count = calendar.articles.get(day, 0)
    known = [one for one in calendar.articles if day - timedelta(days=limits.past_days) <= one < day]
    length = (day - min(known)).days if known else 0
    past = {one: calendar.articles.get(one, 0) for one in (day - timedelta(days=back) for back in range(length, 0, -1))}
    silent = _silences([*past.values(), count])[-1]
    if length < limits.least_days or sum(past.values()) < limits.least_articles:
        return Day(calendar, day, count, silent)
    alike = [number for one, number in past.items() if one.weekday() == day.weekday()]
    usual = alike if len(alike) >= limits.least_weekdays else list(past.values())
    mean = fmean(usual)
    # Articles that come one by one and by chance spread by the root of their number.
    spread = max(pstdev(usual), limits.floor * mean, math.sqrt(mean), 1e-9)
    # Of the past only silences that had ended: the one that goes on is compared with them.
    ended = _silences(list(past.values())[: length + 1 - silent] if silent else list(past.values()))
    longest = max(ended)
    return Day(
        calendar, day, count, silent, mean, (count - mean) / spread, (count - mean) / mean if mean else 0.0,
        longest, silent - longest, silent * fmean(past.values()),
    )  # fmt: skip


def _last_whole(calendar: SourceCalendar, at: datetime) -> date:
    zone = ZoneInfo(calendar.timezone) if calendar.timezone else UTC
    return (at - timedelta(hours=load_day_limits().grace_hours)).astimezone(zone).date() - timedelta(days=1)


def _silences(counts: Sequence[int]) -> list[int]:
    """For each day how many days without an article end with it."""
    found: list[int] = []
    for count in counts:
        found.append(0 if count else (found[-1] if found else 0) + 1)
    return found


def _columns(days: Sequence[Day]) -> Columns:
    columns: Columns = {
        "article": list(range(len(days))),
        "source_id": [one.calendar.source_id for one in days],
        "source_name": [one.calendar.source_name for one in days],
        "day": [one.day.isoformat() for one in days],
    }
    measured = (name for name in Day._fields if name not in ("calendar", "day"))
    return columns | {name: [getattr(one, name) for one in days] for name in measured}


def _alarms(outcome: Outcome, days: Sequence[Day]) -> list[Alarm]:
    rule, name = outcome.rule, f"{DAYS}.{outcome.rule.name}"
    if not outcome.passed and not outcome.failing:
        return [Alarm(severity="warn", rule=name, sentence=batch_sentence(DAYS, outcome), unexpected_count=0)]
    failing = [days[failure.article] for failure in outcome.failing]
    return [
        Alarm(
            severity="warn",
            rule=name,
            sentence=day_sentence(rule, _said(one)),
            unexpected_count=1,
            source=one.calendar.source_name,
        )
        for one in failing
    ]


def _said(one: Day) -> str:
    said = f"{one.calendar.source_name}: {one.articles} articles on {one.day}"
    if not math.isnan(one.articles_past):
        said += f", usually {one.articles_past:.3g} ({one.articles_drift:+.1f} standard deviations)"
    if one.silent_days and not math.isnan(one.longest_silence):
        said += f"; silent for {one.silent_days} days, before for {one.longest_silence:.0f} at most"
    return said
