"""The first article that must come out wholly right, through ingest with its manifest, against its gold."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import run_pipeline
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.gold import gold
from warehouse.query import run_query


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "news.duckdb"
    manifest = gold("data/raw/text_seed/inputs.jsonl")
    report = run_pipeline(RunRequest.of("ingest", [str(manifest)]), Settings(warehouse=path))
    assert report.totals.model_dump() == {"read": 1, "loaded": 1, "unchanged": 0, "quarantined": 0}
    return path


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run_query(warehouse, sql).to_pylist()]


def test_metadata_and_body_are_those_of_the_truth(warehouse: Path) -> None:
    truth = json.loads(gold("data/raw/text_seed/truth.jsonl").read_text(encoding="utf-8"))
    assert rows(
        warehouse,
        "SELECT title, standfirst, section, body, published_at::VARCHAR, updated_at::VARCHAR, published_zone_basis"
        " FROM articles",
    ) == [
        (
            truth["title"],
            truth["standfirst"],
            truth["section"],
            "\n\n".join(truth["body_paragraphs"]),
            "2018-03-28 13:45:00+00",
            "2018-03-28 15:52:00+00",
            "source",
        )
    ]
    assert rows(warehouse, "SELECT name FROM article_authors WHERE role = 'contributor' ORDER BY position") == [
        (name,) for name in truth["contributors"]
    ]


def test_every_quotation_has_the_speaker_of_the_gold(warehouse: Path) -> None:
    """Each required gold quotation is loaded with its words, type and speaker, and nobody else is made to speak."""
    document = json.loads(gold("data/quotes/seed.jsonl").read_text(encoding="utf-8"))
    required = {
        (one["text"], one["type"], one["speaker_entity"]) for one in document["quotes"] if not one.get("optional")
    }
    loaded = set(rows(warehouse, "SELECT text, type, speaker_name FROM who_said_what"))
    assert required - loaded == set()
    assert {name for _, _, name in loaded if name} == {
        "Kim Jong-un", "Xi Jinping", "Donald Trump", "Boo Seung-chan", "Zhang Baohui", "Nick Bisley", "Tong Zhao",
        "China’s foreign ministry", "North Korea",
    }  # fmt: skip
