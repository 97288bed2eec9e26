"""Figures on gold files that lie outside the project: floors a point under what was reached."""

import json
from typing import Any

import pytest
from spacy.language import Language

from schemas.enrichment import Enrichment
from tasks.enrich.entities import find_entities
from tasks.enrich.jsonl import as_document
from tests.gold import gold, scorer

FLOORS = {
    "wikinews_gum_dev": {
        ("mentions", "exact"): 0.955,
        ("mentions", "typed"): 0.949,
        ("by_type", "PERSON"): 0.987,
        ("clusters", "b3"): 0.944,
        ("clusters", "ceafe"): 0.93,
        ("people", "full_name_recall"): 0.99,
        ("people", "precision"): 0.975,
    },
    "seed": {
        ("mentions", "exact"): 0.97,
        ("mentions", "typed"): 0.97,
        ("by_type", "PERSON"): 0.98,
        ("clusters", "b3"): 0.97,
        ("clusters", "ceafe"): 0.95,
        ("people", "full_name_recall"): 1.0,
        ("people", "precision"): 1.0,
        ("roles", "role"): 0.85,
        ("roles", "affiliation"): 0.9,
        ("roles", "place"): 0.85,
    },
}


@pytest.mark.parametrize("name", list(FLOORS))
def test_entities_reach_the_floors_on_gold(nlp: Language, name: str) -> None:
    rows = [json.loads(line) for line in gold(f"data/entities/{name}.jsonl").read_text("utf-8").splitlines()]
    found = [
        as_document(row["doc_id"], row["text"], Enrichment(entities=tuple(find_entities(nlp(row["text"])))))
        for row in rows
    ]
    figures = scorer("score_entities").score(rows, found)
    below = {keys: _figure(figures, keys) for keys, floor in FLOORS[name].items() if _figure(figures, keys) < floor}
    assert below == {}


def _figure(figures: dict[str, Any], keys: tuple[str, str]) -> float:
    value = figures[keys[0]][keys[1]]
    return float(value["f1"] if isinstance(value, dict) else value)
