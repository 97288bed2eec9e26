"""SQL is written, not built: no statement is put together but by warehouse.sql, from what is written in the code.

Where a value would stand in a statement it is a parameter. The linter's S608 guards the tests; this guards the product.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for package in ("schemas", "tasks", "warehouse", "flows")
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts
)
# How a statement, or a piece of one that is joined to another, begins.
SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|WITH|FROM|WHERE|COPY|ATTACH|DETACH|CREATE|DROP|ALTER|SET|"
    r"CALL|PRAGMA|LOAD|INSTALL|COMMENT ON|USE|EXPLAIN|VALUES|ORDER BY|GROUP BY|LIMIT|JOIN|AND|OR)\s"
)
# What runs SQL, with the place of the statement among its arguments.
RUNS = {"exec_driver_sql": 0, "sa.text": 0, "execute": 0, "sql": 0, "run_query": 1, "query_arrow": 1}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def built(tree: ast.AST) -> Iterator[ast.expr]:
    """Every text that begins as SQL and that something is put into."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text, is_filled = node, any(isinstance(part, ast.FormattedValue) for part in node.values)
        elif isinstance(node, ast.BinOp):
            text, is_filled = node.left, isinstance(node.op, ast.Add | ast.Mod)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            text, is_filled = node.func.value, node.func.attr in ("format", "format_map", "replace", "join")
        else:
            continue
        if is_filled and SQL.match(shown(text)):
            yield node


def shown(node: ast.expr) -> str:
    """The text of a string as it is written, with a mark for each hole."""
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(shown(part) for part in node.values)
    return "?" if isinstance(node, ast.FormattedValue) else ""


def run_as_built(tree: ast.AST) -> Iterator[ast.expr]:
    """What is run as SQL and is put together in the same breath, however it begins."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (place := RUNS.get(run_by(node.func))) is not None:
            for argument in node.args[place : place + 1]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp) or name_of_call(argument) in ("format", "join"):
                    yield argument


def unwritten(tree: ast.AST) -> Iterator[ast.expr]:
    """Statements of compose() and Parts that are neither written in the code nor read from a .sql file."""
    constants = written_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in ("compose", "Part") and node.args:
            argument = node.args[0]
            of_a_file = name_of_call(argument) == "read_text" or ast.unparse(argument) == "view.query"
            if not (isinstance(argument, ast.Constant) or of_a_file or ast.unparse(argument) in constants):
                yield argument


def written_in(tree: ast.AST) -> set[str]:
    """Names that are only ever given to texts written in the code, singly or as a loop over some."""
    given: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                given.setdefault(ast.unparse(target), []).append(isinstance(node.value, ast.Constant))
        elif isinstance(node, ast.For):
            of_texts = isinstance(node.iter, ast.Tuple) and all(isinstance(one, ast.Constant) for one in node.iter.elts)
            given.setdefault(ast.unparse(node.target), []).append(of_texts)
        elif isinstance(node, ast.arg | ast.comprehension):
            name = node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
            given.setdefault(name, []).append(False)
    return {name for name, all_written in given.items() if all(all_written)}


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def run_by(function: ast.expr) -> str:
    """The name of a function, whoever's it is; with its module where others have one of that name too."""
    return "sa.text" if ast.unparse(function) == "sa.text" else name_of(function)


def name_of_call(node: ast.expr) -> str:
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def faults(path: Path) -> list[str]:
    tree = parsed(path)
    found = [*built(tree), *run_as_built(tree)]
    if path.name != "sql.py":
        found += unwritten(tree)
    return [f"{path.relative_to(ROOT)}:{one.lineno}: {ast.unparse(one)[:80]}" for one in found]


def test_no_statement_is_built_but_by_compose_from_what_is_written() -> None:
    assert [fault for path in FILES for fault in faults(path)] == []


def test_no_rule_of_the_linter_is_silenced_in_the_product() -> None:
    assert [path.name for path in FILES if "noqa: S608" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "code",
    [
        'run(f"SELECT * FROM {table}")',
        'run("SELECT * FROM t WHERE a = %s" % value)',
        'run("SELECT * FROM t WHERE a = " + value)',
        'run("DELETE FROM {}".format(table))',
        'run("UPDATE t SET a = b".replace("b", value))',
        'connection.exec_driver_sql(f"{verb} quotes")',
        'connection.execute("".join(parts))',
        'sa.text(f"TRUNCATE {table}")',
        "compose(statement, table=name(table))",
        'compose(f"SELECT {columns}")',
        "Part(value)",
        'query = "SELECT 1"\nquery = value\ncompose(query)',
        'def ask(query):\n    compose(query)\nquery = "SELECT 1"',
    ],
)
def test_the_rule_finds_what_it_is_for(code: str, tmp_path: Path) -> None:
    tree = ast.parse(code)
    assert [*built(tree), *run_as_built(tree), *unwritten(tree)]


@pytest.mark.parametrize(
    "code",
    [
        'run("SELECT a FROM t WHERE a = $a", {"a": value})',
        'query = "SELECT {columns} FROM t"\nrun(compose(query, columns=names(columns)))',
        'raise Error(f"{count} rows of {table} differ")',
    ],
)
def test_the_rule_leaves_alone_what_is_safe(code: str) -> None:
    tree = ast.parse(code)
    assert not [*built(tree), *run_as_built(tree), *unwritten(tree)]
