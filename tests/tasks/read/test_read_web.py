"""Feeds and pages from a server: changed or not, its pace and rules, and each way in which a fetch fails."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from reading import SAFE, said
from servers import Site, serving

from schemas.cursor import Validators
from schemas.rejection import Refusal
from tasks.read import open_inputs, read_inputs
from tasks.read.fetch import refuse_private
from tasks.read.web import USER_AGENT, Web

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>
<item><title>Wall cracks</title><link>https://quay.example/1</link></item></channel></rss>"""
PAGE = "<html><body><p>Café.</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
LOCAL = SAFE.model_copy(
    update={"allow_private": True, "timeout": 5.0, "max_input_bytes": 10_000, "host_interval": 0.0, "first_wait": 0.0}
)


def read_one(site: Site, path: str, **changes: Any) -> Any:
    [outcome] = read_inputs([site.address + path], limits=LOCAL.model_copy(update=changes))
    return outcome


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 1))
        self.now += seconds

    def web(self, **changes: Any) -> Web:
        return Web(LOCAL.model_copy(update=changes), clock=lambda: self.now, sleep=self.sleep)


def test_a_feed_is_fetched_and_read():
    with serving({"/feed": (200, {"Content-Type": "application/rss+xml"}, FEED)}) as site:
        article = read_one(site, "/feed")
    assert (article.input_id, article.fields.title) == (f"{site.address}/feed#1", "Wall cracks")
    assert article.fetched_at is not None
    assert {one["User-Agent"] for one in site.headers} == {USER_AGENT}


def test_a_page_is_decoded_by_its_header_and_redirects_are_followed():
    page = (200, {"Content-Type": "text/html; charset=windows-1252"}, PAGE.encode("cp1252"))
    with serving({"/moved": (301, {"Location": "/page"}, b""), "/page": page}) as site:
        article = read_one(site, "/moved")
    assert (article.text, article.fields.url, article.ref) == (PAGE, f"{site.address}/page", f"{site.address}/moved")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE.encode(), mtime=0)),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())[2:-4]),
        ("gzip", gzip.compress(PAGE.encode()[:10], mtime=0) + gzip.compress(PAGE.encode()[10:], mtime=0) + b"\x00\x00"),
        ("gzip", PAGE.encode()),
        ("identity", PAGE.encode()),
    ],
)
def test_an_answer_is_unpacked_however_it_is_packed(encoding, packed):
    with serving({"/page": (200, {**HTML, "Content-Encoding": encoding}, packed)}) as site:
        assert read_one(site, "/page").text == PAGE


def test_name_and_password_go_to_the_server_and_nowhere_else():
    with serving({"/feed": (200, {}, FEED), "/gone": (410, {}, b"")}) as site:
        address = site.address.replace("http://", "http://ola:secret@")
        opened = list(open_inputs([f"{address}/feed", f"{address}/gone"], limits=LOCAL))
        outcomes = [outcome for one in opened for outcome in one.outcomes]
    assert {one["Authorization"] for one in site.headers if "Authorization" in one} == {"Basic b2xhOnNlY3JldA=="}
    assert [one.ref for one in opened] == [f"{site.address}/feed", f"{site.address}/gone"]
    assert "secret" not in f"{opened} {outcomes}"


# What has not changed costs nothing.


def test_a_server_is_asked_with_what_it_said_last_time():
    answers = {"/feed": (200, {"ETag": '"v1"', "Last-Modified": "Tue, 05 Mar 2024 08:00:00 GMT"}, FEED)}
    with serving(answers) as site:
        [first] = open_inputs([f"{site.address}/feed"], limits=LOCAL)
        assert len(list(first.outcomes)) == 1
        known = first.validators()
        [again] = open_inputs([f"{site.address}/feed"], limits=LOCAL, known=lambda _ref: known)
        assert (again.is_unchanged, list(again.outcomes), again.validators()) == (True, [], known)
    assert known is not None
    assert known.model_copy(update={"digest": None}) == Validators(
        etag='"v1"', last_modified="Tue, 05 Mar 2024 08:00:00 GMT"
    )
    assert site.headers[-1]["If-None-Match"] == '"v1"'
    assert site.headers[-1]["If-Modified-Since"] == "Tue, 05 Mar 2024 08:00:00 GMT"


def test_without_validators_of_the_server_the_content_says_whether_it_has_changed():
    with serving({"/feed": (200, {}, FEED)}) as site:
        [first] = open_inputs([f"{site.address}/feed"], limits=LOCAL)
        known = first.validators()
        [again] = open_inputs([f"{site.address}/feed"], limits=LOCAL, known=lambda _ref: known)
    assert (first.is_unchanged, again.is_unchanged) == (False, True)


def test_a_feed_that_has_changed_is_read_and_brings_new_validators():
    with serving({"/feed": [(200, {"ETag": '"v1"'}, FEED), (200, {"ETag": '"v2"'}, FEED.replace(b"1", b"2"))]}) as site:
        [first] = open_inputs([f"{site.address}/feed"], limits=LOCAL)
        known = first.validators()
        [again] = open_inputs([f"{site.address}/feed"], limits=LOCAL, known=lambda _ref: known)
        validators = again.validators()
    assert (again.is_unchanged, validators and validators.etag) == (False, '"v2"')


def test_not_modified_without_having_been_asked_is_a_failure():
    with serving({"/feed": (304, {}, b"")}) as site:
        assert read_one(site, "/feed").detail == f"{site.address}/feed: the server answered 304: check the address"


# The pace of each host, and trying again.


def test_requests_to_one_host_keep_their_distance():
    clock = Clock()
    with (
        serving({"/a": (200, HTML, b"<p>a</p>"), "/b": (200, HTML, b"<p>b</p>")}) as site,
        clock.web(host_interval=1.0) as web,
    ):
        for path in ("/a", "/b", "/a"):
            web.fetch(site.address + path)
    assert clock.slept == [1.0, 1.0]
    assert site.asked == ["/robots.txt", "/a", "/b", "/a"]


def test_a_host_may_ask_for_more_distance():
    clock = Clock()
    answers = {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 10\n"), "/a": (200, HTML, b"<p>a</p>")}
    with serving(answers) as site, clock.web(host_interval=1.0) as web:
        for _ in range(2):
            web.fetch(f"{site.address}/a")
    assert clock.slept == [10.0]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_a_while_that_doubles(status):
    clock = Clock()
    with (
        serving({"/a": [(status, {}, b""), (status, {}, b""), (200, HTML, PAGE.encode())]}) as site,
        clock.web(first_wait=2.0) as web,
    ):
        fetched = web.fetch(f"{site.address}/a")
    assert fetched.blob is not None
    assert clock.slept == [2.0, 4.0]


def test_a_dropped_connection_is_tried_again():
    def drop(request: BaseHTTPRequestHandler) -> None:
        site.answers["/a"] = (200, HTML, PAGE.encode())
        request.connection.close()

    with serving({"/a": drop}) as site:
        assert read_one(site, "/a").text == PAGE


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_will_not_pass_is_not_tried_again(status):
    with serving({"/a": (status, {}, b"")}) as site:
        held = read_one(site, "/a")
    assert (held.reason, site.asked) == ("fetch_failed", ["/robots.txt", "/a"])
    assert f"the server answered {status}: " in held.detail


def test_a_server_is_given_the_time_that_it_asks_for():
    clock = Clock()
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=41), usegmt=True)
    answers = {"/a": [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": until}, b""), (200, HTML, b"<p>a</p>")]}
    with serving(answers) as site, clock.web() as web:
        web.fetch(f"{site.address}/a")
    assert clock.slept[0] == 7.0
    assert 30 < clock.slept[1] <= 41


def test_a_server_that_asks_for_too_much_time_is_given_up_with_all_its_addresses():
    clock = Clock()
    with (
        serving({"/a": (429, {"Retry-After": "3600"}, b""), "/b": (200, HTML, b"<p>b</p>")}) as site,
        clock.web() as web,
    ):
        for path in ("/a", "/b"):
            with pytest.raises(Refusal, match="asks to wait 3600 seconds; try again later") as refusal:
                web.fetch(site.address + path)
            assert refusal.value.reason == "busy_server"
    assert (clock.slept, site.asked) == ([], ["/robots.txt", "/a"])


def test_a_server_that_stays_busy_is_held():
    with serving({"/a": (503, {}, b"")}) as site:
        held = read_one(site, "/a")
    assert (held.reason, site.asked) == ("busy_server", ["/robots.txt", "/a", "/a", "/a"])


# Rules for robots.


def test_what_robots_txt_closes_is_not_asked_for():
    robots = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    with serving({"/robots.txt": robots, "/private/a": (200, HTML, b"<p>a</p>")}) as site:
        held = read_one(site, "/private/a")
    assert (held.reason, site.asked) == ("closed_to_robots", ["/robots.txt"])
    assert held.detail.endswith("closes it; ask the publisher for access")


def test_where_a_redirect_leads_has_rules_too():
    robots = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    with serving({"/robots.txt": robots, "/a": (302, {"Location": "/private/a"}, b"")}) as site:
        assert read_one(site, "/a").reason == "closed_to_robots"


def test_rules_for_robots_can_be_switched_off():
    robots = (200, {}, b"User-agent: *\nDisallow: /\n")
    with serving({"/robots.txt": robots, "/a": (200, HTML, PAGE.encode())}) as site:
        assert read_one(site, "/a", obey_robots=False).text == PAGE
    assert site.asked == ["/a"]


@pytest.mark.parametrize("robots", [(404, {}, b""), (403, {}, b""), (200, {}, b"\x00\xff<html>"), (301, {}, b"")])
def test_without_rules_all_is_allowed(robots):
    with serving({"/robots.txt": robots, "/a": (200, HTML, PAGE.encode())}) as site:
        assert read_one(site, "/a").text == PAGE


def test_while_the_rules_cannot_be_had_nothing_is_fetched():
    with serving({"/robots.txt": (500, {}, b""), "/a": (200, HTML, PAGE.encode())}) as site:
        first, second = read_inputs([f"{site.address}/a", f"{site.address}/b"], limits=LOCAL)
    assert [one.reason for one in (first, second)] == ["fetch_failed", "fetch_failed"]
    assert first.detail == (
        f"{site.address}/a: asked for its robots.txt first: the server answered 500: try again later"
    )
    assert site.asked == ["/robots.txt"] * 3


# Hostile and broken servers.


def drip(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for ever."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        request.wfile.write(b"<")
        request.server.stopped.wait(0.02)  # type: ignore[attr-defined]


def drip_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        request.wfile.write(b"x")
        request.server.stopped.wait(0.02)  # type: ignore[attr-defined]


def cut(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html><body>")


def nonsense(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH_9\r\n")


def silent(request: BaseHTTPRequestHandler) -> None:
    request.server.stopped.wait(3)  # type: ignore[attr-defined]


CUT_GZIP = gzip.compress(PAGE.encode() * 100, mtime=0)[:-20]


@pytest.mark.parametrize(
    ("answer", "reason", "words"),
    [
        ((302, {"Location": "/a"}, b""), "redirect_loop", "redirected in circles"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "fetch_failed", "not an http(s) address"),
        ((302, {"Location": "http://[bad/"}, b""), "fetch_failed", "not a valid address"),
        (drip, "slow_server", "was not whole after 0.3 seconds"),
        (drip_headers, "slow_server", "was not whole after 0.3 seconds"),
        (silent, "slow_server", "does not answer in time"),
        (cut, "broken_answer", "breaks off"),
        (nonsense, "broken_answer", "is no HTTP"),
        ((200, {"Content-Length": "99999999999"}, b""), "too_large", "more than 10,000 bytes"),
        ((200, {}, b"x" * 20_000), "too_large", "more than 10,000 bytes"),
        ((200, {"Content-Encoding": "gzip"}, CUT_GZIP), "broken_answer", "breaks off while unpacking"),
        ((200, {"Content-Encoding": "gzip"}, b"\x1f\x8b" + b"\xff" * 99), "broken_answer", "cannot be unpacked"),
        ((200, {"Content-Encoding": "br"}, b"\x0b"), "fetch_failed", "packed as 'br', which was not asked for"),
        ((200, {"Content-Type": "application/rss+xml"}, b"\x89PNG\x00\x00"), "binary_file", "not text"),
        ((200, {"Content-Type": "text/html"}, b""), "empty_file", "nothing in it"),
    ],
)
def test_each_way_to_fail_has_its_own_reason(answer, reason, words):
    with serving({"/a": answer}) as site:
        held = read_one(site, "/a", timeout=0.5, answer_time=0.3 if answer in (drip, drip_headers) else 9.0, tries=1)
    assert said(held)["held"] == reason
    assert words in held.detail


def test_a_chain_of_redirects_ends_somewhere():
    answers = {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(20)}
    with serving(answers) as site:
        held = read_one(site, "/0")
    assert (held.reason, held.detail) == (
        "redirect_loop",
        f"{site.address}/0: more than 5 redirects; check the address",
    )


def test_a_bomb_is_stopped_long_before_it_is_unpacked():
    bomb = gzip.compress(bytes(30_000_000), 9, mtime=0)
    with serving({"/a": (200, {"Content-Encoding": "gzip"}, bomb)}) as site:
        held = read_one(site, "/a", max_input_bytes=100_000_000)
    assert (held.reason, held.detail) == (
        "archive_bomb",
        f"{site.address}/a: it unpacks to more than 200 times its size; leave it out",
    )


def test_a_lying_content_type_does_not_decide():
    with serving({"/a": (200, {"Content-Type": "image/png"}, FEED), "/b": (200, {"Content-Type": ";;"}, FEED)}) as site:
        assert [read_one(site, path).shape for path in ("/a", "/b")] == ["rss", "rss"]


def test_private_addresses_are_refused_unless_asked():
    with serving({"/feed": (200, {}, FEED)}) as site:
        given = [f"{site.address}/feed", "http://localhost:1/", "http://[::1]:1/", "http://169.254.169.254/latest/"]
        given += ["http://[::ffff:127.0.0.1]:1/", "http://0.0.0.0:1/", "http://224.0.0.1/"]
        assert {one.reason for one in read_inputs(given, limits=SAFE)} == {"private_address"}
    assert site.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "127.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "[fd00::1]", "[fe80::1]", "[fec0::1]", "[::]", "[::127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:0:10.0.0.1]",
        "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:c0a8:101::1]", "[2001:0:4136:e378::1]",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_written(host):
    [held] = read_inputs([f"http://{host}:1/feed"], limits=SAFE.model_copy(update={"tries": 1}))
    assert held.reason == "private_address"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::93.184.215.14"])
def test_a_public_address_is_not_refused(address):
    refuse_private(address)


@pytest.mark.parametrize("obey_robots", [True, False])
def test_a_redirect_to_a_private_address_is_refused(monkeypatch, obey_robots):
    monkeypatch.setattr(
        "tasks.read.fetch.refuse_private", lambda address: None if address == "127.0.0.1" else refuse_private(address)
    )
    with serving({"/feed": (302, {"Location": "http://127.0.0.2:1/secret"}, b"")}) as site:
        held = read_one(site, "/feed", allow_private=False, obey_robots=obey_robots)
    assert held.reason == "private_address"
    assert "127.0.0.2" in held.detail


def test_a_name_that_changes_its_address_is_refused_before_anything_is_sent(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("tasks.read.fetch.refuse_private_host", asked.append)
    with serving({"/feed": (200, {}, FEED)}) as site:
        [held] = read_inputs([f"{site.address}/feed"], limits=SAFE)
    assert (held.reason, asked, site.asked) == ("private_address", ["127.0.0.1"], [])


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/feed", "http://", "http://no host/", "http://[::1/", "http://a\x00/"]
)
def test_an_address_that_does_not_answer_is_held(address):
    [held] = read_inputs([address], limits=LOCAL)
    assert held.reason == "fetch_failed"
