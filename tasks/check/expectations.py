"""Great Expectations, imported late and without its telemetry: build a rule, and try a frame against rules."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tasks.check.rules import Rule

if TYPE_CHECKING:
    import pandas as pd

# The column by which a failing row finds its article.
ARTICLE = "article"

_IN_FULL = {"result_format": "COMPLETE", "unexpected_index_column_names": [ARTICLE]}

# What is told of each frame that was tried: its record type, and the library's own result.
Keep = Callable[[str, Any], None]

# One context serves the whole process, and it is not made for several threads.
_ONE_AT_A_TIME = threading.Lock()


class Failure(NamedTuple):
    """A row that failed: its article's position in the batch, and the values that the rule looked at."""

    article: int
    values: dict[str, Any]


class Outcome(NamedTuple):
    """What became of one rule on one frame.

    `failing` is every row that failed, none for a rule on the frame as a whole; `error` is the message of an
    expectation that could not be evaluated.
    """

    rule: Rule
    passed: bool
    failing: tuple[Failure, ...] = ()
    observed: str | None = None
    error: str | None = None


def build(rule: Rule) -> Any:
    """The rule as an expectation; raises ValueError where its type or arguments are not known."""
    _great_expectations()
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    severity = FailureSeverity.WARNING if rule.severity == "warn" else FailureSeverity.CRITICAL
    try:
        return ExpectationConfiguration(
            type=rule.expect, kwargs=dict(rule.kwargs), meta={"rule": rule.name}, severity=severity
        ).to_domain_obj()
    # Its arguments are checked by pydantic v1, whose error is a ValueError already.
    except (GreatExpectationsError, TypeError) as exc:
        raise ValueError(str(exc)) from exc


def try_rules(
    record: str, frame: "pd.DataFrame", rules: Sequence[Rule], parameters: Mapping[str, Any], keep: Keep | None = None
) -> list[Outcome]:
    """The outcome of every rule on the frame, in the order of the rules; a frame without rows passes them all."""
    if frame.empty or not rules:
        return [Outcome(rule, passed=True, observed="no rows") for rule in rules]
    built, outcomes = {}, {}
    for rule in rules:
        try:
            built[rule.name] = build(rule)
        except ValueError as exc:
            outcomes[rule.name] = Outcome(rule, passed=False, error=str(exc))
    try:
        results = _validate(record, frame, list(built.values()), parameters, keep)
    # Whatever goes wrong in the library: a rule that was not evaluated has failed, and the batch must be told.
    except Exception as exc:
        return [Outcome(rule, passed=False, error=f"{type(exc).__name__}: {exc}") for rule in rules]
    by_name = {one.expectation_config.meta["rule"]: one for one in results}
    for rule in rules:
        if rule.name in built:
            outcomes[rule.name] = _outcome(rule, by_name.get(rule.name))
    return [outcomes[rule.name] for rule in rules]


def _validate(
    record: str, frame: "pd.DataFrame", expectations: list[Any], parameters: Mapping[str, Any], keep: Keep | None
) -> list[Any]:
    """The library's result of each; in full where rows failed, where it is of the frame as a whole, or for `keep`."""
    import pandas as pd
    from great_expectations.core.expectation_suite import ExpectationSuite

    def tried(which: list[Any], result_format: Mapping[str, Any]) -> Any:
        suite = ExpectationSuite(record, expectations=which)
        return batch.validate(suite, result_format=result_format, expectation_parameters=dict(parameters))

    # Strings kept by Arrow are matched by another regex engine, for which \w is ASCII and \u unknown.
    with _ONE_AT_A_TIME, pd.option_context("mode.string_storage", "python"):
        batch = _batch_definition(record).get_batch({"dataframe": frame})
        if keep is not None:
            whole = tried(expectations, _IN_FULL)
            keep(record, whole)
            return list(whole.results)
        # Whether rows fail is a third of the work of saying which, and they seldom do.
        quick = tried([one for one in expectations if _is_by_row(one)], {"result_format": "BOOLEAN_ONLY"}).results
        passed = [one for one in quick if one.success]
        names = {one.expectation_config.meta["rule"] for one in passed}
        others = [one for one in expectations if one.meta["rule"] not in names]
        return [*passed, *(tried(others, _IN_FULL).results if others else ())]


def _is_by_row(expectation: Any) -> bool:
    from great_expectations.expectations import expectation as kinds

    by_row = (kinds.ColumnMapExpectation, kinds.ColumnPairMapExpectation, kinds.MulticolumnMapExpectation)
    return isinstance(expectation, by_row)


def _outcome(rule: Rule, result: Any) -> Outcome:
    if result is None:
        return Outcome(rule, passed=False, error="no result came back")
    error = _error(result.exception_info)
    if error is not None:
        return Outcome(rule, passed=False, error=error)
    if result.success:
        return Outcome(rule, passed=True, observed=_observed(result))
    failing = tuple(
        Failure(int(keys[ARTICLE]), {name: value for name, value in keys.items() if name != ARTICLE})
        for keys in result.result.get("unexpected_index_list") or ()
    )
    return Outcome(rule, passed=False, failing=failing, observed=_observed(result))


def _observed(result: Any) -> str | None:
    value = result.result.get("observed_value")
    return None if value is None else str(value)


def _error(info: Any) -> str | None:
    """The message of the exception behind a result; it stands alone, or by metric where a metric failed."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else None
    messages = [str(one["exception_message"]) for one in info.values() if one.get("raised_exception")]
    return "; ".join(dict.fromkeys(messages)) or None


def load_great_expectations() -> None:
    """Import the library ahead of the first batch: it takes seconds, which may pass while the model works."""
    _data_source()


@cache
def _great_expectations() -> Any:
    # The library reads this once, at its import, and would otherwise report usage over the network: the one
    # place where a step touches the environment.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations

    return great_expectations


@cache
def _data_source() -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_pandas("copydesk")


@cache
def _batch_definition(record: str) -> Any:
    return _data_source().add_dataframe_asset(record).add_batch_definition_whole_dataframe("batch")
