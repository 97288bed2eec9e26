"""A server of our own on loopback that answers as a test scripts it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What a server has: an answer a path, or a list of them, the last of which stays; and what it was asked."""

    answers: dict[str, Reply | list[Reply] | Callable[[BaseHTTPRequestHandler], None]]
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        self.headers.append(dict(request.headers.items()))
        given: Any = self.answers.get(request.path, (404, {}, b""))
        if callable(given):
            given(request)
            return
        if isinstance(given, list):
            given = given.pop(0) if len(given) > 1 else given[0]
        status, headers, body = given
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[Site]:
    """A site that is up while the block runs; its robots.txt is missing unless given."""
    site = Site(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader had enough
                site.answer(self)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.stopped = threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        site.address = f"http://127.0.0.1:{server.server_port}"
        yield site
        server.stopped.set()  # type: ignore[attr-defined]
        server.shutdown()
