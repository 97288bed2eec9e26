"""docs/quarantine.md explains every reason that a record can be held for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and name_of(call.func).lstrip("_") in MAKERS:
            given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "reason")]
            for argument in given:
                if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
                    yield str(argument.value)


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def reasons_in_suites() -> set[str]:
    return {rule.reason for rules in load_suites().rules.values() for rule in rules}


def test_the_page_explains_every_reason() -> None:
    explained = re.findall(r"^### (\w+)\n\S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted((reasons_in_code() | reasons_in_suites()) - set(explained)) == []
    assert len(explained) == len(set(explained))


def test_reasons_are_found_in_the_code_at_all() -> None:
    assert {"empty_file", "no_body", "bad_rows", "check_errored"} <= reasons_in_code()
