"""Forms that say what is wrong: they record a correction or take one back, only where started with --edit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.correct import decide
from flows.serve.pages import PAGE_ROWS, BadAddress, Site, page_number, site_of, turned
from flows.serve.queries import ask
from flows.serve.security import is_own, session_in
from schemas.decided import CorrectionRow
from warehouse import corrections as decisions
from warehouse.correction_targets import Target, TargetKind, find_target
from warehouse.corrections import Decided, WrongCorrection
from warehouse.query import sealed
from warehouse.session import open_warehouse

_NAME_COOKIE = "copydesk_name"
_LARGEST_FORM = 20_000
_LONGEST = 2_000
_TARGETS: tuple[TargetKind, ...] = ("quote", "entity", "person", "article")

Given = Mapping[str, str]
Decide = Callable[[sa.Connection, str, Given, Decided], list[CorrectionRow]]

# What may be said of each kind of target: the form's value, and what it records.
_DECISIONS: dict[tuple[str, str], Decide] = {
    ("quote", "speaker"): lambda c, t, given, d: [decisions.right_speaker(c, t, given["name"], d)],
    ("quote", "nobody"): lambda c, t, given, d: [decisions.right_speaker(c, t, None, d)],
    ("quote", "not_a_quote"): lambda c, t, given, d: [decisions.not_a_quote(c, t, d)],
    ("entity", "rename"): lambda c, t, given, d: [decisions.rename(c, t, given["name"], d)],
    ("entity", "merge"): lambda c, t, given, d: [decisions.merge(c, t, given["other"], d)],
    ("entity", "split"): lambda c, t, given, d: decisions.split_person(c, t, [], d),
    ("person", "rename"): lambda c, t, given, d: [decisions.rename(c, t, given["name"], d)],
    ("person", "merge"): lambda c, t, given, d: [decisions.merge(c, t, given["other"], d)],
    ("article", "date"): lambda c, t, given, d: [decisions.wrong_date(c, t, given["date"], d)],
}


async def wrong(request: Request) -> Response:
    """The form for one quotation, entity, person or article; sent back, the correction."""
    kind, target_id = _target(request)
    if request.method != "POST":
        return await run_in_threadpool(_form, request, kind, target_id)
    given = await _sent(request)
    say = _DECISIONS.get((kind, given.get("what", "")))
    if say is None:
        raise BadAddress("say what is wrong: choose one of the answers of the form")
    made = await run_in_threadpool(
        _write, site_of(request), given, lambda c, decided: say(c, target_id, _Needed(given), decided)
    )
    return _thanks(f"/corrections?made={made}#c-{made}", given["by"])


async def undo(request: Request) -> Response:
    """Take a correction back."""
    given = await _sent(request)
    correction = given.get("correction", "")
    undone = await run_in_threadpool(
        _write, site_of(request), given, lambda c, decided: [decisions.undo(c, correction, decided)]
    )
    return _thanks(f"/corrections?undone={undone}#c-{undone}", given["by"])


def corrections(request: Request) -> Response:
    """What people corrected, the latest first; with --edit each can be taken back."""
    site, page = site_of(request), page_number(request)
    (found,) = site.reader.ask(ask("corrections", limit=PAGE_ROWS + 1, offset=(page - 1) * PAGE_ROWS))
    return site.page(
        request,
        "corrections.html",
        found=found,
        rows=found.rows[:PAGE_ROWS],
        by=_remembered(request),
        made=request.query_params.get("made"),
        undone=request.query_params.get("undone"),
        page=page,
        first_row=(page - 1) * PAGE_ROWS + 1,
        earlier=turned(request, page - 1) if page > 1 else None,
        later=turned(request, page + 1) if len(found) > PAGE_ROWS else None,
    )


class _Needed(dict[str, str]):
    """The fields of a form; one that is missing or empty is asked for."""

    def __getitem__(self, name: str) -> str:
        value = self.get(name, "").strip()
        if not value:
            raise WrongCorrection(f"{name}: empty; the answer that was chosen needs it")
        return value


def _target(request: Request) -> tuple[TargetKind, str]:
    named = [(kind, request.query_params[kind]) for kind in _TARGETS if kind in request.query_params]
    if len(named) != 1 or not named[0][1]:
        raise BadAddress("name one thing that is wrong: /wrong?quote=ID, entity=ID, person=ID or article=ID")
    return named[0]


def _form(request: Request, kind: TargetKind, target_id: str) -> Response:
    site = site_of(request)
    with open_warehouse(
        site.settings.place, read_only=True, lock_timeout=site.reader.lock_timeout, config=sealed(site.settings.place)
    ) as connection:
        target = find_target(connection, target_id, kind)
    (versions,) = site.reader.ask(ask("article_versions", article=target.article_id))
    current = next((row for row in versions if row["is_current"]), versions.rows[-1])
    shown, mentions = site.reader.ask(
        ask("article", article=target.article_id, version=current["version"]),
        ask("article_mentions", version_id=current["version_id"]),
    )
    named = {row["entity_id"]: row for row in mentions}
    return site.page(
        request,
        "wrong.html",
        kind=kind,
        target=target,
        article=shown.first,
        named=list(named.values()),
        others=_others(target, list(named.values())),
        by=_remembered(request),
    )


def _others(target: Target, named: list[dict[str, object]]) -> list[dict[str, object]]:
    """The article's other entities of the same type, with which one may be joined."""
    return [row for row in named if row["type"] == target.type and row["entity_id"] != target.id]


async def _sent(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent, from this browser. Raises HTTPException and BadAddress."""
    site = site_of(request)
    if not is_own(request.headers):
        raise HTTPException(403, "The form was not sent by a page of this server; nothing was recorded.")
    if int(request.headers.get("content-length", "0") or 0) > _LARGEST_FORM:
        raise BadAddress(f"the form is larger than {_LARGEST_FORM:,} bytes; say it shorter")
    form: FormData = await request.form(max_files=0, max_fields=20)
    given = {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}
    if not site.tokens.fits(session_in(request.headers), given.get("token")):
        raise HTTPException(
            403,
            "The form is from before the page was restarted. Go back, reload and send it again; nothing was recorded.",
        )
    if not given.get("by", "").strip():
        raise WrongCorrection("your name is empty; it stands beside the correction, so that others can ask you")
    return given


def _write(site: Site, given: Given, work: Callable[[sa.Connection, Decided], Sequence[CorrectionRow]]) -> str:
    """Record the decision; returns the id of its first row. Raises WarehouseBusy and what the work raises."""
    decided = Decided(by=" ".join(given["by"].split()), reason=given.get("reason", "taken back"), at=datetime.now(UTC))
    rows = decide(work, decided, site.settings.place, lock_timeout=site.reader.lock_timeout)
    return rows[0].correction_id


def _thanks(address: str, by: str) -> Response:
    answer = RedirectResponse(address, 303)
    # So that the name need not be typed each time; no page elsewhere sees it.
    answer.set_cookie(_NAME_COOKIE, quote(by.strip()[:100]), httponly=True, samesite="strict", max_age=31_536_000)
    return answer


def _remembered(request: Request) -> str:
    return unquote(request.cookies.get(_NAME_COOKIE, ""))[:100]
