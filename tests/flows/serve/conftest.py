"""Fixtures of the reading page's tests: a warehouse, the pages in this process, a server of its own, a browser."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from flows.serve.app import create_app
from flows.serve.security import LOOPBACK
from schemas.settings import Settings
from tests.flows.commands import ROOT
from tests.flows.serve.newsroom import newsroom

HERE = "http://localhost"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that no test changes."""
    return newsroom(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copyfile(filled, tmp_path / "own.duckdb"))


class Client:
    """Asks an application in this process, without a server; keeps no cookies."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
                return await client.request(method, path, **options)

        return asyncio.run(asked())


def client_of(warehouse: Path, *, edit: bool = False, **settings: Any) -> Client:
    """The pages of a warehouse."""
    return Client(create_app(Settings.read(warehouse=warehouse, **settings), edit=edit, hosts=LOOPBACK))


@pytest.fixture(scope="session")
def client(filled: Path) -> Client:
    """The pages, read-only."""
    return client_of(filled)


class Server:
    """`copydesk serve` as a process of its own."""

    def __init__(self, warehouse: Path, *options: str) -> None:
        command = [sys.executable, "-m", "flows", "serve", "--warehouse", str(warehouse), "--port", "0", *options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.said = self._process.stdout.readline()
        found = re.search(r"http://\S+?/(?= )", self.said)
        assert found, self.said
        self.address = found[0].rstrip("/")

    def stop(self) -> None:
        """End it, as Ctrl-C does."""
        self._process.terminate()
        self._process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(filled: Path) -> Iterator[Server]:
    """A server over the warehouse that no test changes."""
    running = Server(filled)
    yield running
    running.stop()


# Not kept for the session: while Playwright is there, nothing else of the process can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium; skips loudly where there is none, fails where a browser is required."""
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if found is None:
        message = "no Chromium found: install the package chromium to try the pages in a browser"
        if "1" in (os.environ.get("COPYDESK_REQUIRE_BROWSER"), os.environ.get("COPYDESK_REQUIRE_GOLD")):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield launched
        launched.close()
