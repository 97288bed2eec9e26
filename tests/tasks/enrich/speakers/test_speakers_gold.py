"""Speakers on gold spans and mentions, with the entities that the pipeline itself finds."""

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
from spacy.language import Language

from schemas.enrichment import Quote, Span
from tasks.enrich.entities import find_entities
from tasks.enrich.speakers import resolve_speakers
from tests.gold import gold, scorer


def resolve(nlp: Language, document: dict[str, Any]) -> dict[str, Any]:
    doc = nlp(document["text"])
    quotes = [
        Quote(
            **{key: quote[key] for key in ("start", "end", "text", "type")},
            cue=quote["cue"] and Span(**quote["cue"]),
            speaker=quote["speaker"] and Span(**quote["speaker"]),
            utterance=quote["group"],
            confidence=1,
            method="gold",
        )
        for quote in document["quotes"]
    ]
    names = [quote.speaker_name for quote in resolve_speakers(doc, find_entities(doc), quotes)]
    rows = [{**quote, "speaker_entity": name} for quote, name in zip(document["quotes"], names, strict=True)]
    return {"doc_id": document["doc_id"], "quotes": rows}


@pytest.fixture(scope="module")
def resolved(nlp: Language) -> Callable[[str], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """The documents of a gold file, each with what is resolved in it."""

    @functools.cache
    def of(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        documents = [json.loads(line) for line in gold(f"data/quotes/{name}.jsonl").read_text("utf-8").splitlines()]
        return [(document, resolve(nlp, document)) for document in documents]

    return of


@pytest.mark.parametrize(("name", "floor"), [("seed", 1.0), ("wikinews_gum_dev", 0.93)])
def test_gold_mentions_are_tied_to_the_right_person(resolved: Any, name: str, floor: float) -> None:
    documents, found = zip(*resolved(name), strict=True)

    result = scorer("score_quotes").score(list(documents), list(found))

    assert result["content"]["attributed_entity"]["f1"] >= floor


@pytest.mark.parametrize("name", ["seed", "wikinews_gum_dev"])
def test_nobody_is_named_where_the_text_names_nobody(resolved: Any, name: str) -> None:
    named = [
        (document["doc_id"], row["text"], row["speaker_entity"])
        for document, found in resolved(name)
        for row, asked in zip(found["quotes"], document["quotes"], strict=True)
        if row["speaker_entity"] and not asked["speaker_entity"]
    ]

    assert named == []
