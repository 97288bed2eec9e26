"""Texts made to hurt whoever reads them: stored as they are, and harmless wherever they are shown."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest

from flows.explain import explain_page
from flows.output import print_rows
from flows.pipeline import run_pipeline
from schemas.enrichment import Enrichment
from schemas.run import RunRequest
from schemas.settings import Settings
from warehouse.invariants import verify
from warehouse.query import run_query

HOSTILE = Path(__file__).parents[1] / "data" / "hostile" / "articles.jsonl"
SCRIPT = '<script>alert("copydesk")</script>'


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(warehouse=folder / "news.duckdb", report=folder / "report", article_timeout=0)
    run_pipeline(RunRequest.of("ingest", [str(HOSTILE)]), settings)
    return settings


def test_every_article_is_loaded_or_held_and_the_warehouse_is_sound(settings: Settings) -> None:
    (run,) = run_query(settings.warehouse, "FROM runs").to_pylist()
    assert (run["read_count"], run["state"]) == (4, "done")
    assert run["loaded_count"] + run["quarantined_count"] == 4
    assert verify(settings.warehouse).breaches == ()


def test_no_script_of_an_article_stands_in_the_data_docs(settings: Settings) -> None:
    assert settings.report
    pages = [page.read_text("utf-8") for page in settings.report.rglob("*.html")]
    assert pages
    for hostile in (SCRIPT, "<img src=x onerror", "<svg onload"):
        assert not [page for page in pages if hostile in page], hostile


def test_no_script_of_a_text_stands_in_the_page_that_explains_it() -> None:
    page = explain_page(f"a{SCRIPT}", f"It {SCRIPT} rained.", Enrichment())
    assert "alert(" not in page.replace("&lt;script&gt;alert(", "")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_text_is_a_formula_in_csv(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(pa.table({"text": [start], "number": [-1], "null": [None]}), "csv")

    (header, row) = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert (header, row) == (["text", "number", "null"], [f"'{start}".replace("\r", "\n"), "-1", ""])


def test_json_has_the_text_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(pa.table({"text": ["=1+1", SCRIPT]}), "json")
    assert capsys.readouterr().out == '[{"text": "=1+1"}, {"text": "<script>alert(\\"copydesk\\")</script>"}]\n'


def test_no_control_character_reaches_a_terminal(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    rows = run_query(settings.warehouse, "SELECT title, body FROM article_versions")
    print_rows(rows, "table")
    out = capsys.readouterr().out
    assert [char for char in out if not char.isprintable() and char != "\n"] == []
