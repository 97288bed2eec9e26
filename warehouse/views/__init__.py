"""The views: one .sql file each, named as the view; its first comment line says what it answers."""

import itertools
import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import sqlalchemy as sa

from warehouse.sql import Part, compose, literal, name

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class View:
    """A view: what it answers, the descriptions of its columns, and its query."""

    name: str
    answers: str
    columns: dict[str, str]
    query: str


def load() -> list[View]:
    """All views, each after those that it reads from."""
    views = {path.stem: _parse(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.sql"))}
    reads = {
        name: {other for other in views if other != name and re.search(rf"\b{other}\b", view.query)}
        for name, view in views.items()
    }
    return [views[name] for name in TopologicalSorter(reads).static_order()]


def create(connection: sa.Connection) -> None:
    """Make every view anew, in the caller's transaction."""
    for view in load():
        parts = {"view": name(view.name), "query": Part(view.query), "answers": literal(view.answers)}
        connection.exec_driver_sql(compose("CREATE OR REPLACE VIEW {view} AS\n{query}", **parts))
        connection.exec_driver_sql(compose("COMMENT ON VIEW {view} IS {answers}", **parts))


def _parse(name: str, text: str) -> View:
    """The first comment line, then `-- column: description` lines, then the query; comments in it are dropped."""
    lines = text.splitlines()
    header = [line.removeprefix("--").strip() for line in itertools.takewhile(_is_comment, lines)]
    columns = dict(line.split(": ", 1) for line in header[1:])
    query = "\n".join(line for line in lines if not _is_comment(line)).strip().rstrip(";")
    return View(name=name, answers=header[0], columns=columns, query=query)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("--")
