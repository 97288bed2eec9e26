"""Articles as the warehouse holds them, for a re-enrichment that reads no source again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from schemas.article import Article, MatchedArticle, Moment, Source
from schemas.keys import version_key
from schemas.record import Record
from warehouse.tables import ARTICLE_VERSIONS, QUOTES, SOURCES, STAGED_VERSIONS


class Stale(Record):
    """Which stored versions are meant."""

    other_than: str | None = None
    """Only those whose results are of another model or rule set than this."""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    """Name, domain or source_id of the outlet."""
    rule: str | None = None
    """Only those with a quotation that this rule found."""


def meant(stale: Stale) -> sa.Select[str]:
    """The ids of the versions that are meant."""
    of, at = ARTICLE_VERSIONS.c, SOURCES.c
    wanted = [
        stale.other_than is None or of.enrichment_version != stale.other_than,
        stale.since is None or of.published_on >= stale.since,
        stale.until is None or of.published_on <= stale.until,
        stale.source is None or sa.or_(*(column == stale.source for column in (at.name, at.domain, at.source_id))),
        stale.rule is None or of.version_id.in_(sa.select(QUOTES.c.version_id).where(QUOTES.c.method == stale.rule)),
    ]
    return (
        sa.select(of.version_id)
        .join(SOURCES, at.source_id == of.source_id)
        .where(*(one for one in wanted if one is not True))
    )


def select_stale(
    connection: sa.Connection, stale: Stale, enrichment_version: str, reads: Callable[[str | None], bool]
) -> list[str]:
    """The ids of the versions that are meant and have no new results staged yet, the oldest first.

    `reads` says of a language whether the model reads it: what it does not read has no results, whatever its version.
    """
    of, staged = ARTICLE_VERSIONS.c, STAGED_VERSIONS.c
    with connection.begin():
        languages = connection.scalars(sa.select(of.language).distinct()).all()
        unread = [one for one in languages if one is not None and not reads(one)]
        done = sa.select(staged.version_id).where(staged.enrichment_version == enrichment_version)
        query = (
            meant(stale)
            .where(sa.or_(of.language.is_(None), of.language.not_in(unread)), of.version_id.not_in(done))
            .order_by(of.published_on.nulls_last(), of.version_id)
        )
        return list(connection.scalars(query))


def stored_versions(connection: sa.Connection, version_ids: Sequence[str]) -> list[MatchedArticle]:
    """The versions as they were matched, in the order given; bylines and evidence are left where they are."""
    of = ARTICLE_VERSIONS.c
    query = (
        sa.select(*(column.label(f"v_{column.name}") for column in of), *SOURCES.c)
        .join(SOURCES, SOURCES.c.source_id == of.source_id)
        .where(of.version_id.in_(list(version_ids)))
    )
    with connection.begin():
        found = {row["v_version_id"]: _matched(dict(row)) for row in connection.execute(query).mappings()}
    return [found[version_id] for version_id in version_ids if version_id in found]


def _matched(row: Mapping[str, Any]) -> MatchedArticle:
    stored = {name.removeprefix("v_"): value for name, value in row.items() if name.startswith("v_")}
    article = Article(
        ref=stored["source_ref"],
        input_id=stored["source_ref"],
        shape=stored["shape"],
        status=stored["status"],
        source=Source(**{name: row[name] for name in Source.model_fields}),
        title=stored["title"],
        standfirst=stored["standfirst"],
        section=stored["section"],
        language=stored["language"],
        url=stored["url_given"],
        canonical_url=stored["url"],
        provider_id=stored["provider_id"],
        published=_published(stored),
        fetched_at=stored["fetched_at"],
        body=stored["body"],
        keywords=tuple(stored["keywords"]),
        notes=tuple(stored["notes"]),
    )
    return MatchedArticle(
        article=article,
        article_id=stored["article_id"],
        content_hash=stored["content_hash"],
        state="changed",
        version=stored["version"],
        is_current=stored["is_current"],
        repeat=_repeat(stored),
        copy_group=stored["copy_group"],
    )


def _published(stored: Mapping[str, Any]) -> Moment | None:
    if stored["published_on"] is None:
        return None
    precision = stored["published_precision"]
    return Moment(
        day=stored["published_on"],
        at=None if precision == "day" else stored["published_at"],
        precision=precision,
        zone_basis=stored["published_zone_basis"],
        raw=stored["published_raw"],
    )


def _repeat(stored: Mapping[str, Any]) -> int:
    """How many versions of the article had the same wording before: what its key was made of."""
    keys = (
        version_key(stored["article_id"], stored["content_hash"], repeat) for repeat in range(stored["version"] + 1)
    )
    return next((repeat for repeat, key in enumerate(keys) if key == stored["version_id"]), 0)
