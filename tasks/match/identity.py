"""Which article a record is: the same id on every run and machine, as far as the record says who it is.

By address, else by the provider's own id within its source, else by source, day and heading. Identical content of one
source under another address is the same article. A heading is weak evidence ("Weather", "Letters"), so two articles
under one must also resemble each other; those that do not are numbered.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from schemas.article import Article
from schemas.flatten import address
from schemas.keys import fold, stable_key
from tasks.match.known import KnownVersion, Wanted

# Below this many words, equal wording may be a standing text such as "Video", so the day must agree too.
TELLING_WORDS = 25
# So many unlike articles may share source, day and heading; further ones go by their content.
NAMESAKES = 8
# Versions of one text share far more word pairs than this, unrelated texts far fewer.
SHARED_PAIRS = 0.2

# One page, whether asked for by http or https, with or without www.
_SPELLING = re.compile(r"^https?://(?:www\.)?")


class Register:
    """All versions that the articles of a batch may belong to: known ones, then those of the batch as they come."""

    def __init__(self, versions: Iterable[KnownVersion], addresses: Mapping[str, str]) -> None:
        self._versions: dict[str, list[KnownVersion]] = defaultdict(list)
        self._addresses = dict(addresses)
        self._by_provider: dict[tuple[str, str], list[KnownVersion]] = defaultdict(list)
        self._by_content: dict[tuple[str, str], list[KnownVersion]] = defaultdict(list)
        for version in versions:
            self.add(version)

    def add(self, version: KnownVersion) -> None:
        self._versions[version.article_id].append(version)
        if version.url:
            self.see(version.url, version.article_id)
        if version.provider_id:
            self._by_provider[version.source_id, version.provider_id].append(version)
        self._by_content[version.source_id, version.content_hash].append(version)

    def see(self, url: str, article_id: str) -> None:
        """Remember an address; the first article that was seen there keeps it."""
        self._addresses.setdefault(url, article_id)

    def versions(self, article_id: str) -> list[KnownVersion]:
        return self._versions[article_id]

    def at(self, url: str) -> str | None:
        return self._addresses.get(url)

    def with_provider_id(self, source_id: str, provider_id: str) -> list[KnownVersion]:
        return self._by_provider[source_id, provider_id]

    def with_content(self, source_id: str, content_hash: str) -> list[KnownVersion]:
        return self._by_content[source_id, content_hash]


def wanted(articles: Collection[Article]) -> Wanted:
    """The keys under which the articles may be known."""
    return Wanted(
        article_ids=frozenset(key for article in articles for key in own_keys(article)),
        urls=frozenset(url for article in articles if (url := address(article))),
        provider_ids=frozenset(article.provider_id for article in articles if article.provider_id),
        content_hashes=frozenset(article.content_hash for article in articles),
    )


def own_keys(article: Article) -> list[str]:
    """The ids that the article may get by itself, best first; several where only its heading tells who it is."""
    source_id, url = article.source.source_id, address(article)
    if url:
        return [stable_key("url", _SPELLING.sub("", url))]
    if article.provider_id:
        return [stable_key("provider", source_id, article.provider_id)]
    by_content = stable_key("content", source_id, article.content_hash)
    heading = fold(article.title or "")
    if not heading:
        return [by_content]
    by_heading = ("heading", source_id, article.published and article.published.day, heading)
    numbered = [stable_key(*by_heading, number) for number in range(1, NAMESAKES)]
    return [stable_key(*by_heading), *numbered, by_content]


def identify(article: Article, register: Register, resembles: Callable[[Article, KnownVersion], bool]) -> str:
    """The article's id: of the known article that it is, else its own."""
    known = (
        _known_by_address(article, register)
        or _known_by_provider_id(article, register)
        or _known_by_content(article, register)
    )
    keys = own_keys(article)
    if known or len(keys) == 1:
        return known or keys[0]
    for key in keys:
        namesakes = register.versions(key)
        if not namesakes or any(resembles(article, version) for version in namesakes):
            return key
    return keys[-1]


def resemble(text: str, other: str) -> bool:
    """Whether one text may be a version of the other: whether they share word pairs beyond chance."""
    pairs, other_pairs = _pairs(text), _pairs(other)
    smaller = min(len(pairs), len(other_pairs))
    if not smaller:
        return fold(text) == fold(other)
    return len(pairs & other_pairs) / smaller >= SHARED_PAIRS


def _pairs(text: str) -> set[tuple[str, str]]:
    words = fold(text).split()
    return set(itertools.pairwise(words))


def _known_by_address(article: Article, register: Register) -> str | None:
    url = address(article)
    return register.at(url) if url else None


def _known_by_provider_id(article: Article, register: Register) -> str | None:
    """A provider's id joins records only where one has no address: publishers use an id again for another page."""
    if not article.provider_id:
        return None
    versions = register.with_provider_id(article.source.source_id, article.provider_id)
    found = {version.article_id for version in versions if not version.url or not address(article)}
    return found.pop() if len(found) == 1 else None


def _known_by_content(article: Article, register: Register) -> str | None:
    day = article.published and article.published.day
    versions = [
        version
        for version in register.with_content(article.source.source_id, article.content_hash)
        if version.word_count >= TELLING_WORDS or version.published_on == day
    ]
    return (
        min(versions, key=lambda version: (version.first_seen_at, version.article_id)).article_id if versions else None
    )
