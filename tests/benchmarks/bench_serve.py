"""The reading page over a generated warehouse: how long each page takes when it is asked first, and again.

Processor seconds beside those of the clock, for a busy machine. COPYDESK_BENCH_ARTICLES names the sizes: "100000".
"""

import asyncio
import os
import statistics
import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from flows.serve.app import create_app
from flows.serve.pages import Site
from flows.serve.security import LOOPBACK
from schemas.settings import Settings
from tests.benchmarks.generated import generate
from warehouse.search import index_versions, join_segments
from warehouse.session import open_warehouse

SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_ARTICLES", "100000").split(",")]
TIMES, INDEXED_AT_ONCE = 5, 10_000
# Words of a language's kind: few of them often, many of them rarely, so that a search finds some and not all.
BODIES = """
UPDATE article_versions
SET body = (SELECT string_agg('word' || (hash(version_id || i) % (10 + i * i)), ' ') FROM range(200) AS places(i))
"""


@pytest.fixture(scope="module", params=SIZES)
def warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("generated") / "news.duckdb"
    generate(path, request.param)
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql(BODIES)
        ids = list(connection.scalars(sa.text("SELECT version_id FROM article_versions")))
        for start in range(0, len(ids), INDEXED_AT_ONCE):
            index_versions(connection, ids[start : start + INDEXED_AT_ONCE], f"segment-{start}")
        join_segments(connection, "joined")
    return request.param, path


def addresses(path: Path) -> dict[str, str]:
    """Pages by name, each of them about somebody or something that the warehouse has much of."""
    with open_warehouse(path, read_only=True) as connection:
        person = connection.scalar(
            sa.text("SELECT speaker_person_id FROM who_said_what GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1")
        )
        article = connection.scalar(sa.text("SELECT min(article_id) FROM articles WHERE copy_group IS NOT NULL"))
    return {
        "home": "/",
        "search, quotations": "/search?q=quotation+number+777",
        "search, articles": "/search?q=word3+word77&in=articles",
        "search, narrowed down": "/search?q=word77&in=articles&outlet=Source+7&since=2015-01-05",
        "latest quotations": "/search?outlet=Source+7",
        "article": f"/article/{article}",
        "person": f"/person/{person}",
        "people": "/people",
        "desk": "/desk",
        "outlet": "/outlet/s7",
    }


def test_pages_first_and_again(warehouse: tuple[int, Path]) -> None:
    size, path = warehouse
    pages = addresses(path)
    # The file stands for its own published copy: it is kept open, as a copy is.
    app = create_app(Settings.read(warehouse=path, published=path), edit=False, hosts=LOOPBACK)
    site = app.state.site
    assert isinstance(site, Site)
    asyncio.run(_ask(app, "/desk"))
    print(f"\n{size:,} articles     first: clock, processor    again: clock")
    for name, address in pages.items():
        first, processor, again = [], [], []
        for _ in range(TIMES):
            site.reader.forget()
            clock, used = time.perf_counter(), time.process_time()
            asyncio.run(_ask(app, address))
            first.append(time.perf_counter() - clock)
            processor.append(time.process_time() - used)
            clock = time.perf_counter()
            asyncio.run(_ask(app, address))
            again.append(time.perf_counter() - clock)
        shown = [f"{statistics.median(one) * 1000:.0f} ms" for one in (first, processor, again)]
        print(f"{name:<24}{shown[0]:>12}{shown[1]:>12}{shown[2]:>16}")


async def _ask(app: object, address: str) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(address)
    assert answer.status_code == 200, answer.text
