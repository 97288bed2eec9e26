"""Keeping the versions of an article in order, and the members of a copy group together, after rows were added."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from schemas.rows import ArticleVersionRow
from warehouse.tables import ARTICLE_VERSIONS, VERSION_PARTS


def renumber(connection: sa.Connection, article_ids: Collection[str]) -> None:
    """Number the versions of articles that have several in the order of what they say of their own time.

    The last one is marked as the current. A late arrival of an old version shifts those after it, here and in the
    rows that hang on them.
    """
    if not article_ids:
        return
    ordered, versions = _ordered(article_ids), ARTICLE_VERSIONS.c
    is_shifted = (versions.version != ordered.c.number).label("is_shifted")
    moved = connection.execute(
        sa.select(ordered, is_shifted).where(
            versions.version_id == ordered.c.version_id,
            sa.or_(
                is_shifted,
                versions.is_current != ordered.c.newest,
                versions.first_published_at.is_distinct_from(ordered.c.first_published_at),
            ),
        )
    ).all()
    if not moved:
        return
    # Written out, so that the versions are looked through once more and not twice.
    numbered = sa.values(*(sa.column(column.name, column.type) for column in ordered.c), name="numbered")
    new = numbered.data([tuple(row)[:-1] for row in moved]).c
    connection.execute(
        sa.update(ARTICLE_VERSIONS)
        .where(versions.version_id == new.version_id)
        .values(version=new.number, is_current=new.newest, first_published_at=new.first_published_at)
    )
    # A newer version that comes, the usual case, shifts none: then what hangs on them is not looked through.
    shifted = [row.version_id for row in moved if row.is_shifted]
    for table in VERSION_PARTS if shifted else ():
        connection.execute(
            sa.update(table)
            .where(table.c.version_id.in_(shifted), table.c.version_id == versions.version_id)
            .where(table.c.version != versions.version)
            .values(version=versions.version)
        )


def _ordered(article_ids: Iterable[str]) -> sa.Subquery:
    """Each version with its place. Within one batch, where all were first seen at once, matching has set the order."""
    of = ARTICLE_VERSIONS.alias("of").c
    place = (
        sa.func.coalesce(of.version_at, of.first_seen_at),
        sa.func.coalesce(of.fetched_at, of.first_seen_at),
        of.first_seen_at,
        of.version,
    )
    number = sa.func.row_number().over(partition_by=of.article_id, order_by=place)
    count = sa.func.count().over(partition_by=of.article_id)
    return (
        sa.select(
            of.version_id,
            number.label("number"),
            sa.and_(number == count, of.status != "withdrawn").label("newest"),
            sa.func.min(of.published_at).over(partition_by=of.article_id).label("first_published_at"),
        )
        .where(of.article_id.in_(sorted(article_ids)))
        .subquery("ordered")
    )


def join_copies(connection: sa.Connection, loaded: Iterable[ArticleVersionRow]) -> None:
    """Write the group of new copies on the group's first member, and on the other versions of each member."""
    groups = {row.article_id: row.copy_group for row in loaded if row.copy_group}
    # The group is named after a member, which until now was nobody's copy.
    groups |= {group: group for group in groups.values() if group}
    if groups:
        versions = ARTICLE_VERSIONS.c
        connection.execute(
            sa.update(ARTICLE_VERSIONS)
            .where(versions.article_id.in_(list(groups)), versions.copy_group.is_(None))
            .values(copy_group=sa.case(groups, value=versions.article_id))
        )
        _name_groups(connection, set(groups.values()))


def _name_groups(connection: sa.Connection, groups: Iterable[str | None]) -> None:
    """Name the groups after their earliest members, whichever came first to the warehouse."""
    of = ARTICLE_VERSIONS.alias("of").c
    first = sa.func.first_value(of.article_id).over(
        partition_by=of.copy_group, order_by=(of.version_at.nulls_last(), of.article_id)
    )
    named = sa.select(of.copy_group, first.label("first")).where(of.copy_group.in_(sorted(map(str, groups))))
    found = named.distinct().subquery("named")
    versions = ARTICLE_VERSIONS.c
    connection.execute(
        sa.update(ARTICLE_VERSIONS)
        .where(versions.copy_group == found.c.copy_group, versions.copy_group != found.c.first)
        .values(copy_group=found.c.first)
    )
