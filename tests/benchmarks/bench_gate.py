"""What the gate costs of a run, what it catches of injected faults, and what it holds of good articles."""

import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from flows.events import BatchDone, Event
from flows.pipeline import run_pipeline
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.check import check_batch, load_great_expectations, load_suites
from tasks.enrich.worker import enrich_chunk
from tests.benchmarks.articles import write_jsonl
from tests.benchmarks.enriched import enriched_articles
from tests.benchmarks.faults import KINDS, inject

ARTICLES = int(os.environ.get("COPYDESK_BENCH_ARTICLES", "1000"))
ROWS = 20


def test_share_of_the_gate_in_a_run(tmp_path: Path) -> None:
    """In batches of the usual size; the later half is compared with the past that the earlier half made.

    Everything runs in this process, one thing after the other: what the steps take adds up to the whole.
    """
    write_jsonl(tmp_path / "in.jsonl", ARTICLES)
    settings = Settings(warehouse=tmp_path / "news.duckdb", article_timeout=0, workers=1)
    enrich_chunk(settings.model, ["Loaded before anything is measured."])
    load_great_expectations()
    checks: list[float] = []

    def tell(event: Event) -> None:
        if isinstance(event, BatchDone):
            checks.append(event.seconds["check"])

    started = time.perf_counter()
    report = run_pipeline(RunRequest.of("ingest", [str(tmp_path / "in.jsonl")]), settings, tell=tell)
    whole = time.perf_counter() - started
    print(f"\n{report.totals.read} articles in {len(checks)} batches; held: {report.held}")
    print(f"the whole run {whole:.1f} s, the gate {sum(checks):.1f} s, {sum(checks) / whole:.1%} of it")


def test_faults_caught_and_good_articles_held(tmp_path: Path) -> None:
    good = enriched_articles(tmp_path, ARTICLES)
    injected = list(inject(good, ROWS))
    suites, now = load_suites(), datetime.now(UTC)
    checked = check_batch(
        [*good, *(one.article for one in injected)], suites=suites, run_id="run", batch_id="batch", now=now
    )
    passed = {one.matched.article_id for one in checked.passed}
    held_good = [one.matched.article_id for one in good if one.matched.article_id not in passed]
    missed = Counter(one.kind for one in injected if one.article.matched.article_id in passed - {"good-0"})
    share = 1 - missed.total() / len(injected)
    print(f"\n{len(KINDS)} kinds × {ROWS} rows: {share:.2%} held; missed: {dict(missed) or 'none'}")
    print(f"{len(good)} good articles: {len(held_good)} held ({len(held_good) / len(good):.2%})")
