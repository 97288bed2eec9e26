"""Texts made to hurt whoever reads them: stored as they are, and harmless wherever they are shown."""

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest

from flows.explain import explain_page
from flows.output import print_rows
from flows.pipeline import run_pipeline
from schemas.article import Article, RawArticle, RawFields
from schemas.enrichment import Enrichment
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.normalise import load_profiles, normalise_batch
from warehouse.invariants import verify
from warehouse.query import run_query

HOSTILE = Path(__file__).parents[1] / "data" / "hostile" / "articles.jsonl"
SCRIPT = '<script>alert("copydesk")</script>'
# Every title and body fails, so that Data Docs show them.
SUITE = "".join(
    f"""[[rule]]
name = "{column}"
expect = "expect_column_values_to_match_regex"
kwargs = {{ column = "{column}", regex = "^never$" }}
reason = "odd"
severity = "warn"
mend = "Look at it."
"""
    for column in ("title", "body")
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "suites").mkdir()
    (folder / "suites" / "articles.toml").write_text(SUITE, encoding="utf-8")
    settings = Settings(
        warehouse=folder / "news.duckdb", report=folder / "report", suites=folder / "suites", article_timeout=0
    )
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
    assert [page for page in pages if "&lt;script&gt;alert(" in page], "the words of articles are shown"
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


def test_addresses_that_are_none_are_held_and_take_no_batch_with_them(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    line = {"file": "empty.txt", "url": "http://[no-address/"}
    (tmp_path / "inputs.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    settings = Settings(warehouse=tmp_path / "news.duckdb", article_timeout=0)

    report = run_pipeline(RunRequest.of("ingest", [str(tmp_path), "http://[bad/"]), settings)

    assert report.held == {"empty_file": 1, "fetch_failed": 1}


@pytest.mark.parametrize(
    "url", ["http://[", "http://[::1", "https://a.example:port/x", "javascript:1", "http://\u2100/", "//"]
)
def test_an_article_with_an_address_that_is_none_is_normalised(url: str) -> None:
    fields = RawFields(title="T", body_text="The port will close.", url=url, language="en")
    raw = RawArticle(ref="a", input_id="a", shape="json", payload=b"{}", fields=fields)

    (article,) = normalise_batch([raw], load_profiles(None))

    assert isinstance(article, Article)
