"""Every query of docs/queries.md answers over a small warehouse; of some the whole answer is known."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.article import Article, Source
from schemas.enrichment import Enrichment
from tests.records import NOW, VALLEY, moment
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest, new_warehouse
from warehouse.corrections import Decided, rename
from warehouse.query import run_query
from warehouse.session import open_warehouse

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
QUESTIONS: dict[str, str] = dict(
    re.findall(r"^### (.+?)\n(?:(?!^### ).)*?^```sql\n(.+?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
)
HILL = Source(source_id="hill-herald", name="Hill Herald", domain="hill.example", timezone="UTC")

WHOLE = '"The bridge will open in May, every family will have a dry home and Tilbury knows it,"'
TRIMMED = '"every family will have a dry home and Tilbury knows it,"'
REPORT = "the ferry would sail again in June"
RELAYED = "no minister had seen the plan"
KILL = (("ok", "10:00"), ("withdrawn", "11:00"))
LATER = WHOLE.replace("in May, every", "in June, and every")
WIRE = "The same story stands word for word in both of these papers, as it came from the agency. " * 4
LEADER = Who("Ruth Adeyemi", "council leader")
TILBURY = Who("Mark Tilbury", called=["Tilbury"])


def stories() -> list[tuple[Article, Enrichment]]:
    """One story in two versions; two papers with the same wire copy; a relayed minister; a kill."""
    updated = {"at": "bridge", "title": "Bridge to open later", "updated": moment(time="18:00")}
    of_valley, of_hill = {"source": VALLEY, "day": "2024-03-06"}, {"source": HILL, "day": "2024-03-07"}
    wire = f"{TRIMMED} Ruth Adeyemi said. {WIRE}"
    return [
        told(
            "bridge",
            f"{WHOLE} said council leader Ruth Adeyemi. Hana Okoro was there. An official said {REPORT}.",
            who=[LEADER, TILBURY, Who("Hana Okoro")],
            said=[Said(WHOLE, "Ruth Adeyemi"), Said(REPORT, None, "indirect", anonymity="official")],
            title="Bridge to open",
        ),
        told(
            "bridge-2",
            f"{LATER} said council leader Ruth Adeyemi. An official said {REPORT}.",
            who=[LEADER, TILBURY],
            said=[Said(LATER, "Ruth Adeyemi"), Said(REPORT, None, "indirect", anonymity="official")],
            **updated,
        ),
        told("home", wire, who=[TILBURY, Who("Ruth Adeyemi")], said=[Said(TRIMMED, "Ruth Adeyemi")], **of_valley),
        told("wire", wire, who=[TILBURY], said=[Said(TRIMMED, "Mark Tilbury")], **of_hill),
        told(
            "plan",
            f"According to the agency, Prime Minister Ana Ruiz said {RELAYED}. Party leader Ruth Adeyemi disagreed.",
            who=[Who("Ana Ruiz", "Prime Minister"), Who("Ruth Adeyemi", "Party leader")],
            said=[Said(RELAYED, "Ana Ruiz", "indirect", relayed_by="the agency")],
            source=HILL,
            day="2024-03-12",
        ),
        *(told("gone", "Taken back.", status=status, updated=moment(time=time)) for status, time in KILL),
    ]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_warehouse(tmp_path_factory.mktemp("queries"))
    for number, (of, found) in enumerate(stories()):
        ingest(path, [of], found={of.ref: found}, now=NOW + timedelta(hours=number))
    with open_warehouse(path) as connection, connection.begin():
        rename(connection, "Ana Ruiz", "Ana M. Ruiz", Decided(by="nora", reason="as she signs", at=NOW))
    return path


def test_the_page_asks_some_twenty_questions_each_with_its_query() -> None:
    assert len(QUESTIONS) >= 20
    assert len(QUESTIONS) == PAGE.read_text("utf-8").count("```sql")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_query_answers(warehouse: Path, question: str) -> None:
    assert run_query(warehouse, QUESTIONS[question]).num_rows > 0


AT_PORT, AT_VALLEY, AT_HILL = (datetime(2024, 3, day, 1, 10, tzinfo=UTC) for day in (5, 6, 7))
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "What did A say about B?": [
        {
            "published_at": AT_PORT,
            "source_name": "Harbour News",
            "type": "direct",
            "text": LATER,
            "url": "https://harbour.example/bridge",
        },
        {
            "published_at": AT_VALLEY,
            "source_name": "Valley Post",
            "type": "direct",
            "text": TRIMMED,
            "url": "https://valley.example/home",
        },
    ],
    "Which officials are quoted only through others?": [
        {"speaker_name": "Ana M. Ruiz", "roles": ["Prime Minister"], "quotes": 1}
    ],
    "Which outlet printed a quotation first?": [
        {
            "first_source_name": "Harbour News",
            "first_published_at": AT_PORT,
            "first_url": "https://harbour.example/bridge",
            "articles": 3,
            "text": LATER,
        }
    ],
    "Whose words are most often copied?": [{"speaker_name": "Ruth Adeyemi", "copies": 2, "quotations": 1}],
    "Which words are given to different speakers?": [
        {
            "text": LATER,
            "speaker_names": ["Ruth Adeyemi", "Mark Tilbury"],
            "articles": 3,
            "first_url": "https://harbour.example/bridge",
        }
    ],
    "What did a paper change in its quotations after publication?": [
        {
            "changed_at": moment(time="18:00").at,
            "source_name": "Harbour News",
            "title": "Bridge to open later",
            "change": "reworded",
            "speaker_name": "Ruth Adeyemi",
            "earlier_text": WHOLE,
            "text": LATER,
            "url": "https://harbour.example/bridge",
        }
    ],
    "Who was taken out of a story?": [
        {
            "source_name": "Harbour News",
            "title": "Bridge to open later",
            "name": "Hana Okoro",
            "last_named_in_version": 1,
        }
    ],
    "What share of each outlet's sources is not named?": [
        {"source_name": "Harbour News", "quotes": 2, "anonymous_share": 0.5, "unresolved_share": 0.0},
        {"source_name": "Hill Herald", "quotes": 2, "anonymous_share": 0.0, "unresolved_share": 0.0},
        {"source_name": "Valley Post", "quotes": 1, "anonymous_share": 0.0, "unresolved_share": 0.0},
    ],
    "How much of an outlet is its own, and how much wire copy?": [
        {"source_name": "Valley Post", "articles": 1, "shared": 1, "shared_share": 1.0},
        {"source_name": "Hill Herald", "articles": 2, "shared": 1, "shared_share": 0.5},
        {"source_name": "Harbour News", "articles": 1, "shared": 0, "shared_share": 0.0},
    ],
    "What have people corrected, and why?": [
        {"at": NOW, "author": "nora", "kind": "rename_person", "value": "Ana M. Ruiz", "reason": "as she signs"}
    ],
}


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_is_whole(warehouse: Path, question: str) -> None:
    assert run_query(warehouse, QUESTIONS[question]).to_pylist() == ANSWERS[question]
