"""From the outcomes of the rules to what each article is held for, and what is told of the batch as a whole."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from schemas.keys import payload_key
from schemas.run import Alarm
from tasks.check.drift import SourceBatch
from tasks.check.expectations import Failure, Outcome
from tasks.check.rules import Rule
from tasks.check.wording import batch_sentence, drift_sentence, sentence

LAYOUT = "articles.laid_out"
SOURCES = "sources"

# Rules that a person lets an input pass, by the key of the input's raw content.
Waived = Mapping[str, Collection[str]]


class Fault(NamedTuple):
    """Why an article is held, the sentence that says it with its examples, and the rule."""

    reason: str
    sentence: str
    rule: str


@dataclass
class Verdict:
    """The faults of each article that has any, by its position and in the order of the rules; and the alarms."""

    faults: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    alarms: list[Alarm] = field(default_factory=list)


@dataclass(frozen=True)
class Tried:
    """A batch that was tried: its articles' raw inputs, those that have no rows, its sources, and the outcomes."""

    payloads: Sequence[bytes]
    unlaid: Mapping[int, str]
    sources: Sequence[SourceBatch]
    outcomes: Sequence[tuple[str, Outcome]]
    waived: Waived


def judge(tried: Tried) -> Verdict:
    """What the gate holds, and what it tells.

    Faults of an article's own come before what befell its source, and that before what befell the whole batch, since
    they say more of it.
    """
    verdict = Verdict()
    for position, error in tried.unlaid.items():
        said = f"The article cannot be laid out as rows ({error}): take its input anew or report it, then replay."
        verdict.faults[position].append(Fault("bad_rows", said, LAYOUT))
    failed = [one for one in tried.outcomes if not one[1].passed]
    for record, outcome in failed:
        if outcome.failing and outcome.rule.severity == "hold":
            _hold_rows(verdict, tried, record, outcome)
    for record, outcome in failed:
        if outcome.failing and outcome.rule.severity == "stop":
            _stop_sources(verdict, tried, record, outcome)
    for record, outcome in failed:
        if not outcome.failing and outcome.rule.severity != "warn":
            _hold_all(verdict, tried, record, outcome)
        elif outcome.rule.severity == "warn":
            verdict.alarms += _warnings(tried, record, outcome)
    return verdict


def _hold_rows(verdict: Verdict, tried: Tried, record: str, outcome: Outcome) -> None:
    rows: dict[int, list[Failure]] = defaultdict(list)
    for failure in outcome.failing:
        rows[failure.article].append(failure)
    for position, failures in rows.items():
        if not _is_waived(tried, position, record, outcome.rule):
            said = sentence(record, outcome.rule, failures)
            verdict.faults[position].append(Fault(outcome.rule.reason, said, f"{record}.{outcome.rule.name}"))


def _stop_sources(verdict: Verdict, tried: Tried, record: str, outcome: Outcome) -> None:
    """Every article of a source with a failing row is held with it."""
    name = f"{record}.{outcome.rule.name}"
    for source, failures in _failing_sources(tried, outcome):
        positions = [one for one in source.positions if not _is_waived(tried, one, record, outcome.rule)]
        said = _said_of(source, record, outcome.rule, failures)
        for position in positions:
            verdict.faults[position].append(Fault(outcome.rule.reason, said, name))
        if positions:
            verdict.alarms.append(_alarm("stop", name, said, failures, source))


def _hold_all(verdict: Verdict, tried: Tried, record: str, outcome: Outcome) -> None:
    """A rule on the batch as a whole, or one that could not be evaluated, holds every article."""
    name, said = f"{record}.{outcome.rule.name}", batch_sentence(record, outcome)
    fault = Fault(outcome.rule.reason, said, name) if outcome.error is None else Fault("check_errored", said, name)
    for position in range(len(tried.payloads)):
        if outcome.error is not None or not _is_waived(tried, position, record, outcome.rule):
            verdict.faults[position].append(fault)
    if outcome.rule.severity == "stop" or outcome.error is not None:
        verdict.alarms.append(Alarm(severity="stop", rule=name, sentence=said, unexpected_count=len(tried.payloads)))


def _warnings(tried: Tried, record: str, outcome: Outcome) -> Iterator[Alarm]:
    """Of sources and of the batch as a whole; rows that only warn are counted in the results."""
    name = f"{record}.{outcome.rule.name}"
    if not outcome.failing:
        yield Alarm(severity="warn", rule=name, sentence=batch_sentence(record, outcome), unexpected_count=0)
    elif record == SOURCES:
        for source, failures in _failing_sources(tried, outcome):
            said = _said_of(source, record, outcome.rule, failures)
            yield _alarm("warn", name, said, failures, source)


def _alarm(
    severity: Literal["warn", "stop"], name: str, said: str, failures: Sequence[Failure], source: SourceBatch
) -> Alarm:
    return Alarm(severity=severity, rule=name, sentence=said, unexpected_count=len(failures), source=source.source.name)


def _failing_sources(tried: Tried, outcome: Outcome) -> Iterator[tuple[SourceBatch, list[Failure]]]:
    for source in tried.sources:
        inside = set(source.positions)
        if failures := [failure for failure in outcome.failing if failure.article in inside]:
            yield source, failures


def _said_of(source: SourceBatch, record: str, rule: Rule, failures: Sequence[Failure]) -> str:
    return drift_sentence(rule, source) if record == SOURCES else sentence(record, rule, failures)


def _is_waived(tried: Tried, position: int, record: str, rule: Rule) -> bool:
    if rule.final or not tried.waived:
        return False
    return f"{record}.{rule.name}" in tried.waived.get(payload_key(tried.payloads[position]), ())
