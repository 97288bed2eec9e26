"""What all pages share: the reader, the templates, and how an answer is sent."""

import hashlib
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from flows.serve import shown
from flows.serve.queries import Asked
from flows.serve.reading import Reader
from flows.serve.security import COOKIE, Tokens, new_session, session_in
from schemas.errors import UserError
from schemas.settings import Settings

FOLDER = Path(__file__).parent
PAGE_ROWS = 25
MOST_PAGES = 400
MOST_ROWS = 10_000
_SHOWN = (
    shown.day,
    shown.month,
    shown.moment,
    shown.published,
    shown.number,
    shown.counted,
    shown.share,
    shown.first_few,
    shown.by_article,
    shown.kind,
    shown.web_address,
    shown.language_of,
    shown.marked,
    shown.snippet,
)
# What decides which rows of a page come, not which page it is.
_ROWS_ALONE = ("limit", "offset")


class BadAddress(UserError):
    """An address that asks for something in a way that cannot be answered; its sentence says the mend."""


class NotHere(UserError):
    """Nothing lies at the address."""


@dataclass
class Site:
    """The pages of one warehouse."""

    settings: Settings
    reader: Reader
    edit: bool = False
    tokens: Tokens = field(default_factory=Tokens)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The templates; everything that they show is escaped."""
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update({one.__name__: one for one in _SHOWN})
        environment.globals.update(static=static_address, download=download_address, command=self.command, site=self)
        return environment

    def command(self, *words: str) -> str:
        """A command on this warehouse, to copy into a shell."""
        place = self.settings.place
        return shlex.join(["copydesk", *words, *(["--warehouse", str(place)] if isinstance(place, Path) else [])])

    def page(self, request: Request, template: str, *, status: int = 200, **shown_values: Any) -> Response:
        """A page as an answer: revalidated by its ETag; in an edition with forms never kept."""
        session = session_in(request.headers) if self.edit else None
        is_new = self.edit and session is None
        session = session or (new_session() if self.edit else None)
        token = self.tokens.of(session) if session else None
        text = self.templates.get_template(template).render(request=request, token=token, **shown_values)
        body = text.encode("utf-8", "replace")
        answer = _revalidated(request, body, "text/html; charset=utf-8", status, keep=not self.edit)
        if is_new and session:
            answer.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/")
        return answer


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def page_number(request: Request) -> int:
    """The page asked for, from 1. Raises BadAddress."""
    given = request.query_params.get("page", "1")
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST_PAGES):
        raise BadAddress(
            f"page={given[:40]}: pages go from 1 to {MOST_PAGES}; narrow the search down, or take the rows as a file"
        )
    return int(given)


def turned(request: Request, page: int) -> str:
    """The address of another page of the same."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "page" and value]
    return "?" + urlencode([*kept, ("page", str(page))])


def static_address(name: str) -> str:
    """The address of a file of the style; another one when the file changes."""
    return f"/static/{name}?v={_digest_of(name)}"


def _digest_of(name: str) -> str:
    return hashlib.sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:12]


def download_address(asked: Asked, kind: str) -> str:
    """Where the rows of a query come as a file."""
    given = {name: value for name, value in asked.parameters.items() if name not in _ROWS_ALONE}
    return f"/data/{asked.name}.{kind}" + (f"?{urlencode(given)}" if given else "")


def _revalidated(request: Request, body: bytes, media_type: str, status: int, *, keep: bool) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"cache-control": "private, no-cache", "etag": tag} if keep and status == 200 else {}
    headers = headers or {"cache-control": "no-store"}
    if keep and status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)
