"""Deleting and changing rows, with counts."""

from collections.abc import Callable

import sqlalchemy as sa


def delete_rows(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    """Delete rows and say how many there were."""
    count = connection.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0
    if count:
        connection.execute(sa.delete(table).where(where))
    return count


def mask_column(connection: sa.Connection, column: sa.Column[str], mask: Callable[[str], str]) -> int:
    """Mask the texts of a column, and say how many texts changed."""
    changed = 0
    for text in connection.scalars(sa.select(column).where(column.is_not(None)).distinct()).all():
        if (masked := mask(text)) != text:
            connection.execute(sa.update(column.table).where(column == text).values({column.name: masked}))
            changed += 1
    return changed


def counted(counts: dict[str, int]) -> dict[str, int]:
    """The counts that are not zero."""
    return {name: count for name, count in counts.items() if count}
