"""What corrections make of the rows that they are about, kept beside them: the decided_… tables.

Views show these rows in the place of the found ones, so that a warehouse of millions of rows pays for no correction
when it is read (docs/decisions/0015). Each .sql file here makes the table of its name, but for `concerned`.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from warehouse.arrow import registered
from warehouse.session import database_of
from warehouse.sql import Part, compose, name, names
from warehouse.tables import AUTHORITY, CORRECTIONS, METADATA

FOLDER = Path(__file__).parent
# Each after those that its query reads; those that are no tables of the warehouse are temporary.
_STEPS = (
    "rules",
    "decided_versions",
    "decided_dates",
    "near_entities",
    "near_quotes",
    "bearers",
    "split_entities",
    "person_anchors",
    "person_decisions",
    "entity_decisions",
    "quote_decisions",
    "decided_persons",
    "decided_entities",
    "decided_mentions",
    "decided_quotes",
)
_TABLES = {name: METADATA.tables[name] for name in _STEPS if name in METADATA.tables}
_DIFFER = """
SELECT EXISTS (FROM decided_now EXCEPT ALL FROM {table}) OR EXISTS (FROM {table} EXCEPT ALL FROM decided_now)
"""


class Touched(NamedTuple):
    """What a load added or changed, as far as corrections may be about it."""

    articles: Collection[str] = ()
    """Those that got a version."""
    names: Collection[str] = ()
    """Keys of the names in these versions."""
    changed_names: Collection[str] = ()
    """Names of which known rows got other people."""
    left_groups: Collection[str] = ()
    """Groups of copies that known quotations left."""
    zones: bool = False
    """Whether the zone of a known source is another now."""


def decided_queries() -> list[str]:
    """The rules by which corrections are worked out, as they are written."""
    return [(FOLDER / f"{step}.sql").read_text("utf-8") for step in _STEPS]


def settle_touched(connection: sa.Connection, touched: Touched) -> None:
    """Settle corrections after a load, in its transaction, where it touched what one of them is about."""
    kinds = {
        "article": touched.articles,
        "name": touched.names,
        "changed_name": touched.changed_names,
        "group": touched.left_groups,
        "zone": [""] * touched.zones,
    }
    rows = [{"kind": kind, "key": key} for kind, keys in kinds.items() for key in keys]
    if not rows:
        return
    import pyarrow as pa

    with registered(connection, "touched", pa.Table.from_pylist(rows)):
        concerned = connection.exec_driver_sql((FOLDER / "concerned.sql").read_text("utf-8")).scalar_one()
    if concerned:
        settle_corrections(connection)


def settle_corrections(connection: sa.Connection) -> None:
    """Work the tables out anew, in the caller's transaction: after every change of corrections or of what was found."""
    said = (CORRECTIONS, AUTHORITY, *_TABLES.values())
    if not connection.scalar(sa.select(sa.or_(*(sa.exists(sa.select(table)) for table in said)))):
        return
    database = database_of(connection)
    for step in _STEPS:
        query = Part((FOLDER / f"{step}.sql").read_text("utf-8"))
        if step in _TABLES:
            _replace(connection, database, _TABLES[step], query)
        else:
            database.execute(compose("CREATE OR REPLACE TEMP TABLE {table} AS {query}", table=name(step), query=query))


def _replace(connection: sa.Connection, database: Any, table: sa.Table, query: Part) -> None:
    """Write the rows of the query, if they are others than those of the table."""
    columns = names(column.name for column in table.columns)
    now = database.execute(compose("SELECT {columns} FROM ({query})", columns=columns, query=query)).to_arrow_table()
    with registered(connection, "decided_now", now):
        if connection.exec_driver_sql(compose(_DIFFER, table=name(table.name))).scalar_one():
            connection.execute(sa.delete(table))
            connection.exec_driver_sql(compose("INSERT INTO {table} BY NAME FROM decided_now", table=name(table.name)))
