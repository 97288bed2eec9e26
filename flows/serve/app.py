"""The application: which address leads to which page, and what people see when something is wrong."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from flows.serve import article, desk, files, home, person, wrong
from flows.serve.pages import FOLDER, BadAddress, NotHere, Site, site_of
from flows.serve.reading import Outdated, Reader, TooSlow
from flows.serve.security import Guard
from schemas.errors import UserError
from schemas.settings import Settings
from warehouse.correction_targets import UnknownTarget
from warehouse.corrections import WrongCorrection
from warehouse.errors import WarehouseError
from warehouse.publish import default_copy

# How long one question of a page may take, and how long a page waits for a warehouse that a run holds, in seconds.
PATIENCE = 15.0
PAGE_LOCK_TIMEOUT = 5.0
_LOG = logging.getLogger("copydesk.serve")
_STATUS = {
    BadAddress: 400,
    WrongCorrection: 400,
    UnknownTarget: 404,
    NotHere: 404,
    WarehouseError: 503,
    TooSlow: 503,
    Outdated: 503,
}
_WORDS = {
    400: "That cannot be answered",
    403: "Not allowed",
    404: "Nothing here",
    405: "Not like this",
    500: "Something went wrong",
    503: "Not now",
}


def create_app(settings: Settings, *, edit: bool, hosts: Iterable[str]) -> Starlette:
    """The pages over the warehouse of the settings; with `edit` over the warehouse itself, and with forms."""
    timeout = min(settings.lock_timeout, PAGE_LOCK_TIMEOUT)
    # Who corrects must see the correction; the copy would show it after the next `copydesk publish` only.
    copy = None if edit else published_copy(settings)
    reader = Reader(settings.place, copy, lock_timeout=timeout, patience=PATIENCE)
    routes = [
        Route("/", home.home),
        Route("/search", home.search),
        Route("/people", home.people),
        Route("/quote/{copy_key}", home.prints),
        Route("/article/{article_id}", article.article),
        Route("/article/{article_id}/version/{version:int}", article.article),
        Route("/article/{article_id}/changes/{version:int}", article.changes),
        Route("/person/{person_id}", person.person),
        Route("/desk", desk.desk),
        Route("/outlet/{source_id}", desk.outlet),
        Route("/run/{run_id}", desk.run),
        Route("/corrections", wrong.corrections),
        Route("/data/{name}.{kind}", files.data),
        Route("/favicon.ico", lambda _: Response(status_code=204)),
        *([Route("/wrong", wrong.wrong, methods=["GET", "POST"])] if edit else []),
        *([Route("/undo", wrong.undo, methods=["POST"])] if edit else []),
        Mount("/static", _Static(directory=FOLDER / "static")),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={UserError: _refused, HTTPException: _stopped, 500: _failed},
        lifespan=_lifespan,
    )
    app.state.site = Site(settings, reader, edit=edit)
    return app


def published_copy(settings: Settings) -> Path:
    """Where a copy for readers would lie."""
    return settings.published or default_copy(settings.place)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    Thread(target=_warm, args=(app.state.site,), daemon=True).start()
    yield
    app.state.site.reader.close()


def _warm(site: Site) -> None:
    """Ask what the first pages ask, and draw a first plot, so that the first person need not wait for it."""
    try:
        site.reader.ask(*home.first_questions(), *desk.questions())
        desk.plots(site.reader.ask(*desk.questions()))
    except UserError as exc:
        _LOG.warning("%s", exc)
    except Exception:
        _LOG.exception("the pages could not be prepared; they are made when somebody asks")


async def _refused(request: Request, exc: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(exc, kind)), 500)
    return _error(request, status, str(exc))


async def _stopped(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    mend = {
        404: "There is no such page. The address may be cut off; the search finds articles and people.",
        405: "This page only reads. Start it with --edit to record corrections.",
    }.get(exc.status_code, str(exc.detail))
    return _error(request, exc.status_code, mend)


async def _failed(request: Request, exc: Exception) -> Response:
    return _error(
        request, 500, f"{type(exc).__name__}. The terminal in which `copydesk serve` runs has the details; report it."
    )


def _error(request: Request, status: int, mend: str) -> Response:
    answer = site_of(request).page(
        request, "error.html", status=status, heading=_WORDS.get(status, "Not like this"), mend=mend
    )
    if status == 503:
        answer.headers["retry-after"] = "10"
    return answer


class _Static(StaticFiles):
    """Files of the style; their addresses change with them, so they may be kept."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        answer = super().file_response(*arguments, **options)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer
