"""docs/quarantine.md explains every reason that a record can be held for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.check import load_suites

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "quarantine.md"

# Whatever makes a held record: its string arguments of this form are reasons.
MAKERS = {"Refusal", "Rejected", "Fault", "held"}
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def reasons_in_code() -> set[str]:
    files = (path for step in ("tasks", "flows") for path in (ROOT / step).rglob("*.py"))
    return {reason for path in files for reason in reasons(path)}


def reasons(path: Path) -> Iterator[str]:
    for given in (part for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for part in reason_of(node)):
        chosen = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
        for one in chosen:
            if isinstance(one, ast.Constant) and CODE.fullmatch(str(one.value)):
                yield str(one.value)


def reason_of(node: ast.AST) -> list[ast.expr]:
    """What may be a reason: an argument of what makes a held record, or what a variable `reason` is set to."""
    if isinstance(node, ast.Call) and name_of(node.func).lstrip("_") in MAKERS:
        return [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "reason")]
    if isinstance(node, ast.Assign) and [name_of(one) for one in node.targets] == ["reason"]:
        return [node.value]
    return []


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def reasons_in_suites() -> set[str]:
    suites = load_suites()
    return {rule.reason for rules in (*suites.rules.values(), suites.days) for rule in rules}


def sections() -> list[tuple[str, str]]:
    """The codes that the page explains, each with its text."""
    page = PAGE.read_text(encoding="utf-8")
    return re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)


def test_the_page_explains_every_reason_once_and_no_other() -> None:
    assert sorted(code for code, _ in sections()) == sorted(reasons_in_code() | reasons_in_suites())


@pytest.mark.parametrize(("code", "text"), sections(), ids=[code for code, _ in sections()])
def test_a_reason_s_section_says_what_it_means_and_how_to_mend_it(code: str, text: str) -> None:
    sentences = re.split(r"(?<=[.)])\s+", text.strip())
    assert len(sentences) >= 2, f"{code}: says what is wrong, not how to mend it"


def test_reasons_are_found_in_the_code_at_all() -> None:
    assert {"empty_file", "no_body", "bad_rows", "check_errored", "busy_server"} <= reasons_in_code()
