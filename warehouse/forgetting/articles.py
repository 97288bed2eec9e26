"""Forgetting an article: all its versions, and what hangs on them."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from schemas.keys import forgetting_keys
from warehouse.decided import settle_corrections
from warehouse.forgetting.payloads import erase_payloads
from warehouse.forgetting.register import NothingToForget, Outcome, remember
from warehouse.forgetting.rows import counted, delete_rows, mask_column
from warehouse.key_index import leave_index
from warehouse.persons import renew_names
from warehouse.quote_copies import regroup_some
from warehouse.search import unindex_versions
from warehouse.tables import ARTICLE_URLS, ARTICLE_VERSIONS, CORRECTIONS, CURSORS, ENTITIES, METADATA, QUOTES, RUNS

# A shorter headline ("Weather") stands in other raw inputs too.
TELLING_TITLE = 20


def forget_article(connection: sa.Connection, article: str, *, now: datetime) -> Outcome:
    """Forget all versions of the article with this id or address. Raises NothingToForget."""
    article_id = _article_id(connection, article)
    versions = connection.execute(sa.select(ARTICLE_VERSIONS).where(ARTICLE_VERSIONS.c.article_id == article_id)).all()
    aliases = connection.scalars(sa.select(ARTICLE_URLS.c.url).where(ARTICLE_URLS.c.article_id == article_id))
    urls = {url for row in versions for url in (row.url, row.url_given) if url} | set(aliases)
    wordings = [(row.source_id, row.content_hash) for row in versions]
    remember(connection, forgetting_keys(article_id, urls, wordings), "article", now)

    # The n-th article of a feed is another one tomorrow, so its place tells nothing.
    refs = {row.source_ref for row in versions if "#" not in row.source_ref} | urls
    telling = urls | {row.title for row in versions if row.title and len(row.title) >= TELLING_TITLE}

    def mask(text: str) -> str:
        for url in sorted(urls, key=len, reverse=True):
            text = text.replace(url, "forgotten")
        return text

    erased, unreadable = erase_payloads(
        connection, refs=refs, tells=lambda text: any(words in text for words in telling), mask=mask
    )
    deleted = _delete(connection, article_id, [row.version_id for row in versions])
    deleted["cursors"] += delete_rows(connection, CURSORS, CURSORS.c.source_ref.in_(sorted(refs)))
    settle_corrections(connection)
    masked = {"quarantine": erased, "runs": mask_column(connection, RUNS.c.parameters, mask)}
    return Outcome(deleted=counted(deleted), masked=counted(masked), unreadable_payloads=unreadable)


def _article_id(connection: sa.Connection, article: str) -> str:
    versions, urls = ARTICLE_VERSIONS.c, ARTICLE_URLS.c
    found = set(
        connection.scalars(
            sa.select(versions.article_id)
            .where(sa.or_(versions.article_id == article, versions.url == article, versions.url_given == article))
            .union(sa.select(urls.article_id).where(urls.url == article))
        )
    )
    if len(found) != 1:
        which = f"{len(found)} articles were seen at" if found else "no article has the id or address"
        raise NothingToForget(f"{which} {article}; give the article_id or url of one, as the view `articles` has them")
    return str(found.pop())


def _delete(connection: sa.Connection, article_id: str, version_ids: Collection[str]) -> Counter[str]:
    """Delete the rows of every table that says which article or version they belong to."""
    of = QUOTES.c
    copy_keys = connection.scalars(sa.select(of.copy_key).where(of.article_id == article_id).distinct()).all()
    at = ENTITIES.c
    name_keys = connection.scalars(sa.select(at.name_key).where(at.article_id == article_id).distinct()).all()
    leave_index(connection)
    deleted = Counter({"search_documents": unindex_versions(connection, version_ids)})
    # A correction may join a person of this article with one of another.
    deleted["corrections"] += delete_rows(connection, CORRECTIONS, CORRECTIONS.c.other_article_id == article_id)
    for table in METADATA.tables.values():
        if "article_id" in table.c:
            deleted[table.name] += delete_rows(connection, table, table.c.article_id == article_id)
        elif "version_id" in table.c:
            deleted[table.name] += delete_rows(connection, table, table.c.version_id.in_(version_ids))
    regroup_some(connection, copy_keys)
    renew_names(connection, name_keys)
    return deleted
