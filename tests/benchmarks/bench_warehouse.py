"""The warehouse: loading against DuckDB itself, and batches as the warehouse grows.

Ratios are of one run. COPYDESK_BENCH_ARTICLES names the sizes of the last one, such as "10000,100000,1000000".
"""

import multiprocessing
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from schemas.article import Article, MatchedArticle
from schemas.enrichment import Enrichment, Entity, Mention
from schemas.record import uncollected
from schemas.rows import QuoteRow
from tasks.load import Batch, load_batch
from tasks.load.writing import insert_rows
from tasks.match import WarehouseKnown, match_batch
from tests.benchmarks.articles import FAMILY, GIVEN, bodies
from tests.benchmarks.generated import generate
from tests.records import article, enriched, quote_of
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import QUOTES

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ROWS, CHUNK = 1_000_000, 100_000
SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_ARTICLES", "10000,100000").split(",")]
BATCH = 500
_NAMED = re.compile(rf"(?:{'|'.join(GIVEN)}) (?:{'|'.join(FAMILY)})")


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor, over all threads: other work on the machine counts little."""
    started = time.process_time()
    work()
    return time.process_time() - started


def quote_rows(first: int, count: int) -> list[QuoteRow]:
    return [
        QuoteRow.model_construct(
            **dict.fromkeys(QuoteRow.model_fields)
            | {
                "quote_id": f"{number:032x}",
                "article_id": f"{number // 3:032x}",
                "version_id": f"{number // 3:032x}",
                "version": 1,
                "type": "direct",
                "part": "body",
                "start_char": 10,
                "end_char": 80,
                "text": f"“A quotation of some ten words that nobody ever said, number {number},”",
                "text_key": f"{number:032x}",
                "copy_key": f"{number:032x}",
                "marks": "closed",
                "utterance": 1,
                "confidence": 0.9,
                "method": "marks",
            },
        )
        for number in range(first, first + count)
    ]


def test_loading_a_million_quotes_against_duckdb_itself(tmp_path: Path) -> None:
    own, theirs = tmp_path / "own.duckdb", tmp_path / "theirs.duckdb"
    for path in (own, theirs):
        migrate(path)
    spent = {"rows to Arrow": 0.0, "load step": 0.0, "INSERT … SELECT": 0.0}
    for first in range(0, ROWS, CHUNK):
        rows = quote_rows(first, CHUNK)
        tables: list[pa.Table] = []
        spent["rows to Arrow"] += seconds(lambda rows=rows, tables=tables: tables.append(QuoteRow.to_arrow(rows)))
        with open_warehouse(theirs) as connection:
            database = connection.connection.driver_connection
            database.execute("PRAGMA disable_checkpoint_on_shutdown")
            database.register("arrow_rows", tables[0])
            copy = partial(database.execute, "INSERT INTO quotes BY NAME FROM arrow_rows")
            spent["INSERT … SELECT"] += seconds(copy)
        with open_warehouse(own) as connection:
            connection.exec_driver_sql("PRAGMA disable_checkpoint_on_shutdown")
            connection.commit()

            def load(connection=connection, rows=rows) -> None:  # type: ignore[no-untyped-def]
                with connection.begin(), uncollected():  # as load_batch does
                    insert_rows(connection, QUOTES, rows)

            spent["load step"] += seconds(load)
    print(f"\n{ROWS:,} quotes: " + ", ".join(f"{what} {took:.2f} s" for what, took in spent.items()))
    print(f"load step, conversion included: {spent['load step'] / spent['INSERT … SELECT']:.2f} × INSERT … SELECT")


@pytest.fixture(scope="module", params=SIZES)
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("generated") / "news.duckdb"
    print(f"\ngenerating {request.param:,} articles: {seconds(lambda: generate(path, request.param)):.0f} s")
    return request.param, path


def test_a_batch_against_a_growing_warehouse(generated: tuple[int, Path], tmp_path: Path) -> None:
    size, path = generated
    # A process of its own, warmed up on an empty warehouse: its peak of memory is the batch's alone.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        empty = tmp_path / "empty.duckdb"
        process.submit(migrate, empty).result()
        process.submit(match_and_load, empty, 0).result()
        spent = process.submit(match_and_load, path, size).result()
    search = "SELECT title FROM search_articles('bridge budget') ORDER BY score DESC LIMIT 10"
    with open_warehouse(path, read_only=True) as connection:
        searching = seconds(lambda: connection.exec_driver_sql(search).all())
    print(f"\n{size:,} articles: {BATCH} more {spent}; a search takes {searching:.2f} s of processor")


def match_and_load(path: Path, size: int) -> str:
    """What a batch costs, seconds and seconds of processor, and the peak memory of the process."""
    articles = batch(size)
    spent = []
    clock, at = time.process_time(), time.perf_counter()
    with open_warehouse(path, read_only=True) as connection:
        matched = [one for one in match_batch(WarehouseKnown(connection), articles) if isinstance(one, MatchedArticle)]
    spent.append(f"match in {time.perf_counter() - at:.2f} s ({time.process_time() - clock:.2f} s of processor)")
    found = [enriched(one, _found(one.article.body)) for one in matched]
    clock, at = time.process_time(), time.perf_counter()
    with open_warehouse(path) as connection:
        ledger = load_batch(
            connection,
            Batch(run_id=f"bench-{size}", number=1, input_digest="bench", read=BATCH),
            enriched=found,
            now=NOW,
        )
    spent.append(f"load in {time.perf_counter() - at:.2f} s ({time.process_time() - clock:.2f} s)")
    assert ledger.loaded_count == BATCH
    # The process's own: what getrusage tells begins with what its parent had.
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return f"{', '.join(spent)}, peak memory {int(peak) // 1024} MB"


def batch(size: int) -> list[Article]:
    """Articles as they come; every tenth is one that the warehouse knows, with another wording."""
    return [
        article(
            ref=f"batch-{number}",
            canonical_url=f"https://news.example/{number if number % 10 == 0 else size + number}",
            url=None,
            title=f"Article {number}",
            body=text,
        )
        for number, text in enumerate(bodies(BATCH, seed=size))
    ]


def _found(body: str) -> Enrichment:
    """Some quotations and all people of a body, as many as enrichment finds."""
    firsts = [paragraph.split(".")[0] for paragraph in body.split("\n\n")[:8]]
    people: dict[str, list[Mention]] = {}
    for named in _NAMED.finditer(body):
        mention = Mention(part="body", start=named.start(), end=named.end(), text=named[0])
        people.setdefault(named[0], []).append(mention)
    return Enrichment(
        entities=tuple(
            Entity(key=name, type="PERSON", name=name, mentions=tuple(mentions), roles=())
            for name, mentions in people.items()
        ),
        quotes=tuple(quote_of(text, body, utterance=number) for number, text in enumerate(firsts, 1)),
    )
