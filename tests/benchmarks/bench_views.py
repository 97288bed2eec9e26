"""Views against SQL that answers the same on base tables; ratios are of one run.

Where something was corrected, the SQL by hand has each table joined with what corrections make of its rows, written the
plain way. Measured as seconds of processor over all threads, so that other work on the machine counts little.

COPYDESK_BENCH_ARTICLES names the sizes, such as "100000,1000000".
"""

import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.benchmarks.generated import generate
from warehouse.decided import settle_corrections
from warehouse.session import open_warehouse

SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_ARTICLES", "10000,100000").split(",")]
RUNS = 3
# (view and what of it, the question, the same by hand)
QUESTIONS = re.findall(
    r"^-- (\w+: [^\n]+)\n(.+?);\n(.+?);$", Path(__file__).with_name("by_hand.sql").read_text(), re.MULTILINE | re.DOTALL
)
# One article in a hundred has an earlier version, of which the first quotation was another.
EARLIER = """
UPDATE article_versions SET version = 2 WHERE url LIKE '%50';
UPDATE quotes SET version = 2 WHERE article_id IN (SELECT article_id FROM article_versions WHERE version = 2);
INSERT INTO article_versions SELECT * REPLACE (md5(version_id) AS version_id, 1 AS version, false AS is_current)
FROM article_versions WHERE version = 2;
INSERT INTO quotes SELECT * REPLACE (
    md5(quote_id) AS quote_id, md5(version_id) AS version_id, 1 AS version,
    CASE WHEN utterance = 0 THEN md5(text_key) ELSE text_key END AS text_key,
    CASE WHEN utterance = 0 THEN 'Words of which none is left ' || md5(text) ELSE text END AS text
) FROM quotes WHERE version = 2
"""
# A hundred of each kind that is about one article, and of people, spread over the warehouse.
CORRECTIONS = """
INSERT INTO corrections BY NAME
SELECT md5(kind || i) AS correction_id, kind, 'x' AS target_id, a.article_id, 'because' AS reason, 'nora' AS author,
    now() AS at, CASE kind WHEN 'right_speaker' THEN q.text_key WHEN 'not_a_quote' THEN q.text_key
        WHEN 'wrong_date' THEN NULL ELSE e.name_key END AS target_key,
    CASE kind WHEN 'wrong_date' THEN '2014-05-05' WHEN 'not_a_quote' THEN NULL
        ELSE 'Corrected ' || kind || ' ' || i END AS value
FROM range(100) AS numbers(i), (VALUES ('right_speaker'), ('not_a_quote'), ('rename_entity'), ('rename_person'),
    ('wrong_date')) AS kinds(kind)
JOIN article_versions AS a ON a.is_current AND a.url = 'https://news.example/' || (1000 + i * 50)
JOIN quotes AS q ON q.version_id = a.version_id AND q.utterance = 1
JOIN entities AS e ON e.entity_id = q.speaker_entity_id
"""

# The tables of the SQL by hand as corrected.
CORRECTED = {
    "article_versions": """
        SELECT v.* REPLACE (
            CASE WHEN d.article_id IS NULL THEN v.published_at ELSE d.published_at END AS published_at,
            CASE WHEN d.article_id IS NULL THEN v.published_on ELSE d.published_on END AS published_on
        ) FROM article_versions AS v LEFT JOIN decided_dates AS d ON v.article_id = d.article_id""",
    "quotes": """
        SELECT q.* REPLACE (
            coalesce(p.name, q.speaker_name) AS speaker_name,
            coalesce(p.person_id, q.speaker_person_id) AS speaker_person_id
        ) FROM quotes AS q LEFT JOIN decided_persons AS p ON q.speaker_person_id = p.node
        WHERE q.version_id NOT IN (SELECT version_id FROM decided_versions)
        UNION ALL BY NAME SELECT * EXCLUDE (speaker_wikidata_id) FROM decided_quotes""",
    "entities": """
        SELECT e.* REPLACE (coalesce(p.name, e.name) AS name, coalesce(p.person_id, e.person_id) AS person_id)
        FROM entities AS e LEFT JOIN decided_persons AS p ON e.person_id = p.node
        WHERE e.version_id NOT IN (SELECT version_id FROM decided_versions)
        UNION ALL BY NAME SELECT * EXCLUDE (joined_entity_id, decided_name) FROM decided_entities""",
    "mentions": """
        SELECT * FROM mentions WHERE version_id NOT IN (SELECT version_id FROM decided_versions)
        UNION ALL BY NAME SELECT * FROM decided_mentions""",
}


def as_corrected(sql: str) -> str:
    """The SQL by hand over tables as corrected."""
    return re.sub(rf"\b(FROM|JOIN)\s+({'|'.join(CORRECTED)})\b", lambda at: f"{at[1]} ({CORRECTED[at[2]]})", sql)


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.fixture(scope="module", params=SIZES)
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("generated") / "news.duckdb"
    print(f"\ngenerating {request.param:,} articles: {seconds(lambda: generate(path, request.param)):.0f} s")
    with open_warehouse(path) as connection, connection.begin():
        for statement in EARLIER.split(";"):
            connection.exec_driver_sql(statement)
    return request.param, path


def test_views_against_the_same_sql_by_hand(generated: tuple[int, Path]) -> None:
    size, path = generated
    with open_warehouse(path, read_only=True) as connection:
        print(f"\n{size:,} articles, nothing corrected")
        compare(connection, QUESTIONS)


def test_views_with_corrections_against_the_same_sql_by_hand(generated: tuple[int, Path]) -> None:
    size, path = generated
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql(CORRECTIONS)
        made = connection.scalar(sa.text("SELECT count(*) FROM corrections"))
        settling = seconds(lambda: settle_corrections(connection))
    with open_warehouse(path, read_only=True) as connection:
        print(f"\n{size:,} articles, {made} corrections, settled in {settling:.2f} s")
        compare(connection, [(name, ask, as_corrected(by_hand)) for name, ask, by_hand in QUESTIONS])


def compare(connection: sa.Connection, questions: Iterable[tuple[str, str, str]]) -> None:
    """Print a line a question: the least of some runs, view and hand in turn."""
    for name, ask, by_hand in questions:
        took: dict[str, list[float]] = {ask: [], by_hand: []}
        answers: dict[str, list[str]] = {}
        for _ in range(RUNS):
            for sql in took:
                started = time.process_time()
                rows = connection.exec_driver_sql(sql).all()
                took[sql].append(time.process_time() - started)
                answers[sql] = [str(row) for row in rows]
        assert sorted(answers[ask]) == sorted(answers[by_hand]), name
        view, hand = min(took[ask]), min(took[by_hand])
        print(f"{name} | {view:.3f} | {hand:.3f} | {view / hand:.2f}", flush=True)
