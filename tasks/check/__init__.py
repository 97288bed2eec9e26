"""Check: nothing wrong gets in unseen."""

from tasks.check.gate import Checked, check_batch
from tasks.check.rules import Rule, Suites, load_suites

__all__ = ["Checked", "Rule", "Suites", "check_batch", "load_suites"]
