"""Views against the SQL that answers the same on base tables without corrections; ratios are of one run.

COPYDESK_BENCH_ARTICLES names the sizes, such as "100000,1000000".
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.generated import generate
from warehouse.session import open_warehouse

SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_ARTICLES", "10000,100000").split(",")]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


BY_HAND = {
    "articles": (
        "SELECT count(*), max(title) FROM articles",
        "SELECT count(*), max(title) FROM article_versions WHERE is_current",
    ),
    "who_said_what": (
        "SELECT speaker_name, count(*) FROM who_said_what WHERE published_on >= DATE '2020-01-01' "
        "GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 10",
        "SELECT q.speaker_name, count(*) FROM quotes AS q JOIN article_versions AS v USING (version_id) "
        "WHERE v.is_current AND v.published_on >= DATE '2020-01-01' GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 10",
    ),
    "coverage_daily": (
        "SELECT sum(articles), sum(quotes) FROM coverage_daily",
        "SELECT sum(n), sum(q) FROM (SELECT v.published_on, s.name, count(*) AS n, sum(c) AS q "
        "FROM article_versions AS v JOIN sources AS s USING (source_id) "
        "LEFT JOIN (SELECT version_id, count(*) AS c FROM quotes GROUP BY ALL) "
        "USING (version_id) WHERE v.is_current GROUP BY ALL)",
    ),
    "speakers": (
        "SELECT speaker_name, quotes, articles FROM speakers ORDER BY quotes DESC, 1 LIMIT 10",
        "SELECT q.speaker_name, count(*) AS quotes, count(DISTINCT q.article_id) FROM quotes AS q "
        "JOIN article_versions AS v USING (version_id) WHERE v.is_current AND q.speaker_name IS NOT NULL "
        "GROUP BY ALL ORDER BY quotes DESC, 1 LIMIT 10",
    ),
}


@pytest.fixture(scope="module", params=SIZES)
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("generated") / "news.duckdb"
    print(f"\ngenerating {request.param:,} articles: {seconds(lambda: generate(path, request.param)):.0f} s")
    return request.param, path


def test_views_against_the_same_sql_by_hand(generated: tuple[int, Path]) -> None:
    size, path = generated
    with open_warehouse(path, read_only=True) as connection:
        for name, queries in BY_HAND.items():
            view, hand = (
                min(seconds(lambda q=q: connection.exec_driver_sql(q).all()) for _ in range(3)) for q in queries
            )
            print(f"\n{size:,} articles, {name}: view {view:.3f} s, by hand {hand:.3f} s, ratio {view / hand:.2f}")
