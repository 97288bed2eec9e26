"""A person: what they said over time, about whom, in which outlets, and what the press calls them."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from flows.serve import charts
from flows.serve.pages import PAGE_ROWS, NotHere, page_number, site_of, turned
from flows.serve.queries import ask
from flows.serve.reading import Answer

_MOST = 20


def person(request: Request) -> Response:
    """One person."""
    site, page = site_of(request), page_number(request)
    given = {"person": request.path_params["person_id"]}
    who, months, roles, about, quotes = site.reader.ask(
        ask("person", **given),
        ask("person_months", **given),
        ask("person_roles", **given, limit=_MOST),
        ask("person_about", **given, limit=_MOST),
        ask("person_quotes", **given, limit=PAGE_ROWS + 1, offset=(page - 1) * PAGE_ROWS),
    )
    if who.first is None:
        raise NotHere(
            "No current article names this person. Links of people can change when articles or corrections come in; "
            "search for the name."
        )
    return site.page(
        request,
        "person.html",
        who=who,
        months=months,
        plots=charts.bars(
            _by_month(months), "month", {"quotes": "quotations"}, title="Quotations by month", unit="month"
        ),
        outlets=_outlets(months),
        roles=roles,
        about=about,
        quotes=quotes,
        rows=quotes.rows[:PAGE_ROWS],
        page=page,
        first_row=(page - 1) * PAGE_ROWS + 1,
        earlier=turned(request, page - 1) if page > 1 else None,
        later=turned(request, page + 1) if len(quotes) > PAGE_ROWS else None,
    )


def _by_month(months: Answer) -> list[dict[str, object]]:
    counts: Counter[object] = Counter()
    for row in months:
        counts[row["month"]] += row["quotes"]
    return [{"month": month, "quotes": count} for month, count in counts.items() if month]


def _outlets(months: Answer) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for row in months:
        counts[row["source_name"] or "unknown"] += row["quotes"]
    return counts.most_common(_MOST)
