"""The gate: every batch is tried against the rules, and an article that fails one goes no further."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet, flatten
from schemas.history import SourcePast
from schemas.record import Record
from schemas.rejection import Rejected
from schemas.rows import CheckRow
from schemas.run import Alarm
from tasks.check.drift import by_source
from tasks.check.expectations import Keep, Outcome, try_rules
from tasks.check.faults import LAYOUT, Fault, Tried, Waived, judge
from tasks.check.frames import TOLERANCE, build_frames
from tasks.check.rules import Suites
from tasks.check.wording import example, one_line

_NOTHING: Mapping[str, SourcePast] = MappingProxyType({})
_NONE_WAIVED: Waived = MappingProxyType({})


class Checked(Record):
    """A batch after the gate: every article is in `passed`, with its rows, or in `held`; one result an expectation."""

    passed: tuple[EnrichedArticle, ...] = ()
    rows: tuple[RowSet, ...] = ()
    held: tuple[Rejected, ...] = ()
    results: tuple[CheckRow, ...] = ()
    alarms: tuple[Alarm, ...] = ()


def check_batch(
    enriched: Sequence[EnrichedArticle],
    *,
    suites: Suites,
    run_id: str,
    batch_id: str,
    now: datetime,
    past: Mapping[str, SourcePast] = _NOTHING,
    waived: Waived = _NONE_WAIVED,
    keep: Keep | None = None,
) -> Checked:
    """Try a batch against every rule; an article with a row that fails a `hold` rule is held, whole, with its reasons.

    A `stop` rule that fails holds every article of the source; a rule that cannot be evaluated, or that speaks of the
    batch as a whole and fails, holds every article. `past` is what sources are compared with, `now` what dates in the
    future are measured by; `waived` are rules that a person lets an input pass; `keep` is told of each frame's result.
    """
    rowsets, unlaid = _lay_out(enriched, run_id, now)
    placed = [(position, enriched[position], rows) for position, rows in rowsets.items()]
    sources = by_source(placed, past)
    frames = build_frames(placed, sources, suites)
    parameters = {"tomorrow": now + TOLERANCE}
    outcomes = [
        (record, outcome)
        for record, rules in suites.rules.items()
        for outcome in try_rules(record, frames[record], rules, parameters, keep)
    ]
    payloads = [one.matched.article.payload for one in enriched]
    verdict = judge(Tried(payloads, unlaid, sources, outcomes, waived))
    passed = [position for position in range(len(enriched)) if position not in verdict.faults]
    return Checked(
        passed=tuple(enriched[position] for position in passed),
        rows=tuple(rowsets[position] for position in passed),
        held=tuple(_held(enriched[position], verdict.faults[position]) for position in sorted(verdict.faults)),
        results=(
            _layout_row(unlaid, run_id, batch_id),
            *(check_row(record, outcome, len(frames[record]), run_id, batch_id) for record, outcome in outcomes),
        ),
        alarms=tuple(verdict.alarms),
    )


def _lay_out(
    enriched: Sequence[EnrichedArticle], run_id: str, now: datetime
) -> tuple[dict[int, RowSet], dict[int, str]]:
    """The rows of each article by its position, and the error of each that has none.

    Article by article: a row then belongs to its article whatever its keys say, and one that fails fails alone.
    """
    rowsets, errors = {}, {}
    for position, one in enumerate(enriched):
        try:
            rows = flatten(one, run_id=run_id, seen_at=now)
            # Half a surrogate pair is a string to Python and to nobody else: neither frames nor tables take it.
            rows.model_dump_json(exclude={"minhash_signatures"})
            rowsets[position] = rows
        # Anything at all: what cannot become rows must be held and not stop its batch.
        except Exception as exc:
            errors[position] = one_line(f"{type(exc).__name__}: {exc}")
    return rowsets, errors


def _held(one: EnrichedArticle, faults: Sequence[Fault]) -> Rejected:
    article = one.matched.article
    return Rejected(
        stage="check",
        reason=faults[0].reason,
        detail=" ".join(fault.sentence for fault in faults),
        source_ref=article.ref,
        input_id=article.input_id,
        payload=article.payload,
        payload_key=one.matched.article_id,
        source_name=article.source.name,
        rules=tuple(dict.fromkeys(fault.rule for fault in faults)),
    )


def _layout_row(unlaid: Mapping[int, str], run_id: str, batch_id: str) -> CheckRow:
    return CheckRow(
        run_id=run_id,
        batch_id=batch_id,
        name=LAYOUT,
        passed=not unlaid,
        observed=next(iter(unlaid.values()), None),
        unexpected_count=len(unlaid),
    )


def check_row(record: str, outcome: Outcome, size: int, run_id: str, batch_id: str) -> CheckRow:
    """The outcome of a rule as the table `checks` keeps it."""
    rows = f"{len(outcome.failing)} of {size} rows"
    if outcome.failing:
        rows = f"{rows}: {example(outcome.rule, outcome.failing[0])}"
    return CheckRow(
        run_id=run_id,
        batch_id=batch_id,
        name=f"{record}.{outcome.rule.name}",
        passed=outcome.passed,
        observed=outcome.error or outcome.observed or rows,
        unexpected_count=len(outcome.failing),
    )
