"""Run by Alembic: migrates over the connection that warehouse.migrate hands in, in one transaction."""

import duckdb_sqlalchemy.alembic_impl  # noqa: F401  (registers the dialect with Alembic)
from alembic import context

from warehouse.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
