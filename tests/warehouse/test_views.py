"""Every view over a few articles whose rows are known."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.article import Article
from schemas.enrichment import Enrichment
from tests.records import BODY, HARBOUR, NOW, VALLEY, article, moment, port_enrichment, quote_of, span
from tests.warehouses import ingest, new_warehouse, rows
from warehouse import views
from warehouse.document import described

MORNING = datetime(2024, 3, 5, 1, 10, tzinfo=UTC)
PORT_URL = "https://harbour.example/news/port"
SHARED = '"The harbour will be open to every boat by May,"'
VALLEY_BODY = f"{SHARED} said Ana Kowalski, and nobody in the room objected to it."


def valley() -> Article:
    """A day later, another paper prints one of the quotes, without a byline or a time."""
    return article(
        ref="valley.html",
        source=VALLEY,
        title="Boats in May",
        canonical_url="https://valley.example/boats",
        published=moment("2024-03-06", None),
        credits=(),
        body=VALLEY_BODY,
    )


def harbour_later() -> Article:
    """The second version of the port article: the direct quote is gone, another has come."""
    return article(
        ref="later.html", body=f"{BODY.split(chr(10))[0]}\n\n{SHARED} she said.", updated=moment(time="15:00")
    )


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_warehouse(tmp_path_factory.mktemp("views"))
    later, other = harbour_later(), valley()
    indirect = port_enrichment().quotes[0]
    found = {
        "later.html": Enrichment(
            entities=port_enrichment().entities, quotes=(indirect, quote_of(SHARED, later.body, utterance=2))
        ),
        "valley.html": Enrichment(quotes=(quote_of(SHARED, other.body, speaker="Ana Kowalski"),)),
    }
    ingest(path, [article()], now=NOW)
    ingest(path, [later], now=NOW + timedelta(days=1), found=found)
    ingest(path, [other], now=NOW + timedelta(days=2), found=found)
    withdrawn = {"canonical_url": "https://harbour.example/news/withdrawn", "body": "Taken back."}
    ingest(path, [article(ref="w.html", **withdrawn)])
    ingest(path, [article(ref="w.html", status="withdrawn", updated=moment("2024-03-07"), **withdrawn)])
    return path


def test_articles_are_the_current_versions(warehouse: Path) -> None:
    found = rows(
        warehouse, "SELECT version, title, source_name, published_at, first_published_at FROM articles ORDER BY title"
    )

    midnight = datetime(2024, 3, 6, tzinfo=UTC)
    assert found == [
        {
            "version": 1,
            "title": "Boats in May",
            "source_name": "Valley Post",
            "published_at": midnight,
            "first_published_at": midnight,
        },
        {
            "version": 2,
            "title": "Port to close on Friday",
            "source_name": "Harbour News",
            "published_at": MORNING,
            "first_published_at": MORNING,
        },
    ]


def test_who_said_what_has_a_row_a_quote_of_the_current_versions(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT published_at, source_name, title, speaker_name, speaker_role, speaker_affiliation, speaker_text, "
        "cue_text, type, text, relayed_by, confidence, url FROM who_said_what ORDER BY published_at, start_char",
    )

    port = {
        "published_at": MORNING,
        "source_name": "Harbour News",
        "title": "Port to close on Friday",
        "speaker_affiliation": None,
        "relayed_by": None,
        "url": PORT_URL,
    }
    nobody = {"speaker_name": None, "speaker_role": None, "speaker_text": None, "cue_text": None}
    assert found == [
        port
        | {
            "speaker_name": "Ana Kowalski",
            "speaker_role": "Mayor",
            "speaker_text": "Mayor Ana Kowalski",
            "cue_text": "said",
            "type": "indirect",
            "text": "The port will close on Friday",
            "confidence": 0.9,
        },
        port | nobody | {"type": "direct", "text": SHARED, "confidence": 0.5},
        port
        | nobody
        | {
            "published_at": datetime(2024, 3, 6, tzinfo=UTC),
            "source_name": "Valley Post",
            "title": "Boats in May",
            "speaker_name": "Ana Kowalski",
            "type": "direct",
            "text": SHARED,
            "confidence": 0.5,
            "url": "https://valley.example/boats",
        },
    ]


def test_several_roles_of_a_speaker_stand_in_text_order(tmp_path: Path) -> None:
    body = "Mayor Ana Kowalski of the Harbour Party, party leader and mayor, said the port will close."
    mayor = port_enrichment().entities[0]
    roles = tuple(
        mayor.roles[0].model_copy(update=span(text, body).model_dump() | {"role": text, "affiliation": party})
        for text, party in [("party leader", "Harbour Party"), ("Mayor", None), ("mayor", None)]
    )
    quote = quote_of("the port will close", body).model_copy(update={"speaker_entity": "e1"})
    path = new_warehouse(tmp_path)
    entity = mayor.model_copy(update={"mentions": (), "roles": roles})
    ingest(path, [article(body=body)], found={"port.html": Enrichment(entities=(entity,), quotes=(quote,))})

    assert rows(path, "SELECT speaker_role, speaker_affiliation FROM who_said_what") == [
        {"speaker_role": "Mayor; party leader", "speaker_affiliation": "Harbour Party"}
    ]


def test_speakers_are_counted_over_papers(warehouse: Path) -> None:
    (person,) = rows(warehouse, "SELECT person_id FROM persons")
    assert rows(warehouse, "SELECT * FROM speakers") == [
        {
            "speaker_name": "Ana Kowalski",
            "utterances": 2,
            "quotes": 2,
            "verbatim_quotes": 1,
            "relayed_quotes": 0,
            "articles": 2,
            "stories": 2,
            "sources": 2,
            "roles": ["Mayor"],
            "first_quoted_at": MORNING,
            "last_quoted_at": datetime(2024, 3, 6, tzinfo=UTC),
            "speaker_person_id": person["person_id"],
        }
    ]


def test_quote_copies_say_who_printed_a_quote_first(warehouse: Path) -> None:
    (found,) = rows(warehouse, "SELECT * EXCLUDE (text_key, copy_key) FROM quote_copies")

    ids = {row["title"]: row["article_id"] for row in rows(warehouse, "SELECT title, article_id FROM articles")}
    assert found == {
        "text": SHARED,
        "longest_text": SHARED,
        "wordings": 1,
        "speaker_name": "Ana Kowalski",
        "speaker_names": ["Ana Kowalski"],
        "articles": 2,
        "sources": 2,
        "first_published_at": MORNING,
        "first_source_name": "Harbour News",
        "first_title": "Port to close on Friday",
        "first_url": PORT_URL,
        "first_article_id": ids["Port to close on Friday"],
        "last_published_at": datetime(2024, 3, 6, tzinfo=UTC),
        "article_ids": [ids["Port to close on Friday"], ids["Boats in May"]],
    }


def test_quote_changes_show_what_was_added_and_dropped(warehouse: Path) -> None:
    found = rows(
        warehouse, "SELECT * EXCLUDE (article_id, quote_id, speaker_person_id) FROM quote_changes ORDER BY change"
    )

    step = {
        "earlier_text": None,
        "earlier_quote_id": None,
        "similarity": None,
        "changed_at": moment(time="15:00").at,
        "source_name": "Harbour News",
        "title": "Port to close on Friday",
        "type": "direct",
        "from_version": 1,
        "to_version": 2,
        "url": PORT_URL,
    }
    assert found == [
        step | {"change": "added", "speaker_name": None, "cue_text": None, "text": SHARED},
        step
        | {"change": "dropped", "speaker_name": "Ana Kowalski", "cue_text": "added", "text": '"We had no choice,"'},
    ]


def test_coverage_counts_days_and_papers(warehouse: Path) -> None:
    assert rows(warehouse, "SELECT * FROM coverage_daily ORDER BY day") == [
        {
            "day": date(2024, 3, 5),
            "source_name": "Harbour News",
            "articles": 1,
            "stories": 1,
            "words": len(harbour_later().body.split()),
            "quotes": 2,
            "speakers": 1,
        },
        {
            "day": date(2024, 3, 6),
            "source_name": "Valley Post",
            "articles": 1,
            "stories": 1,
            "words": len(VALLEY_BODY.split()),
            "quotes": 1,
            "speakers": 1,
        },
    ]


def test_source_quality_counts_what_is_missing(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT * FROM source_quality ORDER BY source_name")

    whole: dict[str, Any] = {
        "articles": 1,
        "without_title": 0,
        "without_date": 0,
        "without_time": 0,
        "without_zone": 0,
        "without_author": 0,
        "partial": 0,
    }
    assert found == [
        whole
        | {
            "source_id": HARBOUR.source_id,
            "source_name": "Harbour News",
            "versions": 4,
            "withdrawn": 1,
            "quotes": 2,
            "unresolved_quotes": 1,
            "resolved_share": 0.5,
        },
        whole
        | {
            "source_id": VALLEY.source_id,
            "source_name": "Valley Post",
            "versions": 1,
            "withdrawn": 0,
            "without_time": 1,
            "without_zone": 1,
            "without_author": 1,
            "quotes": 1,
            "unresolved_quotes": 0,
            "resolved_share": 1.0,
        },
    ]


@pytest.mark.parametrize("view", views.load(), ids=lambda view: view.name)
def test_every_column_is_described_and_every_description_has_its_column(view: views.View, warehouse: Path) -> None:
    columns = [row["column_name"] for row in rows(warehouse, f"DESCRIBE {view.name}")]

    assert view.answers.endswith(".")
    assert [column for column in columns if not described(view, column)] == []
    assert [column for column in view.columns if column not in columns] == []


@pytest.mark.parametrize("view", views.load(), ids=lambda view: view.name)
def test_every_view_answers_over_nothing(view: views.View, tmp_path: Path) -> None:
    assert rows(new_warehouse(tmp_path), f"SELECT * FROM {view.name}") == []  # noqa: S608


def test_offsets_of_quotes_hold_in_sql(warehouse: Path) -> None:
    wrong = rows(
        warehouse,
        "SELECT quote_id FROM quotes JOIN article_versions USING (version_id) "
        "WHERE substr(body, start_char + 1, end_char - start_char) != text",
    )

    assert wrong == []
