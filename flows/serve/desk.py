"""The desk: outlets and their freshness, articles a day, what is held, runs and checks."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from flows.serve import charts
from flows.serve.pages import NotHere, site_of
from flows.serve.queries import Asked, ask
from flows.serve.reading import Answer

_DAYS = 90
_OUTLETS, _RUNS, _HELD, _CHECKS, _MOST = 100, 20, 50, 30, 15


def desk(request: Request) -> Response:
    """How the newsroom's intake does."""
    site = site_of(request)
    answers = site.reader.ask(*questions())
    totals, outlets, days, held, runs, check_days, failed = answers
    day_plots, check_plots = plots(answers)
    return site.page(
        request,
        "desk.html",
        totals=totals.first,
        outlets=outlets,
        days=days,
        day_plots=day_plots,
        held=held,
        runs=runs,
        check_days=check_days,
        check_plots=check_plots,
        failed=failed,
    )


def questions() -> list[Asked]:
    """What the desk asks."""
    return [
        ask("totals"),
        ask("outlets", limit=_OUTLETS, offset=0),
        ask("days", days=_DAYS),
        ask("held", limit=_HELD),
        ask("runs", limit=_RUNS, offset=0),
        ask("check_days", days=_DAYS),
        ask("failed_checks", limit=_CHECKS),
    ]


def plots(answers: Sequence[Answer]) -> tuple[list[str], list[str]]:
    """Articles a day, and failed expectations a day, of the answers to the desk's questions."""
    return (
        charts.bars(answers[2].rows, "day", {"articles": "articles"}, title="Articles a day", unit="day"),
        charts.bars(
            answers[5].rows, "day", {"failed": "failed expectations"}, title="Failed expectations a day", unit="day"
        ),
    )


def outlet(request: Request) -> Response:
    """One outlet: how fresh and complete it is, and whom it quotes."""
    site = site_of(request)
    (found,) = site.reader.ask(ask("outlet", source=request.path_params["source_id"]))
    if found.first is None:
        raise NotHere("No outlet has this id; the desk lists them all.")
    name = found.first["source_name"]
    days, people, latest = site.reader.ask(
        ask("days", days=_DAYS, outlet=name),
        ask("outlet_people", outlet=name, limit=_MOST),
        ask("latest_articles", outlet=name, limit=_MOST, offset=0),
    )
    return site.page(
        request,
        "outlet.html",
        outlet=found.first,
        found=found,
        days=days,
        plots=charts.bars(days.rows, "day", {"articles": "articles"}, title="Articles a day", unit="day"),
        people=people,
        latest=latest,
    )


def run(request: Request) -> Response:
    """One run: what was asked, what came of it, and which expectations it met."""
    site, given = site_of(request), {"run": request.path_params["run_id"]}
    found, checks, held = site.reader.ask(
        ask("run", **given), ask("run_checks", **given), ask("run_held", **given, limit=_HELD)
    )
    if found.first is None:
        raise NotHere("No run has this id; the desk lists the latest ones.")
    return site.page(request, "run.html", run=found.first, found=found, checks=checks, held=held)
