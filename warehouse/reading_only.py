"""What a reader's query may name: the tables, views and functions of the warehouse, and functions that reach nothing.

DuckDB itself keeps a sealed connection from files. A lake's connection has more in reach (the catalog's own server,
with its password), and new releases bring new functions; so what makes rows is allowed by name, not forbidden by name.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from warehouse.errors import QueryError
from warehouse.sql import compose, literal

# Table functions that read nothing but their arguments or the warehouse's own catalog.
_HARMLESS = frozenset(
    (
        "duckdb_columns", "duckdb_constraints", "duckdb_functions", "duckdb_schemas", "duckdb_tables", "duckdb_types",
        "duckdb_views", "generate_series", "json_each", "json_tree", "pragma_table_info", "range", "repeat",
        "repeat_row", "unnest",
    )
)  # fmt: skip
# Views of DuckDB that show where a database lies, for a lake with the password of its catalog.
_HIDDEN = frozenset(("duckdb_databases", "duckdb_logs", "pragma_database_list", "sqlite_master"))
_SCHEMAS = frozenset(("", "main", "information_schema", "pg_catalog"))
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?", re.IGNORECASE)
_ONLY_READS = "this command only reads the warehouse; begin the query with SELECT, FROM or DESCRIBE"


def require_reading(database: Any, statement: str) -> None:
    """Refuse a statement that is no query, or that names what is not of the warehouse. Raises QueryError."""
    for node in _nodes(_parsed(database, _EXPLAIN.sub("", statement, count=1))):
        if node.get("type") == "TABLE_FUNCTION":
            _require_function(database, str(node["function"]["function_name"]).lower())
        elif "table_name" in node and "schema_name" in node:
            _require_table(database, node)


def _parsed(database: Any, statement: str) -> Any:
    """The statement's tree as DuckDB parses it; only queries have one."""
    # As a literal: with the first parameter DuckDB's Python module imports pandas, which takes longer than a query.
    # The literal comes back, so that what is looked at is what will run.
    asked = compose("SELECT json_serialize_sql({text}), {text}", text=literal(statement))
    found, looked_at = database.execute(asked).fetchone()
    if looked_at != statement:
        raise QueryError(_ONLY_READS)
    try:
        tree = json.loads(found)
    except RecursionError as exc:
        raise QueryError("the query is nested too deeply; write it with fewer brackets") from exc
    if tree["error"]:
        raise QueryError(_ONLY_READS)
    return tree["statements"]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _require_function(database: Any, name: str) -> None:
    if name in _HARMLESS:
        return
    macros = "SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
    own = sorted(found for (found,) in database.execute(macros).fetchall())
    if name not in own:
        raise QueryError(
            f"{name}() is out of a reader's reach. Only the warehouse itself can be read here, with its own functions "
            f"({', '.join(own)}); open other files with DuckDB's own shell"
        )


def _require_table(database: Any, node: dict[str, Any]) -> None:
    catalog, schema, table = (str(node.get(f"{part}_name") or "").lower() for part in ("catalog", "schema", "table"))
    (own,) = database.execute("SELECT lower(current_database())").fetchone()
    # Of two names the first may be the database's.
    if catalog not in ("", own, "system") or schema not in _SCHEMAS | {own} or table in _HIDDEN:
        name = ".".join(part for part in (catalog, schema, table) if part)
        raise QueryError(f"{name}: out of a reader's reach; SHOW TABLES lists what there is")
