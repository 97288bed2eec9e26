"""The pages in Chromium: the walks that people take, for every eye and hand, and nothing hostile that runs.

Screenshots are kept in var/screenshots.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.commands import ROOT
from tests.flows.serve.conftest import Server
from tests.flows.serve.test_serve_pages import page_addresses
from tests.warehouses import rows

SCREENSHOTS = ROOT / "var" / "screenshots"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
}


class Watched:
    """A browser's window, with all that it asked for and complained of."""

    def __init__(self, browser: Any, address: str, **look: Any) -> None:
        self.address = address
        self.faults: list[str] = []
        self.context = browser.new_context(accept_downloads=True, **look)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda said: self.faults.append(f"{self.page.url}: {said.text}"))
        self.context.route("**/*", self._route)

    def open(self, path: str) -> Any:
        return self.page.goto(self.address + path)

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _route(self, route: Any) -> None:
        if not route.request.url.startswith(f"{self.address}/"):
            self.faults.append(f"asked for {route.request.url}")
            route.abort()
        else:
            route.continue_()


@pytest.fixture
def window(browser: Any, server: Server) -> Iterator[Watched]:
    watched = Watched(browser, server.address, **LOOKS["light"])
    yield watched
    watched.context.close()
    assert watched.faults == []


@pytest.fixture(scope="module")
def addresses(filled: Path) -> dict[str, str]:
    return page_addresses(filled)


def test_from_a_search_to_the_text_to_the_person_to_a_file(window: Watched, tmp_path: Path) -> None:
    page = window.page
    window.open("/")
    page.get_by_label("Words").fill("nine thousand")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("heading", name="1 quotation").is_visible()
    page.get_by_role("link", name="in the text").click()
    quote = page.locator(".quote:target")
    assert "nine thousand people" in quote.inner_text()
    quote.get_by_role("link", name="Quotation A1").click()
    in_list = page.locator(".list > li:target")
    assert "90 % sure" in in_list.inner_text()
    in_list.get_by_role("link", name="A1, to its place in the text").click()
    assert page.locator(".quote:target").count() == 1
    page.locator(".key").get_by_role("link", name="Ruth Adeyemi").click()
    # Until the style is there, the drawings for wide and for narrow windows both are.
    page.wait_for_url("**/person/**", wait_until="load")
    assert page.get_by_role("heading", level=1).inner_text() == "Ruth Adeyemi"
    assert page.get_by_role("img", name="Quotations by month").is_visible()
    page.get_by_text("Data and SQL of what they said").click()
    assert "speaker_person_id = '" in page.get_by_role("region", name="SQL of what they said").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of what they said").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "person_quotes.csv"
    assert "nine thousand people" in file.read_text("utf-8")


def test_speaker_and_role_show_on_hover_and_on_focus(window: Watched, addresses: dict[str, str]) -> None:
    page = window.page
    window.open(addresses["article"])
    tip = page.get_by_role("tooltip", include_hidden=True).filter(has_text="Mark Tilbury, Opposition spokesman").last
    assert not tip.is_visible()
    page.get_by_text("the scheme would cost").first.hover()
    assert tip.is_visible()
    page.mouse.move(0, 0)
    assert not tip.is_visible()
    page.get_by_role("link", name="Quotation B2").focus()
    assert tip.is_visible()
    described = page.get_by_role("link", name="Quotation B2").get_attribute("aria-describedby")
    assert described == tip.get_attribute("id")


def test_a_name_inside_a_quotation_shows_its_own_words_alone(window: Watched, addresses: dict[str, str]) -> None:
    page = window.page
    window.open(addresses["article"])
    page.locator(".quote .named a", has_text="the leader").focus()
    shown = page.locator(".tip").filter(visible=True)
    assert shown.count() == 1
    assert "Ruth Adeyemi, council leader" in shown.inner_text()


def test_by_keyboard_alone(window: Watched) -> None:
    page = window.page
    window.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("nine")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("in the text"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    # The next stop after the place that the address names is the quotation's own link.
    page.keyboard.press("Tab")
    assert "A1" in page.evaluate("document.activeElement.textContent")


def test_without_scripts_the_walk_is_the_same(browser: Any, server: Server, addresses: dict[str, str]) -> None:
    watched = Watched(browser, server.address, java_script_enabled=False)
    page = watched.page
    watched.open("/")
    page.get_by_label("Words").fill("nine thousand")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="in the text").click()
    assert "nine thousand people" in page.locator(".quote:target").inner_text()
    watched.open(addresses["person"])
    assert page.get_by_role("img", name="Quotations by month").is_visible()
    watched.context.close()
    assert watched.faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_open_to_all_and_fits(browser: Any, server: Server, addresses: dict[str, str], look: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # The audit is a script of the test, not of the page, so it goes round the policy; nothing else is let off.
    watched = Watched(browser, server.address, bypass_csp=True, **LOOKS[look])
    axe, found, wide = Axe(), {}, {}
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, address in addresses.items():
        watched.open(address)
        watched.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        violations = axe.run(watched.page).response["violations"]
        if violations:
            found[name] = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in violations]
        width = watched.page.evaluate("document.documentElement.scrollWidth")
        if width > LOOKS[look]["viewport"]["width"]:
            wide[name] = width
        watched.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false })")
        watched.page.screenshot(path=SCREENSHOTS / f"{name}-{look}.png", full_page=True)
    watched.context.close()
    assert (found, wide) == ({}, {})
    assert [fault for fault in watched.faults if "404" not in fault] == []


def test_nothing_hostile_runs_and_nothing_leaves_the_server(
    browser: Any, server: Server, addresses: dict[str, str], filled: Path
) -> None:
    watched = Watched(browser, server.address)
    page = watched.page
    articles = [f"/article/{row['article_id']}" for row in rows(filled, "SELECT article_id FROM articles")]
    for address in {*addresses.values(), *articles, "/search?in=articles&q=copydesk"}:
        watched.open(address)
        assert page.locator("script, img, iframe, [onerror]").count() == 0
        addresses_of_links = page.eval_on_selector_all("a", "all => all.map(one => one.href)")
        assert [one for one in addresses_of_links if not re.match(r"https?://", one)] == []
    watched.open(addresses["article-hostile"])
    assert "<img src=x onerror=alert(1)>" in page.get_by_role("heading", level=1).inner_text()
    for link in page.locator(".named a, .ref").all():
        link.hover()
    watched.context.close()
    assert [fault for fault in watched.faults if "404" not in fault] == []


def test_a_page_can_be_printed(window: Watched, addresses: dict[str, str]) -> None:
    window.open(addresses["article"])
    window.page.emulate_media(media="print")
    assert not window.page.get_by_role("navigation", name="Pages").is_visible()
    assert window.page.get_by_role("heading", level=1).is_visible()
    assert window.page.pdf()[:5] == b"%PDF-"


def test_a_correction_is_recorded_shown_and_taken_back(browser: Any, own: Path) -> None:
    running = Server(own, "--edit")
    try:
        _correct_and_undo(Watched(browser, running.address, **LOOKS["light"]), own)
    finally:
        running.stop()


def _correct_and_undo(watched: Watched, own: Path) -> None:
    page = watched.page
    watched.open(page_addresses(own)["article"])
    page.get_by_role("link", name="This is wrong with quotation B2").click()
    _audit(page)
    page.screenshot(path=SCREENSHOTS / "wrong-light.png", full_page=True)
    page.get_by_label("Somebody else said it").check()
    page.get_by_label("Name of who said it").fill("Ruth Adeyemi")
    page.get_by_label("Why?").fill("the recording")
    page.get_by_label("Your name").fill("Nora Achebe")
    page.get_by_role("button", name="Record the correction").click()
    page.wait_for_url("**/corrections?made=**")
    assert "Recorded" in page.get_by_role("status").inner_text()
    assert "Nora Achebe" in page.locator(".just-now").inner_text()
    _audit(page)
    page.screenshot(path=SCREENSHOTS / "corrected-light.png", full_page=True)
    page.locator(".just-now").get_by_role("link").click()
    quote = page.locator(".quote", has_text="the scheme would cost")
    assert quote.get_by_role("link", name="Quotation A2").is_visible()
    page.go_back()
    assert page.get_by_label("Your name").input_value() == "Nora Achebe"
    page.get_by_role("button", name="Take back").click()
    page.wait_for_url("**/corrections?undone=**")
    assert "Taken back by Nora Achebe" in page.locator(".just-now").inner_text()
    watched.context.close()
    assert watched.faults == []
    assert [row["undone_by"] for row in rows(own, "SELECT undone_by FROM corrections")] == ["Nora Achebe"]


def _audit(page: Any) -> None:
    """No violation on the page as it stands; the pages' policy lets the audit in by the debugger alone."""
    from axe_playwright_python.sync_playwright import Axe

    other = page.context.browser.new_context(bypass_csp=True, storage_state=page.context.storage_state())
    copy = other.new_page()
    copy.goto(page.url)
    assert Axe().run(copy).response["violations"] == []
    other.close()
