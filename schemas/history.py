"""What the warehouse holds of a source's past, day by day: what a new batch is compared with."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from schemas.record import Record


class SourceDay(Record):
    """One day of a source: sums over its current articles."""

    day: date = Field(description="day of publication; for articles without one the day they were first seen")
    articles: int
    words: int = Field(description="words of their bodies")
    without_author: int = Field(description="articles without a byline or credit")
    without_date: int = Field(description="articles without a date of publication")
    enriched: int = Field(description="articles in a language that the model reads")
    enriched_words: int = Field(description="words of these")
    without_quotes: int = Field(description="enriched articles without a quotation")
    quotes: int
    unresolved: int = Field(description="quotations whose speaker is not named")


class SourcePast(Record):
    """A source's last days that the warehouse holds, oldest first."""

    source_id: str
    days: tuple[SourceDay, ...] = ()


class SourceCalendar(Record):
    """How many articles of a source arrived for each day while they were news; a day that is not named had none."""

    source_id: str
    source_name: str
    timezone: str | None = Field(None, description="IANA time zone name")
    articles: Mapping[date, int]
