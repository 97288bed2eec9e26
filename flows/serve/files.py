"""The rows of every query as CSV or JSON, and the query itself: one address each that stays."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from flows.output import write_rows
from flows.serve.pages import MOST_ROWS, BadAddress, NotHere, site_of
from flows.serve.queries import Asked, ask, names, parameters_of

# Serves search results only, with a list that no address could hold.
_INNER = ("bodies",)
_READ: dict[str, Callable[[str], object]] = {
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "version": int,
    "days": int,
}
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "sql": "text/plain; charset=utf-8"}


def data(request: Request) -> Response:
    """The rows of a query as a file, or the query."""
    site, name, kind = site_of(request), request.path_params["name"], request.path_params["kind"]
    if name not in names() or name in _INNER or kind not in _MEDIA_TYPES:
        raise NotHere(f"{name}.{kind}: no such file; every table on a page leads to its own .csv, .json and .sql")
    asked = _asked(name, dict(request.query_params))
    headers = {
        "content-disposition": f'attachment; filename="{name}.{kind}"',
        "cache-control": "private, no-cache",
    }
    if kind == "sql":
        return Response(asked.as_text + "\n", headers=headers, media_type=_MEDIA_TYPES[kind])
    (answer,) = site.reader.ask(asked)
    return Response(_written(answer.table, kind), headers=headers, media_type=_MEDIA_TYPES[kind])


def _asked(name: str, given: dict[str, str]) -> Asked:
    must, may = parameters_of(name)
    values: dict[str, Any] = {"limit": MOST_ROWS, "offset": 0}
    for key, value in given.items():
        if key not in must | may or key in values:
            takes = ", ".join(sorted((must | may) - {"limit", "offset"})) or "nothing"
            raise BadAddress(f"{key[:40]}: this query takes {takes}")
        try:
            values[key] = _READ.get(key, str)(value)
        except ValueError as exc:
            expected = "a number" if _READ[key] is int else "a day, 2024-03-05"
            raise BadAddress(f"{key}={value[:40]}: expected {expected}") from exc
    if missing := must - set(values):
        raise BadAddress(f"{', '.join(sorted(missing))}: missing; the query needs it")
    return ask(name, **values)


def _written(table: pa.Table, kind: str) -> bytes:
    """As `copydesk sql` writes them, so that one place decides what a cell may hold."""
    target = io.StringIO(newline="")
    write_rows(table, kind, target)
    return target.getvalue().encode("utf-8", "replace")
