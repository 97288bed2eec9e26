"""Writes docs/tables.md from the tables and views: python -m warehouse.document [FILE]."""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from warehouse import search, views
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

PAGE = Path("docs/tables.md")
_HEAD = """# Tables and views

Written by `python -m warehouse.document` from `schemas/rows.py`, `schemas/decided.py`, `warehouse/views/` and
`warehouse/search/`: change those, not this page.

All offsets are code points, half-open, into the text of the row's `part`:
`substr(body, start_char + 1, end_char - start_char) = text`. Instants are `TIMESTAMP WITH TIME ZONE`, shown in UTC.
A column in **bold** is part of the table's key; a column with `?` may be null.
"""


def page() -> str:
    """The whole page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.duckdb")
        migrate(path)
        with open_warehouse(path, read_only=True) as connection:
            types = _types(connection)
    parts = [_HEAD, "## Views\n"]
    parts += [_view(view, types) for view in sorted(views.load(), key=lambda view: view.name)]
    parts += ["## Functions\n"]
    parts += [_function(function) for function in search.load()]
    parts += ["## Tables\n"]
    parts += [_table(table, types) for table in METADATA.tables.values()]
    return "\n".join(parts)


def _types(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Column types by table or view, as DuckDB has them."""
    types: dict[str, dict[str, str]] = {}
    found = connection.execute(
        sa.text(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
        )
    )
    for table, column, type_ in found:
        types.setdefault(table, {})[column] = type_
    return types


def _view(view: views.View, types: dict[str, dict[str, str]]) -> str:
    rows = [(f"`{column}`", type_, described(view, column)) for column, type_ in types[view.name].items()]
    return f"### {view.name}\n\n{view.answers}\n\n{_grid(rows)}"


def _function(function: search.Function) -> str:
    lines = [f"- `{name}`: {description}" for name, description in function.parameters.items()]
    return "\n".join([f"### {function.name}({', '.join(function.parameters)})\n\n{function.answers}\n", *lines, ""])


def described(view: views.View, column: str) -> str:
    """What a view's column holds: as its file says, else as a table says, the one that the view names first."""
    if column in view.columns:
        return view.columns[column]
    named = sorted(METADATA.tables.values(), key=lambda table: view.query.find(table.name) % len(view.query))
    for table in named:
        if column in table.columns:
            return table.columns[column].comment or ""
    raise LookupError(f"{view.name}.{column}: not described; add `-- {column}: …` to warehouse/views/{view.name}.sql")


def _table(table: sa.Table, types: dict[str, dict[str, str]]) -> str:
    rows = [
        (
            (f"**`{column.name}`**" if column.primary_key else f"`{column.name}`") + (" ?" if column.nullable else ""),
            types[table.name][column.name],
            column.comment or "",
        )
        for column in table.columns
    ]
    return f"### {table.name}\n\n{table.comment}\n\n{_grid(rows)}"


def _grid(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| {name} | {type_} | {text} |" for name, type_, text in rows]
    return "\n".join(["| column | type | what it holds |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.write_text(page(), "utf-8")
