"""A batch against its sources' own past: one row a source, with each measure, its past value and their distance.

A measure is a quotient of sums, so that a batch and a past day are measured alike; tasks/check/data/drift.toml lists
them. What cannot be compared (too short a past, too small a batch) is null, and null passes every rule.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

from schemas.article import Source
from schemas.enrichment import EnrichedArticle
from schemas.flatten import RowSet
from schemas.history import SourceDay, SourcePast
from schemas.record import Record
from tasks.check.rules import Suites

_MEASURES = Path(__file__).parent / "data" / "drift.toml"
_NOT_ENRICHED = "none"
_DAILY = "articles_per_day"
_EXAMPLES = 3
_SUFFIXES = ("_past", "_drift", "_change")
_NO_DAY = SourceDay(
    day=date.min, articles=0, words=0, without_author=0, without_date=0, enriched=0, enriched_words=0,
    without_quotes=0, quotes=0, unresolved=0,
)  # fmt: skip

Columns = dict[str, list[Any]]
# A measure's value in the batch, how much of `per` it rests on, and the sums (of, per) of each past day.
_Taken = tuple[float | None, float, list[tuple[float, float]]]


class Measure(Record):
    """How one measure is taken; drift.toml says what each key means."""

    of: str
    per: str
    times: float = 1
    least: float
    floor: float
    relative: bool = False
    results: bool = False


class Measures(Record):
    """All measures by name, and the shortest past that a batch is compared with."""

    least_days: int
    least_articles: int
    measures: dict[str, Measure]


class SourceBatch(NamedTuple):
    """What a batch holds of one source: where its articles stand, each as a day of its own, and the source's past."""

    source: Source
    positions: tuple[int, ...]
    refs: tuple[str, ...]
    each: tuple[SourceDay, ...]
    new: tuple[bool, ...]
    past: SourcePast


class Compared(NamedTuple):
    """A measure of the batch; what is not known is None."""

    value: float | None = None
    past: float | None = None
    drift: float | None = None
    change: float | None = None


@cache
def load_measures() -> Measures:
    """The measures that ship with Copydesk."""
    return Measures.model_validate(tomllib.loads(_MEASURES.read_text(encoding="utf-8")))


def by_source(
    placed: Sequence[tuple[int, EnrichedArticle, RowSet]], past: Mapping[str, SourcePast]
) -> list[SourceBatch]:
    """The articles of a batch by their source, in the order of each source's first article."""
    groups: dict[str, list[tuple[int, EnrichedArticle, RowSet]]] = {}
    for one in placed:
        groups.setdefault(one[1].matched.article.source.source_id, []).append(one)
    return [
        SourceBatch(
            source=members[-1][1].matched.article.source,
            positions=tuple(position for position, _, _ in members),
            refs=tuple(one.matched.article.ref for _, one, _ in members),
            each=tuple(_as_day(rows) for _, _, rows in members),
            new=tuple(one.matched.state == "new" for _, one, _ in members),
            past=past.get(source_id, SourcePast(source_id=source_id)),
        )
        for source_id, members in groups.items()
    ]


def columns_of(batches: Sequence[SourceBatch]) -> Columns:
    """The frame of sources: `article` is the position of the source's first article in the batch."""
    measures = load_measures()
    columns: Columns = {
        "article": [batch.positions[0] for batch in batches],
        "source_id": [batch.source.source_id for batch in batches],
        "source_name": [batch.source.name for batch in batches],
        "articles": [len(batch.positions) for batch in batches],
        "past_days": [len(batch.past.days) for batch in batches],
        "past_articles": [sum(day.articles for day in batch.past.days) for batch in batches],
    }
    for name in measures.measures:
        found = [compare(batch, name) for batch in batches]
        columns[name] = [_number(one.value) for one in found]
        columns[f"{name}_past"] = [_number(one.past) for one in found]
        columns[f"{name}_drift"] = [_number(one.drift) for one in found]
        columns[f"{name}_change"] = [_number(one.change) for one in found]
    return columns


def compare(batch: SourceBatch, name: str) -> Compared:
    """One measure of a source's articles in the batch beside its past.

    `drift` counts standard deviations, up or down; `change` is the difference, or for a relative measure the share
    of the past value that was gained or lost.
    """
    measures = load_measures()
    measure = measures.measures[name]
    value, amount, pairs = _busiest_day(batch) if name == _DAILY else _quotient(batch, measure)
    known = sum(day.articles for day in batch.past.days)
    short = len(pairs) < measures.least_days or known < measures.least_articles
    if value is None or short or amount < measure.least:
        return Compared(value)
    past = sum(of for of, _ in pairs) / sum(per for _, per in pairs)
    spread = _spread(pairs, past, amount, measure)
    whole = past if measure.relative else 1.0
    return Compared(value, past, (value - past) / spread, (value - past) / whole if whole else math.inf)


def of_results(suites: Suites) -> Suites:
    """The suites for articles that are enriched anew: of a source only what enrichment finds is compared, and warns.

    The articles themselves are as they were, of whatever years; and what was switched is no batch of a source's.
    Where somebody was forgotten, the stored wording is masked and no longer that of its hash.
    """
    found = {name for name, measure in load_measures().measures.items() if measure.results}
    compared = tuple(
        rule.model_copy(update={"severity": "warn"})
        for rule in suites.rules["sources"]
        if _measure_of(str(rule.kwargs.get("column"))) in found
    )
    articles = tuple(rule for rule in suites.rules["articles"] if rule.name != "wording_matches_its_hash")
    return suites.model_copy(update={"rules": suites.rules | {"sources": compared, "articles": articles}})


def describe(batch: SourceBatch, column: str) -> str:
    """A failing row in words: the source, the measure now and before, and articles that show it."""
    name = _measure_of(column)
    if name not in load_measures().measures:
        return f"{batch.source.name}: {column}"
    found = compare(batch, name)
    before = ""
    if found.past is not None and found.drift is not None:
        before = f", before {found.past:.3g} over {len(batch.past.days)} days ({found.drift:+.1f} standard deviations)"
    value = "unknown" if found.value is None else f"{found.value:.3g}"
    return f"{batch.source.name}: {name} {value}{before}; for instance {', '.join(_examples(batch, name, found))}"


def _measure_of(column: str) -> str:
    return next((column.removesuffix(end) for end in _SUFFIXES if column.endswith(end)), column)


def _examples(batch: SourceBatch, name: str, found: Compared) -> list[str]:
    """The articles that move the measure most in the direction of its drift."""
    measure = load_measures().measures[name]
    up = 1 if (found.drift or 0) >= 0 else -1
    usual = (found.past or 0.0) / measure.times

    def pull(one: tuple[str, SourceDay]) -> float:
        # An article's own part beyond what so much of `per` would usually bring.
        return -up * (_of(one[1], measure.of) - usual * _of(one[1], measure.per))

    return [ref for ref, _ in sorted(zip(batch.refs, batch.each, strict=True), key=pull)[:_EXAMPLES]]


def _as_day(rows: RowSet) -> SourceDay:
    """One article as sums, like a day of the past."""
    (version,) = rows.article_versions
    enriched = version.enrichment_version != _NOT_ENRICHED
    return SourceDay(
        day=version.published_on or version.first_seen_at.date(),
        articles=1,
        words=version.word_count,
        without_author=not rows.article_authors,
        without_date=version.published_on is None,
        enriched=enriched,
        enriched_words=version.word_count if enriched else 0,
        without_quotes=enriched and not rows.quotes,
        quotes=len(rows.quotes),
        unresolved=sum(quote.speaker_name is None for quote in rows.quotes),
    )


def _sum(days: Sequence[SourceDay]) -> SourceDay:
    def add(one: SourceDay, other: SourceDay) -> SourceDay:
        names = [name for name in SourceDay.model_fields if name != "day"]
        return SourceDay(day=other.day, **{name: getattr(one, name) + getattr(other, name) for name in names})

    return reduce(add, days, _NO_DAY)


def _of(day: SourceDay, column: str) -> float:
    return 1 if column == "days" else float(getattr(day, column))


def _quotient(batch: SourceBatch, measure: Measure) -> _Taken:
    """The measure over the batch, and its sums by past day where there are any."""
    total = _sum(batch.each)
    amount = _of(total, measure.per)
    value = _of(total, measure.of) / amount * measure.times if amount else None
    pairs = [(_of(day, measure.of) * measure.times, _of(day, measure.per)) for day in batch.past.days]
    return value, amount, [pair for pair in pairs if pair[1]]


def _busiest_day(batch: SourceBatch) -> _Taken:
    """The most articles of one day, those that the warehouse has included; and the source's other days."""
    fresh = Counter(day.day for day, new in zip(batch.each, batch.new, strict=True) if new)
    before = {day.day: day.articles for day in batch.past.days}
    busiest = max((count + before.get(day, 0) for day, count in fresh.items()), default=0)
    others = [(float(day.articles), 1.0) for day in batch.past.days if day.day not in fresh]
    return float(busiest), float(len(fresh)), others


def _spread(pairs: Sequence[tuple[float, float]], past: float, amount: float, measure: Measure) -> float:
    """The standard deviation of a day's value, wider for a batch that is smaller than a day, and at least the floor."""
    total = sum(per for _, per in pairs)
    variance = sum(per * (of / per - past) ** 2 for of, per in pairs) / total
    smaller = max(1.0, total / len(pairs) / amount)
    floor = measure.floor * (past if measure.relative else 1.0)
    return max(math.sqrt(variance * smaller), floor, 1e-9)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
