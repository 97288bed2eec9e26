"""Quotation figures on annotated news do not fall: floors about a point under those of the day they were set."""

import json
from typing import Any

import pytest
from spacy.language import Language

from tasks.enrich.jsonl import as_document
from tasks.enrich.text import enrich_doc
from tests.gold import gold, scorer


def _figures(nlp: Language, name: str) -> dict[str, float]:
    lines = gold(f"data/quotes/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    parsed = nlp.pipe(document["text"] for document in documents)
    predicted = [as_document(d["doc_id"], d["text"], enrich_doc(doc)) for d, doc in zip(documents, parsed, strict=True)]
    scores: dict[str, Any] = scorer("score_quotes").score(documents, predicted)
    content = scores["content"]
    return {
        "found": content["@0.5"]["f1"],
        "exact": content["exact"]["f1"],
        "verbatim": scores["verbatim"]["@0.5"]["f1"],
        "direct": content["by_type"]["direct"]["r"],
        "mixed": content["by_type"]["mixed"]["r"],
        "indirect": content["by_type"]["indirect"]["r"],
        "surface": content["attributed_surface"]["f1"],
    }


_MEASURES = ("found", "exact", "verbatim", "direct", "mixed", "indirect", "surface")
_FLOORS = {
    "seed": (0.98, 0.98, 0.98, 1.0, 0.98, 0.98, 0.98),
    "wikinews_gum_dev": (0.925, 0.89, 0.97, 0.97, 0.94, 0.90, 0.91),
    "polnear_dev": (0.845, 0.755, 0.945, 0.96, 0.835, 0.67, 0.81),
}


@pytest.mark.parametrize("name", _FLOORS)
def test_quotation_figures_on_gold_hold(nlp: Language, name: str) -> None:
    figures = _figures(nlp, name)
    floors = dict(zip(_MEASURES, _FLOORS[name], strict=True))
    assert {key: value for key, value in figures.items() if value < floors[key]} == {}
