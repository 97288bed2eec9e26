"""What the gate says of a failure: the mend, the rule, how many rows, and examples."""

import re
from collections.abc import Sequence
from typing import Any

from tasks.check.drift import SourceBatch, describe
from tasks.check.expectations import Failure, Outcome
from tasks.check.rules import Rule

_EXAMPLES = 3
_EXAMPLE_LENGTH = 60
_ERROR_LENGTH = 300


def one_line(message: str) -> str:
    """An error's message without line breaks, cut where it is long."""
    line = " ".join(message.split())
    return line if len(line) <= _ERROR_LENGTH else f"{line[:_ERROR_LENGTH]}…"


def sentence(record: str, rule: Rule, rows: Sequence[Failure]) -> str:
    """The mend, then the rule with its failing rows and up to three examples."""
    return _sentence(record, rule, len(rows), [example(rule, row) for row in rows])


def drift_sentence(rule: Rule, source: SourceBatch) -> str:
    """The mend, then the rule with the source's measure now and before, and the articles that show it."""
    return _sentence("sources", rule, 1, [describe(source, str(rule.kwargs.get("column", rule.name)))])


def day_sentence(rule: Rule, day: str) -> str:
    """The mend, then the rule with what is known of the source's day."""
    return _sentence("days", rule, 1, [day])


def batch_sentence(record: str, outcome: Outcome) -> str:
    """Of a rule that failed on the frame as a whole, or that could not be evaluated."""
    name = f"{record}.{outcome.rule.name}"
    if outcome.error is None:
        return f"{outcome.rule.mend} [{name}, on the batch: {outcome.observed}]"
    return f"Rule {name} could not be evaluated ({one_line(outcome.error)}): mend the rule in its suite, then replay."


def example(rule: Rule, row: Failure) -> str:
    """The values that the rule looked at."""
    return ", ".join(f"{name} {_shown(rule, value)}" for name, value in row.values.items())


def _sentence(record: str, rule: Rule, count: int, found: Sequence[str]) -> str:
    examples = list(dict.fromkeys(found))[:_EXAMPLES]
    rows = "1 row" if count == 1 else f"{count} rows"
    return f"{rule.mend} [{record}.{rule.name}, {rows}: {'; '.join(examples)}]"


def _shown(rule: Rule, value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    pattern = rule.kwargs.get("regex")
    found = re.search(pattern, value) if isinstance(pattern, str) else None
    # Around the place that is wrong, or from the start; repr shows control characters.
    start = max(0, found.start() - _EXAMPLE_LENGTH // 3) if found else 0
    shown = value[start : start + _EXAMPLE_LENGTH]
    return f"{'…' * (start > 0)}{shown!r}{'…' * (start + _EXAMPLE_LENGTH < len(value))}"
