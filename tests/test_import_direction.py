"""The direction of imports: schemas ← tasks ← flows, schemas ← warehouse ← flows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("schemas", "tasks", "warehouse", "flows")
STEPS = ("read", "normalise", "match", "enrich", "check", "load")
STEPS_THAT_REACH_THE_WAREHOUSE = ("match", "load")


def allowed(importer: str, imported: str) -> bool:
    """Whether a module of this name may import one of that name."""
    own, other = importer.split("."), imported.split(".")
    if other[0] not in PACKAGES:
        return other[0] != "prefect" or own[0] == "flows"
    if own[0] == "flows":
        return True
    if own[0] == "tasks" and other[0] == "tasks":
        return own[1:2] == other[1:2]
    if own[0] == "tasks" and other[0] == "warehouse":
        return own[1] in STEPS_THAT_REACH_THE_WAREHOUSE
    return other[0] in ("schemas", own[0])


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its direction"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "tasks" else (module,)


def test_every_import_keeps_the_direction() -> None:
    breaches = [
        f"{name} imports {imported}"
        for name, path in modules()
        for imported in imports(path)
        if not allowed(name, imported)
    ]
    assert breaches == []


def test_the_steps_are_the_folders_of_tasks() -> None:
    folders = {path.name for path in (ROOT / "tasks").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(STEPS)


@pytest.mark.parametrize(
    ("importer", "imported", "expected"),
    [
        ("tasks.read.feeds", "schemas.article", True),
        ("tasks.read.feeds", "tasks.normalise.dates", False),
        ("tasks.enrich.text", "warehouse.tables", False),
        ("tasks.load.batch", "warehouse.tables", True),
        ("schemas.rows", "tasks.load", False),
        ("warehouse.session", "tasks.load", False),
        ("tasks.check.gate", "prefect", False),
        ("flows.ingest", "prefect", True),
    ],
)
def test_a_breach_is_told_from_what_is_allowed(importer: str, imported: str, expected: bool) -> None:
    assert allowed(importer, imported) is expected
