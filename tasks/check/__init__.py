"""Check: nothing wrong gets in unseen."""

from tasks.check.days import check_days, load_day_limits
from tasks.check.drift import of_results
from tasks.check.expectations import Keep, load_great_expectations
from tasks.check.faults import LAYOUT, Waived
from tasks.check.gate import Checked, check_batch
from tasks.check.rules import Rule, Suites, load_suites

__all__ = [
    "LAYOUT",
    "Checked",
    "Keep",
    "Rule",
    "Suites",
    "Waived",
    "check_batch",
    "check_days",
    "load_day_limits",
    "load_great_expectations",
    "load_suites",
    "of_results",
]
