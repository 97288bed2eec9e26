"""The gate: every batch is tried against the rules, and an article that fails one goes no further."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet, flatten
from schemas.record import Record
from schemas.rejection import Rejected
from schemas.rows import CheckRow
from tasks.check.expectations import Failure, Outcome, try_rules
from tasks.check.frames import TOLERANCE, build_frames
from tasks.check.rules import Rule, Suites

_LAYOUT = "articles.laid_out"
_EXAMPLES = 3
_EXAMPLE_LENGTH = 60
_ERROR_LENGTH = 300


class Fault(NamedTuple):
    """Why an article is held, and the sentence that says it with its examples."""

    reason: str
    sentence: str


class Checked(Record):
    """A batch after the gate: every article is in `passed` or in `held`; one result an expectation."""

    passed: tuple[EnrichedArticle, ...] = ()
    held: tuple[Rejected, ...] = ()
    results: tuple[CheckRow, ...] = ()


def check_batch(
    enriched: Sequence[EnrichedArticle], *, suites: Suites, run_id: str, batch_id: str, now: datetime
) -> Checked:
    """Try a batch against every rule; an article with a row that fails a `hold` rule is held, whole, with its reasons.

    A rule that cannot be evaluated, or that speaks of the batch as a whole and fails, holds every article. `now` is
    what dates in the future are measured by.
    """
    rowsets, unlaid = _lay_out(enriched, run_id, now)
    frames = build_frames([(position, enriched[position], rows) for position, rows in rowsets.items()])
    parameters = {"tomorrow": now + TOLERANCE}
    outcomes = [
        (record, outcome)
        for record, rules in suites.rules.items()
        for outcome in try_rules(record, frames[record], rules, parameters)
    ]
    faults = _faults(len(enriched), unlaid, outcomes)
    return Checked(
        passed=tuple(one for position, one in enumerate(enriched) if position not in faults),
        held=tuple(_held(enriched[position], faults[position]) for position in sorted(faults)),
        results=(
            _layout_row(unlaid, run_id, batch_id),
            *(_check_row(record, outcome, len(frames[record]), run_id, batch_id) for record, outcome in outcomes),
        ),
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
            rows = flatten([one], run_id=run_id, seen_at=now)
            # Half a surrogate pair is a string to Python and to nobody else: neither frames nor tables take it.
            rows.model_dump_json(exclude={"minhash_signatures"})
            rowsets[position] = rows
        # Anything at all: what cannot become rows must be held and not stop its batch.
        except Exception as exc:
            errors[position] = _one_line(f"{type(exc).__name__}: {exc}")
    return rowsets, errors


def _faults(size: int, unlaid: Mapping[int, str], outcomes: Sequence[tuple[str, Outcome]]) -> dict[int, list[Fault]]:
    """The faults of each article that has any, by its position, in the order of the rules."""
    faults: dict[int, list[Fault]] = defaultdict(list)
    for position, error in unlaid.items():
        sentence = f"The article cannot be laid out as rows ({error}): take its input anew or report it, then replay."
        faults[position].append(Fault("bad_rows", sentence))
    failed = [(record, outcome) for record, outcome in outcomes if _holds(outcome)]
    for record, outcome in failed:
        for position, rows in _by_article(outcome).items():
            faults[position].append(Fault(outcome.rule.reason, _sentence(record, outcome.rule, rows)))
    # After the faults of their own, since those say more of an article than what befell its whole batch.
    for record, outcome in failed:
        if not outcome.failing:
            for position in range(size):
                faults[position].append(_fault_of_the_batch(record, outcome))
    return faults


def _holds(outcome: Outcome) -> bool:
    return not outcome.passed and outcome.rule.severity == "hold"


def _by_article(outcome: Outcome) -> dict[int, list[Failure]]:
    rows: dict[int, list[Failure]] = defaultdict(list)
    for failure in outcome.failing:
        rows[failure.article].append(failure)
    return rows


def _fault_of_the_batch(record: str, outcome: Outcome) -> Fault:
    name = f"{record}.{outcome.rule.name}"
    if outcome.error is None:
        return Fault(outcome.rule.reason, f"{outcome.rule.mend} [{name}, on the batch: {outcome.observed}]")
    error = _one_line(outcome.error)
    sentence = f"Rule {name} could not be evaluated ({error}): mend the rule in its suite, then replay."
    return Fault("check_errored", sentence)


def _one_line(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _ERROR_LENGTH else f"{line[:_ERROR_LENGTH]}…"


def _sentence(record: str, rule: Rule, rows: Sequence[Failure]) -> str:
    examples = list(dict.fromkeys(_example(rule, row) for row in rows))[:_EXAMPLES]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{rule.mend} [{record}.{rule.name}, {count}: {'; '.join(examples)}]"


def _example(rule: Rule, row: Failure) -> str:
    return ", ".join(f"{name} {_shown(rule, value)}" for name, value in row.values.items())


def _shown(rule: Rule, value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    pattern = rule.kwargs.get("regex")
    found = re.search(pattern, value) if isinstance(pattern, str) else None
    # Around the place that is wrong, or from the start; repr shows control characters.
    start = max(0, found.start() - _EXAMPLE_LENGTH // 3) if found else 0
    shown = value[start : start + _EXAMPLE_LENGTH]
    return f"{'…' * (start > 0)}{shown!r}{'…' * (start + _EXAMPLE_LENGTH < len(value))}"


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
    )


def _layout_row(unlaid: Mapping[int, str], run_id: str, batch_id: str) -> CheckRow:
    return CheckRow(
        run_id=run_id,
        batch_id=batch_id,
        name=_LAYOUT,
        passed=not unlaid,
        observed=next(iter(unlaid.values()), None),
        unexpected_count=len(unlaid),
    )


def _check_row(record: str, outcome: Outcome, size: int, run_id: str, batch_id: str) -> CheckRow:
    rows = f"{len(outcome.failing)} of {size} rows"
    if outcome.failing:
        rows = f"{rows}: {_example(outcome.rule, outcome.failing[0])}"
    return CheckRow(
        run_id=run_id,
        batch_id=batch_id,
        name=f"{record}.{outcome.rule.name}",
        passed=outcome.passed,
        observed=outcome.error or outcome.observed or rows,
        unexpected_count=len(outcome.failing),
    )
