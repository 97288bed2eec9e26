"""Where a record stands among the versions of its article.

Versions are ordered by what the article says of itself (updated, then published), else by when it was fetched, else by
when it was first seen; loading orders by the same rule.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import overload

from schemas.article import Article
from tasks.match.known import KnownVersion

Place = tuple[datetime, datetime, datetime, int]


def place_of(version: KnownVersion) -> Place:
    """What versions are sorted by."""
    seen = aware(version.first_seen_at)
    return (aware(version.version_at) or seen, aware(version.fetched_at) or seen, seen, version.version)


def same_version(article: Article, known: Sequence[KnownVersion], now: datetime) -> KnownVersion | None:
    """The known version that the article is once more; None where it is a version of its own.

    The wording of an earlier version makes a new one only where another wording stood between the two.
    """
    alike = [version for version in known if _alike(article, version)]
    if not alike:
        return None
    stated = aware(article.version_at)
    if stated is None:
        # Nothing says when this wording stood, so it is no evidence of a change.
        return max(alike, key=place_of)
    for version in alike:
        if aware(version.version_at) == stated:
            return version
    here = (stated, aware(article.fetched_at) or now, now, 0)
    ordered = sorted(known, key=place_of)
    before = [version for version in ordered if place_of(version) <= here]
    after = [version for version in ordered if place_of(version) > here]
    if before and before[-1] in alike:
        return None if _corrects(article, before[-1]) else before[-1]
    return after[0] if after and after[0] in alike else None


def _alike(article: Article, version: KnownVersion) -> bool:
    """Equal wording; a withdrawal often repeats the article, but is not the same version."""
    withdrawals = (article.status == "withdrawn", version.status == "withdrawn")
    return article.content_hash == version.content_hash and withdrawals[0] == withdrawals[1]


def _corrects(article: Article, version: KnownVersion) -> bool:
    """Whether only section, credits or dates were corrected: the article must itself say that it was updated.

    Feeds differ in what they say of one article, so a difference alone is not a correction.
    """
    if article.updated is None or article.metadata_hash == version.metadata_hash:
        return False
    updated_before = aware(version.updated_at)
    return updated_before is None or article.updated.instant(article.source.timezone) > updated_before


@overload
def aware(at: datetime) -> datetime: ...
@overload
def aware(at: None) -> None: ...
def aware(at: datetime | None) -> datetime | None:
    """The instant with a zone: UTC where it has none, as it is stored."""
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
