"""What keeps the page to itself: which hosts it answers to, what a browser may load, and who may send a form."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "copydesk_session"
# Pages bring no script, so none may run, whatever a text smuggles in.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Without the own address the browser would send forms with the origin "null".
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Guard:
    """Refuses hosts that it does not know, and adds the headers to every answer.

    A page elsewhere can point a name of its own at this machine; the Host header then holds that name.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        host = host_of(Headers(scope=scope).get("host", ""))
        if host in self._hosts:
            await self._app(scope, receive, with_headers)
            return
        mend = f"This page does not answer to the name {host[:80]!r}. Start it with --allow-host and the name.\n"
        await PlainTextResponse(mend, 421)(scope, receive, with_headers)


def host_of(header: str) -> str:
    """The host without its port, in lower case; empty where the header is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


class Tokens:
    """Tokens of forms: only who holds the session's cookie and was given the form has the right one."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, session: str) -> str:
        """The token of a session."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: str | None, token: object) -> bool:
        """Whether a form's token is that of the session."""
        return bool(session) and isinstance(token, str) and hmac.compare_digest(self.of(session or ""), token)


def new_session() -> str:
    """A session that nobody can guess."""
    return secrets.token_urlsafe(24)


def session_in(headers: Headers) -> str | None:
    """The session that the browser brings, if any."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie else None


def is_own(headers: Headers) -> bool:
    """Whether a form was sent by a page of this host: a browser says so in Origin, of every POST."""
    return bool(origin := headers.get("origin")) and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
