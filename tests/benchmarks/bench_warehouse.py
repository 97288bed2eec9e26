"""The warehouse: loading against DuckDB itself, and batches as the warehouse grows.

Ratios are of one run. COPYDESK_BENCH_ARTICLES names the sizes of the last one, such as "10000,100000,1000000".
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from schemas.article import MatchedArticle
from schemas.enrichment import Enrichment
from schemas.rows import QuoteRow
from tasks.load import Batch, load_batch
from tasks.load.writing import insert_rows
from tasks.match import WarehouseKnown, match_batch
from tests.benchmarks.articles import bodies
from tests.benchmarks.generated import generate
from tests.records import article, enriched, quote_of
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import QUOTES

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ROWS, CHUNK = 1_000_000, 100_000
SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_ARTICLES", "10000,100000").split(",")]
BATCH = 500


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


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
                with connection.begin():
                    insert_rows(connection, QUOTES, rows)

            spent["load step"] += seconds(load)
    print(f"\n{ROWS:,} quotes: " + ", ".join(f"{what} {took:.2f} s" for what, took in spent.items()))
    print(f"load step, conversion included: {spent['load step'] / spent['INSERT … SELECT']:.2f} × INSERT … SELECT")


@pytest.fixture(scope="module", params=SIZES)
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("generated") / "news.duckdb"
    print(f"\ngenerating {request.param:,} articles: {seconds(lambda: generate(path, request.param)):.0f} s")
    return request.param, path


def test_a_batch_against_a_growing_warehouse(generated: tuple[int, Path]) -> None:
    size, path = generated
    texts = list(bodies(BATCH, seed=size))
    # Every tenth article is one that the warehouse knows, with another wording.
    articles = [
        article(
            ref=f"batch-{number}",
            canonical_url=f"https://news.example/{number if number % 10 == 0 else size + number}",
            url=None,
            title=f"Article {number}",
            body=text,
        )
        for number, text in enumerate(texts)
    ]
    matched: list[MatchedArticle] = []

    def match() -> None:
        with open_warehouse(path, read_only=True) as connection:
            matched.extend(
                one for one in match_batch(WarehouseKnown(connection), articles) if isinstance(one, MatchedArticle)
            )

    def load() -> None:
        with open_warehouse(path) as connection:
            load_batch(
                connection,
                Batch(run_id=f"bench-{size}", number=1, input_digest="bench", read=BATCH),
                enriched=[enriched(one, _found(one.article.body)) for one in matched],
                now=NOW,
            )

    clock = time.process_time()
    matching, matching_cpu = seconds(match), time.process_time() - clock
    clock = time.process_time()
    loading, loading_cpu = seconds(load), time.process_time() - clock
    search = "SELECT title FROM search_articles('bridge budget') ORDER BY score DESC LIMIT 10"
    with open_warehouse(path, read_only=True) as connection:
        searching = seconds(lambda: connection.exec_driver_sql(search).all())
    print(
        f"\n{size:,} articles: {BATCH} more match in {matching:.2f} s ({matching_cpu:.2f} s of processor) "
        f"and load in {loading:.2f} s ({loading_cpu:.2f} s); a search takes {searching:.2f} s"
    )


def _found(body: str) -> Enrichment:
    firsts = [paragraph.split(".")[0] for paragraph in body.split("\n\n")[:4]]
    return Enrichment(quotes=tuple(quote_of(text, body, utterance=number) for number, text in enumerate(firsts, 1)))
