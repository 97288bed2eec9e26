"""The documentation as a site: it builds, its links lead somewhere, and it loads nothing from another server."""

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from tests.pages import DOCS, ROOT

# What a browser fetches by itself, as element and attribute.
LOADED = (
    "//script/@src | //img/@src | //iframe/@src | //source/@src | //video/@src | //audio/@src"
    " | //link[contains('stylesheet icon preload prefetch preconnect dns-prefetch modulepreload manifest', @rel)]/@href"
)
IN_STYLES = re.compile(r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


def parsed(site: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for page in sorted(site.rglob("*.html")):
        yield page, html.fromstring(page.read_text(encoding="utf-8"))


def test_every_page_of_the_documentation_is_built(site: Path) -> None:
    built = {page.relative_to(site).with_suffix(".md") for page in site.rglob("*.html")} - {Path("404.md")}
    assert built == {page.relative_to(DOCS) for page in DOCS.rglob("*.md")}


def test_every_decision_has_its_place_in_the_navigation(site: Path) -> None:
    home = html.fromstring((site / "index.html").read_text(encoding="utf-8"))
    listed = {Path(link).stem for link in home.xpath("//nav//a/@href") if "decisions/" in link}
    assert listed == {page.stem for page in (DOCS / "decisions").glob("*.md")}


def test_every_link_within_the_site_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    pages = dict(parsed(site))
    lost = []
    for page, tree in pages.items():
        for link in tree.xpath("//body//a/@href"):
            path, place = urldefrag(unquote(link))
            if path.startswith(("http:", "https:", "mailto:")) or page.name == "404.html":
                continue
            target = (page.parent / path).resolve() if path else page
            there = target / "index.html" if target.is_dir() else target
            if not there.is_file() or (place and there in pages and not pages[there].xpath("//*[@id=$id]", id=place)):
                lost.append(f"{page.relative_to(site)}: {link}")
    assert lost == []


def test_no_page_names_a_script_a_style_a_font_or_a_picture_of_another_server(site: Path) -> None:
    foreign = [
        f"{page.relative_to(site)}: {address}"
        for page, tree in parsed(site)
        for address in tree.xpath(LOADED)
        if address.startswith(("http:", "https:", "//"))
    ]
    foreign += [
        f"{style.relative_to(site)}: {address}"
        for style in site.rglob("*.css")
        for address in re.findall(
            r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", style.read_text(encoding="utf-8")
        )
    ]
    assert foreign == []


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_reader_searches_and_follows_links_without_a_request_to_another_server(served: str) -> None:
    from playwright.sync_api import Route, sync_playwright

    foreign = []

    def look(route: Route) -> None:
        address = route.request.url
        if address.startswith((served, "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(address)
            route.abort()

    chromium = shutil.which("chromium")
    if chromium is None:
        assert not os.environ.get("COPYDESK_REQUIRE_GOLD"), "install the package chromium"
        pytest.skip("no Chromium to try the site in: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", look)
        for address in ("index.html", "tutorial.html", "reference/commands.html", "quotes.html"):
            page.goto(f"{served}/{address}", wait_until="networkidle")
            assert page.locator("h1").first.inner_text()
        page.keyboard.press("/")
        page.keyboard.type("boilerplate")
        page.locator(".md-search-result__link").first.wait_for()
        page.locator(".md-search-result__link").first.click()
        page.wait_for_load_state("networkidle")
        assert "boilerplate" in page.content()
        browser.close()
    assert foreign == []
