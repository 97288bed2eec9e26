"""When an article appeared, changed and may be used, and what decided about the zone."""

from dataclasses import dataclass

from schemas.article import Evidence, Moment, RawFields
from tasks.normalise.dates import MONTH_ONLY, DateContext, moment_of


@dataclass(frozen=True)
class ArticleDates:
    """The moments of an article, with notes on what stayed open and the evidence for zones that were not printed."""

    published: Moment | None
    updated: Moment | None
    embargo: Moment | None
    notes: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def dates_of(fields: RawFields, context: DateContext) -> ArticleDates:
    """The moments that the fields name. An update that is stamped before the publication is left out, with a note."""
    published, notes = moment_of(fields.published, context)
    updated, more = moment_of(fields.updated, context)
    embargo, _ = moment_of(fields.embargo, context, future=True)
    if published and updated and _is_before(updated, published):
        # The stamp is the draft's: no reader saw a change before there was an article.
        updated, more = None, (*more, "date:updated-before-published")
    evidence = (*_zone_evidence("published", published, context), *_zone_evidence("updated", updated, context))
    if MONTH_ONLY in notes:
        evidence = (*evidence, Evidence(field="published", rule=MONTH_ONLY, raw=fields.published))
    return ArticleDates(published, updated, embargo, (*notes, *more), evidence)


def _zone_evidence(field: str, moment: Moment | None, context: DateContext) -> tuple[Evidence, ...]:
    if moment is None or moment.zone_basis not in ("source", "country"):
        return ()
    raw = context.timezone if moment.zone_basis == "source" else context.country
    return (Evidence(field=field, rule=f"zone:{moment.zone_basis}", raw=raw),)


def _is_before(one: Moment, other: Moment) -> bool:
    if one.at and other.at:
        return one.at < other.at
    return one.day < other.day
