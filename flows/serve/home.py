"""Home, searching, the people who are quoted, and where a quotation was printed."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.serve.pages import PAGE_ROWS, BadAddress, NotHere, page_number, site_of, turned
from flows.serve.queries import Asked, ask
from flows.serve.reading import Answer

_LONGEST = 300
TYPES = ("direct", "indirect", "mixed")
PLACES = ("quotes", "articles")
_OUTLETS = 500
_LATEST = 12


def home(request: Request) -> Response:
    """The search, and the latest quotations."""
    site = site_of(request)
    totals, quotes, outlets = site.reader.ask(*first_questions())
    return site.page(
        request, "home.html", totals=totals.first, quotes=quotes, outlets=outlets, given=_Given({}), types=TYPES
    )


def first_questions() -> list[Asked]:
    """What the first page asks."""
    return [ask("totals"), ask("latest_quotes", limit=_LATEST, offset=0), _outlets()]


def search(request: Request) -> Response:
    """Quotations or articles that hold words, or the latest ones, narrowed down."""
    site, given, page = site_of(request), _Given(dict(request.query_params)), page_number(request)
    found, outlets = site.reader.ask(given.question(page), _outlets())
    rows = found.rows[:PAGE_ROWS]
    bodies: dict[str, str] = {}
    if given.place == "articles" and given.words and rows:
        (texts,) = site.reader.ask(ask("bodies", version_ids=[row["version_id"] for row in rows]))
        bodies = {row["version_id"]: row["body"] for row in texts}
    return site.page(
        request,
        "search.html",
        given=given,
        found=found,
        rows=rows,
        bodies=bodies,
        outlets=outlets,
        types=TYPES,
        **_turning(request, found, page, PAGE_ROWS),
    )


def people(request: Request) -> Response:
    """Who is quoted, most often first."""
    site, page = site_of(request), page_number(request)
    name = _short(request.query_params.get("name", ""), "name") or None
    (found,) = site.reader.ask(ask("people", name=name, limit=PAGE_ROWS * 2 + 1, offset=(page - 1) * PAGE_ROWS * 2))
    rows = found.rows[: PAGE_ROWS * 2]
    turning = _turning(request, found, page, PAGE_ROWS * 2)
    return site.page(request, "people.html", found=found, rows=rows, name=name or "", **turning)


def prints(request: Request) -> Response:
    """Where one quotation was printed, first one first."""
    site, page = site_of(request), page_number(request)
    question = ask(
        "quote_prints",
        copy_key=request.path_params["copy_key"],
        limit=PAGE_ROWS + 1,
        offset=(page - 1) * PAGE_ROWS,
    )
    (found,) = site.reader.ask(question)
    if not found.rows:
        raise NotHere("No current article prints this quotation; it may have been changed or corrected.")
    turning = _turning(request, found, page, PAGE_ROWS)
    return site.page(request, "prints.html", found=found, rows=found.rows[:PAGE_ROWS], **turning)


class _Given:
    """What a search was given. Raises BadAddress for what cannot be searched for."""

    def __init__(self, given: dict[str, str]) -> None:
        self.words = _short(given.get("q", ""), "q")
        self.place = _one_of(given.get("in") or "quotes", PLACES, "in")
        self.outlet = _short(given.get("outlet", ""), "outlet")
        self.speaker = _short(given.get("speaker", ""), "speaker")
        self.type = _one_of(given["type"], TYPES, "type") if given.get("type") else ""
        self.since = _day(given.get("since", ""), "since")
        self.until = _day(given.get("until", ""), "until")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was given."""
        return any((self.outlet, self.speaker, self.type, self.since, self.until))

    def question(self, page: int) -> Asked:
        """The query of one page."""
        has_words = any(char.isalnum() for char in self.words)
        if self.words and not has_words:
            raise BadAddress(
                f"{self.words!r}: no word to search for; give one or more, a phrase in quote marks, a star*"
            )
        narrowed: dict[str, Any] = {"outlet": self.outlet or None, "since": self.since, "until": self.until}
        if self.place == "quotes":
            narrowed |= {"speaker": self.speaker or None, "type": self.type or None}
        name = f"{'found' if has_words else 'latest'}_{self.place}"
        words = {"words": self.words} if has_words else {}
        return ask(name, **words, **narrowed, limit=PAGE_ROWS + 1, offset=(page - 1) * PAGE_ROWS)


def _outlets() -> Asked:
    return ask("outlets", limit=_OUTLETS, offset=0)


def _turning(request: Request, found: Answer, page: int, size: int) -> dict[str, Any]:
    """What a page needs to lead to the next and the one before."""
    more = len(found) > size
    return {
        "page": page,
        "first_row": (page - 1) * size + 1,
        "earlier": turned(request, page - 1) if page > 1 else None,
        "later": turned(request, page + 1) if more else None,
    }


def _short(given: str, name: str) -> str:
    if len(given) > _LONGEST:
        raise BadAddress(f"{name}: {len(given)} characters; give at most {_LONGEST}")
    return " ".join(given.replace("\x00", " ").split())


def _one_of(given: str, known: tuple[str, ...], name: str) -> str:
    if given not in known:
        raise BadAddress(f"{name}={given[:40]}: expected {', '.join(known)}")
    return given


def _day(given: str, name: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given[:20])
    except ValueError as exc:
        raise BadAddress(f"{name}={given[:40]}: no day; write 2024-03-05") from exc
