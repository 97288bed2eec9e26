"""The web for one run: each host's pace and rules kept, failures tried again, redirects followed."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from schemas.addresses import without_login
from schemas.article import SourceHint
from schemas.cursor import Validators
from schemas.rejection import Refusal
from tasks.read.blob import Blob
from tasks.read.decode import decode_leniently
from tasks.read.fetch import Answer, MayPass, get
from tasks.read.limits import NO_HINT, ReadLimits
from tasks.read.robots import ALLOW_ALL, ROBOTS_BYTES, Rules, parse_robots

if TYPE_CHECKING:
    import httpx

ROBOT = "copydesk"
USER_AGENT = f"{ROBOT}/0.1 (news enrichment; reads feeds and pages that its user names)"
_ACCEPT = "text/html, application/xhtml+xml, application/xml, application/rss+xml, application/json, */*;q=0.8"
# Answers that may be others a moment later.
_PASSING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Fetched:
    """What an address holds, and what the server says by which a later request can ask whether that has changed.

    `blob` is None where it has not changed since it had the validators that were asked with.
    """

    blob: Blob | None
    validators: Validators


class Web:
    """Fetches addresses one after the other; to be closed, or used in a `with` statement."""

    def __init__(
        self,
        limits: ReadLimits,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits, self._clock, self._sleep = limits, clock, sleep
        self._made: httpx.Client | None = None
        self._turns: dict[str, float] = {}
        self._rules: dict[str, Rules | Refusal] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._made:
            self._made.close()

    def fetch(self, url: str, hint: SourceHint = NO_HINT, before: Validators | None = None) -> Fetched:
        """The content of an address, unless it is as it was with the validators `before`.

        Raises Refusal, with a reason of its own for each way in which a fetch can fail.
        """
        fetched_at = datetime.now(UTC)
        try:
            final, answer = self._follow(url, _conditions(before), self._limits.obey_robots)
        except ValueError as exc:  # of the parts of an address
            raise Refusal("fetch_failed", f"not a valid address ({exc}); check its spelling") from exc
        if answer.status == 304 and before:
            return Fetched(None, _validators(answer, before))
        if answer.status != 200:
            raise Refusal("fetch_failed", _refused(answer.status))
        header = Message()
        header["Content-Type"] = answer.headers.get("content-type", "").replace("\n", " ")
        name = without_login(url)
        blob = Blob(
            ref=name,
            input_id=name,
            open=lambda: io.BytesIO(answer.data),
            limits=self._limits,
            hint=hint,
            media_type=header.get_content_type() if header["Content-Type"] else None,
            charset=header.get_content_charset(),
            url=without_login(final),
            fetched_at=fetched_at,
        )
        return Fetched(blob, _validators(answer, Validators()))

    def _follow(self, url: str, headers: dict[str, str], obey: bool) -> tuple[str, Answer]:
        """The address where redirects end, and what is there."""
        seen = {url}
        for _ in range(self._limits.max_redirects + 1):
            if obey and not (rules := self._rules_for(url)).allow(url):
                host = urlsplit(url).hostname
                raise Refusal("closed_to_robots", f"the robots.txt of {host} closes it; ask the publisher for access")
            delay = rules.delay if obey else None
            answer = self._get_patiently(url, headers, delay)
            target = answer.headers.get("location")
            if not (300 < answer.status < 400 and target):
                return url, answer
            url = urljoin(url, target)
            if url in seen:
                raise Refusal(
                    "redirect_loop", f"it is redirected in circles, to {without_login(url)[:200]}; check the address"
                )
            seen.add(url)
        raise Refusal("redirect_loop", f"more than {self._limits.max_redirects} redirects; check the address")

    def _get_patiently(self, url: str, headers: dict[str, str], delay: float | None) -> Answer:
        """One answer, asked for again where that may help, each request in the host's turn."""
        limits, host = self._limits, urlsplit(url).netloc
        for attempt in range(1, limits.tries + 1):
            self._wait_for_turn(host)
            try:
                answer = get(self._client(), url, headers, limits)
                if answer.status not in _PASSING:
                    return answer
                reason = "busy_server" if answer.status in (429, 503) else "fetch_failed"
                failure = MayPass(Refusal(reason, _refused(answer.status)), _asked_wait(answer))
            except MayPass as exc:
                failure = exc
            finally:
                self._turns[host] = self._clock() + max(limits.host_interval, min(delay or 0, limits.longest_wait))
            back_off = limits.first_wait * 2 ** (attempt - 1)
            wait = back_off if failure.wait is None else failure.wait
            if failure.wait is not None or attempt < limits.tries:
                self._turns[host] = max(self._turns[host], self._clock() + wait)
        raise failure.refusal

    def _wait_for_turn(self, host: str) -> None:
        wait = self._turns.get(host, 0.0) - self._clock()
        if wait > self._limits.longest_wait:
            raise Refusal("busy_server", f"{host.rpartition('@')[2]} asks to wait {wait:.0f} seconds; try again later")
        if wait > 0:
            self._sleep(wait)

    def _rules_for(self, url: str) -> Rules:
        """The robots rules of the address's host, fetched once a run."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return ALLOW_ALL  # no address: the request itself says so
        if origin not in self._rules:
            self._rules[origin] = self._fetch_rules(f"{origin}/robots.txt")
            if self._turns.get(parts.netloc, 0.0) <= self._clock() + self._limits.host_interval:
                # The page that is wanted need not wait for the rules' sake.
                self._turns.pop(parts.netloc, None)
        found = self._rules[origin]
        if isinstance(found, Refusal):
            raise found
        return found

    def _fetch_rules(self, url: str) -> Rules | Refusal:
        """The rules; all is allowed where there are none, and nothing where the server cannot say (RFC 9309)."""
        try:
            _, answer = self._follow(url, {}, obey=False)
        except Refusal as refusal:
            if refusal.reason in ("redirect_loop", "too_large", "archive_bomb", "broken_answer"):
                return ALLOW_ALL  # as good as none
            if refusal.reason == "private_address":
                return refusal
            return Refusal(refusal.reason, f"asked for its robots.txt first: {refusal.detail}")
        if answer.status == 200:
            return parse_robots(decode_leniently(answer.data[:ROBOTS_BYTES]), ROBOT)
        return ALLOW_ALL

    def _client(self) -> httpx.Client:
        import httpx  # imported late: most runs read files

        if self._made is None:
            self._made = httpx.Client(
                headers={"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
                timeout=self._limits.timeout,
                # At one request a second a kept connection saves little, and its peer was looked at long ago.
                limits=httpx.Limits(max_keepalive_connections=0),
                # A proxy of the environment would hide which peer is connected to.
                trust_env=False,
            )
        return self._made


def _conditions(before: Validators | None) -> dict[str, str]:
    """What a server is asked with, so that it need not send again what has not changed."""
    given = {"If-None-Match": before and before.etag, "If-Modified-Since": before and before.last_modified}
    return {name: value for name, value in given.items() if value}


def _validators(answer: Answer, before: Validators) -> Validators:
    """What the server says now, over what was known before."""
    given = {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
    return before.model_copy(update={name: value for name, value in given.items() if value})


def _refused(status: int) -> str:
    mend = {
        401: "it asks for a log-in; give the file instead",
        402: "it asks for a payment; give the file instead",
        403: "it forbids the request; ask the publisher for access",
        404: "nothing is there; check the address",
        410: "it is gone for good; take the address out",
        429: "too many requests; ask less often or raise host_interval",
    }.get(status, "try again later" if status >= 500 else "check the address")
    return f"the server answered {status}: {mend}"


def _asked_wait(answer: Answer) -> float | None:
    """The seconds that Retry-After asks for, given as a number or as a date; None where it asks for none."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
