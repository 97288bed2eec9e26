"""The warehouse: tables, migrations, views and sessions."""
