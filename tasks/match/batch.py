"""Matching a batch: who each article is, whether it is new, and which story it is a copy of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from pydantic_core import PydanticSerializationError

from schemas.article import Article, MatchedArticle
from schemas.flatten import address
from schemas.keys import forgetting_keys, version_key
from schemas.rejection import Rejected
from tasks.match.copies import BatchBands, bands_of, nearest, signature_of
from tasks.match.identity import Register, identify, own_keys, resemble, wanted
from tasks.match.known import Known, KnownVersion
from tasks.match.versions import aware, place_of, same_version

# Articles of the batch are seen after everything that is known.
_NOW = datetime.max.replace(tzinfo=UTC)
_NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class _Placed:
    """An article and the version that it is; `repeat` as in MatchedArticle."""

    article: Article
    version: KnownVersion
    is_new: bool
    repeat: int = 0


def match_batch(
    known: Known, articles: Sequence[Article], signatures: Mapping[str, bytes] = _NONE
) -> list[MatchedArticle | Rejected]:
    """Each article with its identity and state, in the order given; those that cannot be stored as Rejected.

    An article that stands twice in the batch is matched against its first record: the same wording is unchanged,
    another one is a version of its own. `signatures` are of bodies for which they have been made already.
    """
    outcome, storable = _storable(known, articles)
    matched = iter(_group(known, _place(known, storable), signatures))
    return [next(matched) if refused is None else refused for refused in outcome]


def look_ahead(known: Known, articles: Sequence[Article]) -> list[Article]:
    """Those of a batch that will need enriching when it is matched, as far as can be told before others are loaded."""
    _, storable = _storable(known, articles)
    return [one.article for one in _place(known, storable) if one.state != "unchanged"]


def _storable(
    known: Known, articles: Sequence[Article]
) -> tuple[list[MatchedArticle | Rejected | None], list[Article]]:
    """What is known of each article without a look at others, and the articles of which nothing is."""
    keys = known.forgotten()
    outcome = [_unstorable(article) or _forgotten(article, keys) for article in articles]
    return outcome, [article for article, refused in zip(articles, outcome, strict=True) if refused is None]


def _unstorable(article: Article) -> Rejected | None:
    try:
        article.model_dump_json(exclude={"payload"})
    except PydanticSerializationError:
        return Rejected(
            stage="match",
            reason="unencodable_text",
            detail=f"{article.ref}: holds half a character (a lone surrogate), which no file can store; "
            "mend the escapes or the encoding of the input",
            source_ref=article.ref,
            input_id=article.input_id,
            payload=article.payload,
        )
    return None


def _forgotten(article: Article, keys: Collection[str]) -> MatchedArticle | None:
    """The article as one that needs no loading, where somebody had it, its address or its wording forgotten."""
    if not keys:
        return None
    urls = [url for url in (article.url, article.canonical_url) if url]
    wording = (article.source.source_id, article.content_hash)
    article_ids = own_keys(article)
    if not any(key in keys for one in article_ids for key in forgetting_keys(one, urls, [wording])):
        return None
    return MatchedArticle(
        article=article,
        article_id=article_ids[0],
        content_hash=article.content_hash,
        state="unchanged",
        version=1,
        is_current=False,
        forgotten=True,
    )


def _place(known: Known, articles: Sequence[Article]) -> list[MatchedArticle]:
    """Identify each article and find or make its version, one after the other."""
    keys = wanted(articles)
    register = Register(known.versions(keys), known.addresses(keys.urls))
    bodies = dict(known.bodies(_namesakes(articles, register)))

    def resembles(article: Article, version: KnownVersion) -> bool:
        return resemble(article.body, bodies.get(version.version_id, ""))

    placed = []
    for article in articles:
        article_id = identify(article, register, resembles)
        one = _place_one(article, article_id, register.versions(article_id))
        if one.is_new:
            register.add(one.version)
            bodies[one.version.version_id] = article.body
        if url := address(article):
            register.see(url, article_id)
        placed.append(one)
    return _numbered(placed, register)


def _namesakes(articles: Iterable[Article], register: Register) -> list[str]:
    """The versions whose bodies are needed: those of articles that are known by their heading alone."""
    several = [keys for article in articles if len(keys := own_keys(article)) > 1]
    return [version.version_id for keys in several for key in keys for version in register.versions(key)]


def _place_one(article: Article, article_id: str, versions: Sequence[KnownVersion]) -> _Placed:
    same = same_version(article, versions, _NOW)
    if same:
        return _Placed(article, same, is_new=False)
    repeat = sum(version.content_hash == article.content_hash for version in versions)
    version = KnownVersion(
        version_id=version_key(article_id, article.content_hash, repeat),
        article_id=article_id,
        # Provisional: after every version known so far, which is what decides where nothing else does.
        version=len(versions) + 1,
        source_id=article.source.source_id,
        url=address(article),
        provider_id=article.provider_id,
        content_hash=article.content_hash,
        metadata_hash=article.metadata_hash,
        status=article.status,
        word_count=article.word_count,
        published_on=article.published and article.published.day,
        updated_at=article.updated and article.updated.instant(article.source.timezone),
        version_at=article.version_at,
        fetched_at=article.fetched_at,
        first_seen_at=_NOW,
        copy_group=next((version.copy_group for version in versions if version.copy_group), None),
    )
    return _Placed(article, version, is_new=True, repeat=repeat)


def _numbered(placed: Sequence[_Placed], register: Register) -> list[MatchedArticle]:
    """The articles with the numbers that their versions have once all of the batch are in."""
    numbers: dict[str, tuple[int, bool]] = {}
    for article_id in {one.version.article_id for one in placed}:
        ordered = sorted(register.versions(article_id), key=place_of)
        for number, version in enumerate(ordered, start=1):
            numbers[version.version_id] = (number, version is ordered[-1] and version.status != "withdrawn")
    matched = []
    for one in placed:
        article_id = one.version.article_id
        is_first = one.is_new and one.version.version == 1
        number, is_current = numbers[one.version.version_id]
        matched.append(
            MatchedArticle(
                article=one.article,
                article_id=article_id,
                content_hash=one.version.content_hash,
                state="new" if is_first else "changed" if one.is_new else "unchanged",
                version=number,
                is_current=is_current,
                repeat=one.repeat,
                copy_group=one.version.copy_group,
            )
        )
    return matched


def sign(articles: Iterable[Article]) -> dict[str, bytes]:
    """The signatures of the articles by their bodies, for match_batch: they need no warehouse."""
    return {body: signature_of(body) for body in {one.body for one in articles}}


def _group(known: Known, matched: Sequence[MatchedArticle], made: Mapping[str, bytes]) -> list[MatchedArticle]:
    """Give the new versions their signatures, and copies the group of the story that they are most like."""
    bodies = {number: one.article.body for number, one in enumerate(matched) if one.state != "unchanged"}
    signatures = {number: made[body] if body in made else signature_of(body) for number, body in bodies.items()}
    bands = {number: bands_of(signature) for number, signature in signatures.items() if signature}
    candidates = known.candidates(bands) if bands else {}
    groups = {one.article_id: one.copy_group for one in matched if one.copy_group}
    batch = BatchBands()
    # Oldest first, for a group is named after its first member.
    for number in sorted(bands, key=lambda number: _age(matched[number])):
        article_id, signature = matched[number].article_id, signatures[number]
        if article_id not in groups:
            near = [*candidates.get(number, ()), *batch.candidates(bands[number])]
            if copied := nearest(article_id, signature, near):
                group = groups.get(copied.article_id) or copied.copy_group or copied.article_id
                groups[copied.article_id] = groups[article_id] = group
        batch.add(article_id, signature, bands[number])
    return [
        one.model_copy(
            update={
                "copy_group": groups.get(one.article_id),
                "signature": signatures.get(number, b""),
                "bands": bands.get(number, ()),
            }
        )
        for number, one in enumerate(matched)
    ]


def _age(one: MatchedArticle) -> datetime:
    return aware(one.article.version_at) or _NOW
