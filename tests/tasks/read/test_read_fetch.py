"""Addresses, against a server of our own on loopback."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from reading import SAFE, said

from tasks.read import read_inputs
from tasks.read.fetch import USER_AGENT

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>
<item><title>Wall cracks</title><link>https://quay.example/1</link></item></channel></rss>"""
PAGE = "<html><body><p>Café.</p></body></html>".encode("cp1252")
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/feed": (200, {"Content-Type": "application/rss+xml"}, FEED),
    "/page": (200, {"Content-Type": "text/html; charset=windows-1252"}, PAGE),
    "/moved": (301, {"Location": "/page"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/gone": (410, {}, b"gone"),
    "/large": (200, {"Content-Type": "text/plain"}, b"x" * 100_000),
    "/empty": (200, {"Content-Type": "text/html"}, b""),
}
LOCAL = SAFE.model_copy(update={"allow_private": True, "timeout": 5.0, "max_input_bytes": 10_000})


class Handler(BaseHTTPRequestHandler):
    agents: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.agents.append(self.headers["User-Agent"])
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_feed_is_fetched_and_read(server):
    [article] = read_inputs([f"{server}/feed"], limits=LOCAL)
    assert (article.input_id, article.fields.title) == (f"{server}/feed#1", "Wall cracks")
    assert article.fetched_at is not None
    assert Handler.agents[-1] == USER_AGENT


def test_a_page_is_decoded_by_its_header_and_redirects_are_followed(server):
    [article] = read_inputs([f"{server}/moved"], limits=LOCAL)
    assert (article.text, article.fields.url, article.ref) == (
        "<html><body><p>Café.</p></body></html>",
        f"{server}/page",
        f"{server}/moved",
    )


@pytest.mark.parametrize(
    ("path", "reason", "words"),
    [
        ("/gone", "fetch_failed", "the server answered 410"),
        ("/loop", "fetch_failed", "more than 5 redirects"),
        ("/large", "too_large", "more than 10,000 bytes"),
        ("/empty", "empty_file", "nothing in it"),
    ],
)
def test_what_cannot_be_fetched_is_held(server, path, reason, words):
    [held] = read_inputs([f"{server}{path}"], limits=LOCAL)
    assert said(held)["held"] == reason
    assert words in held.detail


def test_private_addresses_are_refused_unless_asked(server):
    for address in (f"{server}/feed", "http://localhost:1/", "http://[::1]:1/", "http://169.254.169.254/latest/"):
        [held] = read_inputs([address], limits=SAFE)
        assert held.reason == "private_address"


def test_a_redirect_to_a_private_address_is_refused(server, monkeypatch):
    real = "tasks.read.fetch._refuse_private_host"
    asked: list[str] = []
    monkeypatch.setattr(real, lambda host: asked.append(host))
    [held] = read_inputs([f"{server}/moved"], limits=SAFE)
    assert asked == ["127.0.0.1"]
    assert held.reason == "private_address"  # seen on the connection itself, whatever the name stood for before


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/feed", "http://", "http://no host/"])
def test_an_address_that_does_not_answer_is_held(address):
    [held] = read_inputs([address], limits=LOCAL)
    assert held.reason == "fetch_failed"
