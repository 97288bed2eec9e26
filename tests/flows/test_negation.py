"""What somebody did not say is not shown as said."""

from pathlib import Path

from flows.pipeline import run_pipeline
from schemas.run import RunRequest
from schemas.settings import Settings
from warehouse.query import run_query

ARTICLE = """Pier stays closed

Norrvik, 4 March 2024

Mayor Ana Ruiz said the pier was unsafe. Ruiz did not say that it would be pulled down.
"""


def test_a_negated_report_is_kept_but_not_among_what_was_said(tmp_path: Path) -> None:
    (tmp_path / "pier.txt").write_text(ARTICLE, encoding="utf-8")
    settings = Settings(warehouse=tmp_path / "news.duckdb")
    run_pipeline(RunRequest.of("ingest", [str(tmp_path / "pier.txt")]), settings)
    said = run_query(settings.warehouse, "SELECT speaker_name, text FROM who_said_what").to_pylist()
    kept = run_query(
        settings.warehouse, "SELECT speaker_name, negated, text FROM corrected_quotes ORDER BY start_char"
    ).to_pylist()
    assert said == [{"speaker_name": "Ana Ruiz", "text": "the pier was unsafe"}]
    assert kept == [
        {"speaker_name": "Ana Ruiz", "negated": False, "text": "the pier was unsafe"},
        {"speaker_name": "Ana Ruiz", "negated": True, "text": "that it would be pulled down"},
    ]
