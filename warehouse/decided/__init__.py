"""What corrections make of the rows that they are about, kept beside them: the decided_… tables.

Views show these rows in the place of the found ones, so that a warehouse of millions of rows pays for no correction
when it is read. docs/decisions/0015 says why; each .sql file here fills the table of its name.
"""

from pathlib import Path

import sqlalchemy as sa

from warehouse.arrow import registered
from warehouse.tables import (
    AUTHORITY,
    CORRECTIONS,
    DECIDED_DATES,
    DECIDED_ENTITIES,
    DECIDED_MENTIONS,
    DECIDED_PERSONS,
    DECIDED_QUOTES,
    DECIDED_VERSIONS,
)

FOLDER = Path(__file__).parent
# Each after those that its query reads.
TABLES = (DECIDED_VERSIONS, DECIDED_DATES, DECIDED_PERSONS, DECIDED_ENTITIES, DECIDED_MENTIONS, DECIDED_QUOTES)
_DIFFER = """
SELECT EXISTS (FROM decided_now EXCEPT ALL FROM {table}) OR EXISTS (FROM {table} EXCEPT ALL FROM decided_now)
"""


def settle_corrections(connection: sa.Connection) -> None:
    """Work the tables out anew, in the caller's transaction: after every change of corrections or of what was found."""
    said = (CORRECTIONS, AUTHORITY, *TABLES)
    if not connection.scalar(sa.select(sa.or_(*(sa.exists(sa.select(table)) for table in said)))):
        return
    database = connection.connection.driver_connection
    assert database is not None
    for table in TABLES:
        columns = ", ".join(column.name for column in table.columns)
        query = (FOLDER / f"{table.name}.sql").read_text("utf-8")
        now = database.execute(f"SELECT {columns} FROM ({query})").to_arrow_table()  # noqa: S608
        with registered(connection, "decided_now", now):
            if connection.exec_driver_sql(_DIFFER.format(table=table.name)).scalar_one():
                connection.execute(sa.delete(table))
                connection.exec_driver_sql(f"INSERT INTO {table.name} BY NAME FROM decided_now")
