"""The pipeline against bare `nlp.pipe` over the same bodies with the same components, in one run."""

import time
from pathlib import Path

import pytest
from spacy.language import Language

from flows.pipeline import call_directly, run_pipeline
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.enrich.entities import find_entities
from tasks.enrich.quotes import find_quotes
from tests.benchmarks.articles import bodies, write_jsonl

ARTICLES = 400


def seconds(work) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def bare(nlp: Language) -> float:
    """Seconds that the model alone takes over the bodies."""
    texts = list(bodies(ARTICLES))
    list(nlp.pipe(texts[:20]))
    return seconds(lambda: list(nlp.pipe(texts)))


def test_ingest_against_the_model_alone(bare: float, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", ARTICLES)
    settings = Settings(warehouse=tmp_path / "news.duckdb")
    request = RunRequest.of("ingest", [str(tmp_path / "in.jsonl")])
    steps: dict[str, float] = {}

    def timed(step, work):  # type: ignore[no-untyped-def]
        started = time.perf_counter()
        try:
            return call_directly(step, work)
        finally:
            steps[step] = steps.get(step, 0.0) + time.perf_counter() - started

    whole = seconds(lambda: run_pipeline(request, settings, call=timed))
    again = seconds(lambda: run_pipeline(request, settings))
    print(f"\n{ARTICLES} articles: bare nlp.pipe {bare:.1f} s, ingest {whole:.1f} s, ratio {bare / whole:.2f}")
    print("steps: " + ", ".join(f"{step} {spent:.2f} s" for step, spent in steps.items()))
    print(f"the same again: {again:.2f} s, {whole / again:.0f} × as fast")


def test_rules_against_the_model(nlp: Language, bare: float) -> None:
    docs = list(nlp.pipe(bodies(ARTICLES)))
    entities = {id(doc): find_entities(doc) for doc in docs}
    entity_share = seconds(lambda: [find_entities(doc) for doc in docs]) / bare
    quote_share = seconds(lambda: [find_quotes(doc, entities[id(doc)]) for doc in docs]) / bare
    print(f"\nshare of spaCy's own time: entities {entity_share:.1%}, quotes and speakers {quote_share:.1%}")
