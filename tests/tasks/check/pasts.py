"""The past of a source, for tests of drift: days alike but for a little wobble."""

from datetime import date, timedelta
from typing import Any

from schemas.history import SourceDay, SourcePast

FIRST = date(2024, 1, 1)


def past(source_id: str = "harbour", days: int = 40, **changes: Any) -> SourcePast:
    """Thirty articles a day of some 77 words, each with an author, a date and two quotations, as good() makes them."""
    return SourcePast(source_id=source_id, days=tuple(_day(number, changes) for number in range(days)))


def _day(number: int, changes: dict[str, Any]) -> SourceDay:
    plain = {
        "articles": 30,
        "words": 2310 + 30 * (number % 5),
        "without_author": 3 * (number % 2),
        "without_date": 0,
        "enriched": 30,
        "enriched_words": 2310,
        "without_quotes": 0,
        "quotes": 60,
        "unresolved": 3 * (number % 3),
    }
    return SourceDay(day=FIRST + timedelta(days=number), **(plain | changes))
