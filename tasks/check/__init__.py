"""Check: nothing wrong gets in unseen."""

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
    "load_great_expectations",
    "load_suites",
]
