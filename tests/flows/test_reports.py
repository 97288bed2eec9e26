"""Data Docs and the artifact: what a run's gate said, readable without a network, whatever the articles hold."""

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from flows.pipeline import run_pipeline
from flows.reports import FailedCheck, GateArtifact, Sample, failed_checks, samples
from flows.watch import watching
from schemas.run import RunReport, RunRequest
from schemas.settings import Settings
from tests.flows.stopped import settings_of
from warehouse.session import open_warehouse

HOSTILE = '<img src="http://evil.example/x.png" onerror="alert(1)"> | Bridge <script>alert(2)</script>'
BODY = "The lights on Tarrow bridge failed on Monday.\n\n“We were in the dark,” said Ola Brandt, a ferry captain."


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, RunReport]:
    """A run with a good article and one with hostile mark-up in its text, with its report."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "in").mkdir()
    (folder / "in" / "good.txt").write_text(f"Bridge lights fail\n\n{BODY}", encoding="utf-8")
    (folder / "in" / "bad.txt").write_text(f"Quay to close\n\n{BODY} Two.\n\n{HOSTILE}", encoding="utf-8")
    settings = settings_of(folder, report=folder / "report")
    with watching(settings) as tell:
        return settings, run_pipeline(RunRequest.of("ingest", [str(folder / "in")]), settings, tell=tell)


@pytest.fixture(scope="module")
def pages(run: tuple[Settings, RunReport]) -> dict[str, str]:
    assert run[0].report
    folder = run[0].report / run[1].run_id
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def elements(page: str) -> Iterator[lxml.html.HtmlElement]:
    return lxml.html.document_fromstring(page).iter()


def test_every_frame_of_the_first_batch_has_a_page_and_the_index_leads_to_it(pages: dict[str, str]) -> None:
    records = ("articles", "texts", "authors", "entities", "spans", "mentions", "roles", "quotes", "sources")
    shown = {f"batch-1-{record}.html" for record in records}
    # A frame without rows is not tried: these articles have no authors.
    assert shown - set(pages) <= {"batch-1-authors.html"}
    links = re.findall(r'href="([^"]+)"', pages["index.html"])
    assert set(links) == set(pages) - {"index.html"}


def test_no_page_loads_or_runs_anything(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tags = {element.tag for element in elements(page)}
        assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form"}, name
        for element in elements(page):
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on"), name
                assert attribute != "src", name
                assert "://" not in value, name
        style = "".join(str(element.text) for element in elements(page) if element.tag == "style")
        assert "url(" not in style, name
        assert "@import" not in style, name


def test_a_failed_rule_shows_its_values_as_text(pages: dict[str, str]) -> None:
    shown = lxml.html.document_fromstring(pages["batch-1-texts.html"]).text_content()
    assert 'src="http://evil.example/x.png" onerror="alert(1)"' in shown
    assert "&lt;img" in pages["batch-1-texts.html"]
    assert "1 failed" in lxml.html.document_fromstring(pages["index.html"]).text_content()


def test_the_index_has_the_run_s_totals_and_what_was_held(pages: dict[str, str]) -> None:
    shown = " ".join(lxml.html.document_fromstring(pages["index.html"]).text_content().split())
    assert "readloadedunchangedquarantined2101" in shown.replace(" ", "")
    assert "markup1" in shown.replace(" ", "")


def test_the_rules_that_failed_and_sample_rows_are_read_back_from_the_warehouse(
    run: tuple[Settings, RunReport],
) -> None:
    settings, report = run
    with open_warehouse(settings.warehouse, read_only=True) as connection:
        checks = failed_checks(connection, report.run_id)
        held = samples(connection, report.run_id)
    assert [(one.name, one.batches, one.rows) for one in checks] == [("texts.no_markup", 1, 1)]
    assert isinstance(checks[0], FailedCheck)
    assert [(one.reason, Path(one.source_ref).name) for one in held] == [("markup", "bad.txt")]
    assert isinstance(held[0], Sample)


def test_the_artifact_s_text_cannot_be_broken_by_an_article(run: tuple[Settings, RunReport]) -> None:
    settings, report = run
    page = GateArtifact(settings).page(report.run_id)
    assert "| 2 | 1 | 0 | 1 |" in page
    assert "| `texts.no_markup` | 1 | 1 |" in page
    assert "| `markup` |" in page
    assert "<img" not in page
    assert "<script" not in page
    assert all(line.count("|") == 4 for line in page.splitlines() if line.startswith("| `markup`"))


def test_without_the_setting_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(f"Bridge lights fail\n\n{BODY}", encoding="utf-8")
    run_pipeline(RunRequest.of("ingest", [str(tmp_path / "good.txt")]), settings_of(tmp_path))
    assert not list(tmp_path.rglob("*.html"))
