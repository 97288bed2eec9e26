"""New results of a re-enrichment that wait beside the old ones."""

from collections.abc import Collection

import sqlalchemy as sa

from warehouse.tables import STAGED_RESULTS, STAGED_VERSIONS


def unstage(connection: sa.Connection, version_ids: Collection[str]) -> int:
    """Delete what is staged of these versions, in the caller's transaction, and say of how many something was."""
    of = STAGED_VERSIONS.c.version_id
    # Looks first: hardly ever is anything there, and to find nothing in all tables costs every batch.
    staged = list(connection.scalars(sa.select(of).where(of.in_(list(version_ids)))))
    if staged:
        for table in (STAGED_VERSIONS, *STAGED_RESULTS.values()):
            connection.execute(sa.delete(table).where(table.c.version_id.in_(staged)))
    return len(staged)
