"""The rows of a batch as pandas frames, with the helper columns that the rules compare them with.

Every frame has `article`, the article's position in the batch, by which a failing row finds its article.
The helper columns are told in the head of each suite, since that is where rules use them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from schemas.article import Article, Moment
from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet
from schemas.keys import fold
from schemas.record import Record
from schemas.rows import ArticleAuthorRow, ArticleVersionRow, EntityRow, MentionRow, QuoteRow, RoleRow
from tasks.check.drift import SourceBatch, columns_of
from tasks.check.expectations import ARTICLE
from tasks.check.language import base_language, language_by_words
from tasks.check.rules import RECORD_TYPES, Rule, Suites

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, list[Any]]
Placed = tuple[int, EnrichedArticle, RowSet]

TOLERANCE = timedelta(days=1)
_INSTANTS = ("published_at", "updated_at", "fetched_at", "version_at", "embargo_at", "first_seen_at")
_WINDOWS = ("published_earliest", "updated_latest", "fetched_limit")
_PRECISIONS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "day": timedelta(days=1)}
# A day without a zone begins and ends somewhere on earth: from UTC+14 to UTC-12.
_FIRST_ZONE, _LAST_ZONE = timedelta(hours=14), timedelta(hours=12)


def build_frames(placed: Sequence[Placed], sources: Sequence[SourceBatch], suites: Suites) -> "dict[str, pd.DataFrame]":
    """One frame a record type, of the columns that its rules look at.

    `placed` is (position in the batch, the article, its own rows).
    """
    wanted = {record: _Wanted(suites.rules.get(record, ())) for record in RECORD_TYPES}
    columns = {
        "articles": _articles(placed, wanted["articles"]),
        "texts": _texts(placed),
        "authors": _rows(placed, "article_authors", ArticleAuthorRow, wanted["authors"]),
        "entities": _entities(placed, wanted["entities"]),
        "spans": _spans(placed),
        "mentions": _owned(placed, "mentions", MentionRow, wanted["mentions"]),
        "roles": _owned(placed, "roles", RoleRow, wanted["roles"]),
        "quotes": _quotes(placed, wanted["quotes"]),
        "sources": columns_of(sources),
    }
    return {
        record: frame_of({name: values for name, values in named.items() if name in wanted[record]})
        for record, named in columns.items()
    }


class _Wanted:
    """The columns that rules look at: `name in wanted`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        # A condition on rows names columns anywhere in its text; a rule on the table may speak of any.
        self._said = repr([rule.kwargs for rule in rules])
        self._all = any(rule.expect.startswith("expect_table_") for rule in rules)

    def __contains__(self, name: object) -> bool:
        return self._all or name == ARTICLE or str(name) in self._said


def frame_of(columns: Columns) -> "pd.DataFrame":
    """Columns as a frame of the types that rules expect."""
    import pandas as pd

    series = {}
    for name, values in columns.items():
        # Python's own strings: the Arrow-backed ones come with another regex dialect.
        raw = pd.Series(values, dtype=object)
        series[name] = pd.to_datetime(raw, utc=True) if name in _INSTANTS + _WINDOWS else _numbers_or_objects(raw)
    return pd.DataFrame(series)


def _numbers_or_objects(raw: "pd.Series[Any]") -> "pd.Series[Any]":
    known = {type(value) for value in raw if value is not None}
    return (
        raw.astype("float64" if float in known or raw.hasnans else "int64") if known and known <= {int, float} else raw
    )


def _rows(placed: Sequence[Placed], table: str, record: type[Record], wanted: _Wanted) -> Columns:
    rows = [(position, vars(row)) for position, _, rows in placed for row in getattr(rows, table)]
    columns: Columns = {name: [row[name] for _, row in rows] for name in record.model_fields if name in wanted}
    return {ARTICLE: [position for position, _ in rows], **columns}


def _articles(placed: Sequence[Placed], wanted: _Wanted) -> Columns:
    articles = [one.matched.article for _, one, _ in placed]
    versions = [row for _, _, rows in placed for row in rows.article_versions]
    return {
        **_rows(placed, "article_versions", ArticleVersionRow, wanted),
        "copy_of_key": _occurrences((row.article_id, row.version) for row in versions),
        "copy_of_version": _occurrences(row.version_id for row in versions),
        "hash_of_text": [article.content_hash for article in articles],
        "published_earliest": [_earliest(article.published) for article in articles],
        "updated_latest": [_latest(article.updated) for article in articles],
        "fetched_limit": [_shift(article.fetched_at, TOLERANCE) for article in articles],
        "zoneless_times": [_zoneless(article) for article in articles],
        "language_base": [base_language(article.language) for article in articles],
        "language_by_words": [language_by_words(article.body, article.language) for article in articles],
        "source_name": [article.source.name for article in articles],
        "source_domain": [article.source.domain for article in articles],
        "source_language_base": [base_language(article.source.language) for article in articles],
        "words_at_all": [f"{article.title or ''} {article.body}" for article in articles],
        "author_count": [len(rows.article_authors) for _, _, rows in placed],
        "entity_count": [len(rows.entities) for _, _, rows in placed],
        "quote_count": [len(rows.quotes) for _, _, rows in placed],
    }


def _occurrences(keys: Iterable[Any]) -> list[int]:
    seen: Counter[Any] = Counter()
    numbers = []
    for key in keys:
        seen[key] += 1
        numbers.append(seen[key])
    return numbers


def _earliest(moment: Moment | None) -> datetime | None:
    if moment is None:
        return None
    if moment.at:
        return moment.at
    return _shift(datetime.combine(moment.day, time.min, UTC), -_FIRST_ZONE)


def _latest(moment: Moment | None) -> datetime | None:
    if moment is None:
        return None
    if moment.at:
        return _shift(moment.at, _PRECISIONS.get(moment.precision, _PRECISIONS["day"]))
    return _shift(datetime.combine(moment.day, time.min, UTC), _PRECISIONS["day"] + _LAST_ZONE)


def _shift(at: datetime | None, by: timedelta) -> datetime | None:
    try:
        return at and at + by
    except OverflowError:
        return at


def _zoneless(article: Article) -> str | None:
    """The names of times that carry no zone, and so name no instant."""
    times = {
        "published": article.published and article.published.at,
        "updated": article.updated and article.updated.at,
        "fetched": article.fetched_at,
    }
    return ", ".join(name for name, at in times.items() if at and at.utcoffset() is None) or None


def _texts(placed: Sequence[Placed]) -> Columns:
    found = [
        (position, part, text)
        for position, one, _ in placed
        for part, text in _printed(one.matched.article)
        if text is not None
    ]
    return {name: [row[number] for row in found] for number, name in enumerate((ARTICLE, "part", "text"))}


def _printed(article: Article) -> Iterable[tuple[str, str | None]]:
    yield from _parts(article).items()
    yield "section", article.section
    yield "dateline", article.dateline
    for credit in article.credits:
        yield "author", credit.name


def _parts(article: Article) -> Mapping[str, str | None]:
    return {"title": article.title, "standfirst": article.standfirst, "body": article.body}


def _entities(placed: Sequence[Placed], wanted: _Wanted) -> Columns:
    entities = [(one, entity) for _, one, _ in placed for entity in one.enrichment.entities]
    texts = _Texts()
    return {
        **_rows(placed, "entities", EntityRow, wanted),
        "key": [entity.key for _, entity in entities],
        "mention_count": [len(entity.mentions) for _, entity in entities],
        "words_not_in_text": [texts.missing(one, entity.name) for one, entity in entities],
    }


def _owned(placed: Sequence[Placed], table: str, record: type[Record], wanted: _Wanted) -> Columns:
    """Rows that belong to an entity, with whether that entity is among their article's."""
    known = [({row.entity_id for row in rows.entities}, getattr(rows, table)) for _, _, rows in placed]
    return {
        **_rows(placed, table, record, wanted),
        "entity_found": [row.entity_id in entities for entities, rows in known for row in rows],
    }


def _quotes(placed: Sequence[Placed], wanted: _Wanted) -> Columns:
    names = {position: {row.entity_id: row.name for row in rows.entities} for position, _, rows in placed}
    quotes = [(position, one, row) for position, one, rows in placed for row in rows.quotes]
    texts = _Texts()
    return {
        **_rows(placed, "quotes", QuoteRow, wanted),
        "speaker_found": [
            row.speaker_entity_id is None or row.speaker_entity_id in names[position] for position, _, row in quotes
        ],
        "speaker_entity_name": [names[position].get(row.speaker_entity_id or "") for position, _, row in quotes],
        "speaker_words_not_in_text": [texts.missing(one, row.speaker_name) for _, one, row in quotes],
        "relayer_words_not_in_text": [texts.missing(one, row.relayed_by) for _, one, row in quotes],
    }


class _Texts:
    """The words of each article, made once and only where a name does not stand in it letter by letter."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._words: dict[int, set[str]] = {}

    def missing(self, one: EnrichedArticle, name: str | None) -> str | None:
        """The words of `name` that the article's text does not hold, or None."""
        key = id(one)
        if key not in self._texts:
            self._texts[key] = "\n".join(text for text in _parts(one.matched.article).values() if text)
        if name is None or name in self._texts[key]:
            return None
        if key not in self._words:
            self._words[key] = set(fold(self._texts[key]).split())
        return " ".join(word for word in fold(name).split() if word not in self._words[key]) or None


# Columns of text, start and end of each span that a table of rows holds, and what such a span is called.
_SPANS = (
    ("mentions", "mention", "text", "start_char", "end_char"),
    ("roles", "role", "text", "start_char", "end_char"),
    ("quotes", "quote", "text", "start_char", "end_char"),
    ("quotes", "cue", "cue_text", "cue_start_char", "cue_end_char"),
    ("quotes", "speaker", "speaker_text", "speaker_start_char", "speaker_end_char"),
    ("quoted_terms", "quoted_term", "text", "start_char", "end_char"),
)


def _spans(placed: Sequence[Placed]) -> Columns:
    names = (ARTICLE, "kind", "part", "start_char", "end_char", "text", "span_text", "part_length")
    columns: Columns = {name: [] for name in names}
    for position, one, rows in placed:
        parts = _parts(one.matched.article)
        for table, kind, *fields in _SPANS:
            for row in getattr(rows, table):
                text, start, end = (getattr(row, field) for field in fields)
                if text is None and start is None and end is None:
                    continue
                part = parts.get(row.part) or ""
                values = (position, kind, row.part, start, end, text, part[start:end], len(part))
                for name, value in zip(names, values, strict=True):
                    columns[name].append(value)
    return columns
