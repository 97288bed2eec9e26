"""What matching asks the warehouse, as a protocol: the logic beside it needs no database."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

from schemas.article import ArticleStatus
from schemas.record import Record


class KnownVersion(Record):
    """A version that the warehouse holds, or that stands earlier in the batch."""

    version_id: str
    article_id: str
    version: int
    source_id: str
    url: str | None
    provider_id: str | None
    content_hash: str
    metadata_hash: str
    status: ArticleStatus
    word_count: int
    published_on: date | None
    updated_at: datetime | None
    version_at: datetime | None
    fetched_at: datetime | None
    first_seen_at: datetime
    copy_group: str | None


class Candidate(Record):
    """A version that shares bands with a body, and what it is compared by."""

    article_id: str
    copy_group: str | None
    signature: bytes


class Wanted(Record):
    """Everything by which the articles of a batch may be known already."""

    article_ids: frozenset[str]
    urls: frozenset[str]
    provider_ids: frozenset[str]
    content_hashes: frozenset[str]


class Known(Protocol):
    """The warehouse, as matching sees it."""

    def versions(self, wanted: Wanted) -> Collection[KnownVersion]:
        """All versions of every article that any of the keys points at."""

    def addresses(self, urls: Collection[str]) -> Mapping[str, str]:
        """article_id by address, for those of the addresses that are known, aliases among them."""

    def bodies(self, version_ids: Collection[str]) -> Mapping[str, str]:
        """The bodies of the versions."""

    def forgotten(self) -> Collection[str]:
        """The forgetting_keys of every article that may not come back."""

    def candidates(self, probes: Mapping[int, Collection[int]]) -> Mapping[int, Collection[Candidate]]:
        """For each probe, a number with its band keys, the versions that share most bands with it."""


class NothingKnown:
    """An empty warehouse."""

    def versions(self, wanted: Wanted) -> Collection[KnownVersion]:
        return ()

    def addresses(self, urls: Collection[str]) -> Mapping[str, str]:
        return {}

    def bodies(self, version_ids: Collection[str]) -> Mapping[str, str]:
        return {}

    def forgotten(self) -> Collection[str]:
        return ()

    def candidates(self, probes: Mapping[int, Collection[int]]) -> Mapping[int, Collection[Candidate]]:
        return {}
