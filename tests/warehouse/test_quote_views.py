"""Copies of a quotation however trimmed, what it names, and what a paper changed in it."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.article import Article, Source
from schemas.enrichment import Enrichment
from tests.records import HARBOUR, VALLEY, moment
from tests.warehouse.told import Said, Who, told
from tests.warehouses import contents, ingest, new_warehouse, rows
from warehouse.quote_copies import regroup_quotes
from warehouse.session import open_warehouse

HILL = Source(source_id="hill-herald", name="Hill Herald", domain="hill.example", timezone="UTC")
WHOLE = '"We will not rest until every family on the island has a dry home, and that is a promise,"'
TRIMMED = '"every family on the island has a dry home"'
MIXED = "the council would “not rest until every family on the island” was housed"
ELLIPSIS = '"We will not rest ... every family on the island has a dry home, and that is a promise,"'
OTHER = '"We will not sleep while a single house on the shore is under water,"'
FORMULA = '"every family on the island"'

Story = tuple[Article, Enrichment]


def story(ref: str, text: str, source: Source, day: str, *, by: str | None = None, type_: str = "direct") -> Story:
    return told(ref, f"{text} said somebody.", said=[Said(text, by, type_)], source=source, day=day)  # type: ignore[arg-type]


STORIES = [
    story("a", TRIMMED, VALLEY, "2024-03-06", by="Ruth Adeyemi"),
    story("b", WHOLE, HARBOUR, "2024-03-05", by="Ruth Adeyemi"),
    story("c", MIXED, HILL, "2024-03-07", by="council", type_="mixed"),
    story("d", ELLIPSIS, HILL, "2024-03-08"),
    story("e", OTHER, HILL, "2024-03-04", by="Ruth Adeyemi"),
    story("f", FORMULA, HILL, "2024-03-03", by="Ruth Adeyemi"),
]


def filled(folder: Path, stories: list[Story], *, at_once: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    path = new_warehouse(folder)
    found = {of.ref: enrichment for of, enrichment in stories}
    for batch in [[of for of, _ in stories]] if at_once else [[of] for of, _ in stories]:
        ingest(path, batch, found=found)
    return path


def test_a_quotation_is_one_however_it_was_trimmed(tmp_path: Path) -> None:
    path = filled(tmp_path, STORIES)

    ids = {row["url"]: row["article_id"] for row in rows(path, "SELECT url, article_id FROM articles")}
    assert rows(path, "SELECT * EXCLUDE (text_key, copy_key) FROM quote_copies") == [
        {
            "text": WHOLE,
            "longest_text": ELLIPSIS if len(ELLIPSIS) > len(WHOLE) else WHOLE,
            "wordings": 4,
            "speaker_name": "Ruth Adeyemi",
            "speaker_names": ["Ruth Adeyemi", "council"],
            "articles": 4,
            "sources": 3,
            "first_published_at": datetime(2024, 3, 5, 1, 10, tzinfo=UTC),
            "first_source_name": "Harbour News",
            "first_title": "Title of b",
            "first_url": "https://harbour.example/b",
            "first_article_id": ids["https://harbour.example/b"],
            "last_published_at": datetime(2024, 3, 8, 1, 10, tzinfo=UTC),
            "article_ids": [
                ids[f"https://{source}.example/{ref}"]
                for source, ref in (("harbour", "b"), ("valley", "a"), ("hill", "c"), ("hill", "d"))
            ],
        }
    ]


def test_groups_are_the_same_in_every_order_and_when_made_anew(tmp_path: Path) -> None:
    keys = "SELECT url, copy_key FROM quotes JOIN article_urls USING (article_id) ORDER BY url"
    path = filled(tmp_path / "once", STORIES, at_once=True)
    expected = rows(path, keys)

    for number, order in enumerate(itertools.islice(itertools.permutations(STORIES), 100, 700, 200)):
        assert rows(filled(tmp_path / str(number), list(order)), keys) == expected
    before = contents(path)
    with open_warehouse(path) as connection, connection.begin():
        regroup_quotes(connection)
    assert contents(path) == before


def test_a_late_wording_joins_two_groups(tmp_path: Path) -> None:
    head, tail = '"We will not rest until every family on the island,"', '"has a dry home, and that is a promise,"'
    stories = [story("a", head, HARBOUR, "2024-03-05"), story("b", tail, VALLEY, "2024-03-06")]
    path = filled(tmp_path, stories)
    assert rows(path, "SELECT * FROM quote_copies") == []

    late, found = story("c", WHOLE, HILL, "2024-03-04")
    ingest(path, [late], found={late.ref: found})

    assert rows(path, "SELECT articles, wordings, first_source_name FROM quote_copies") == [
        {"articles": 3, "wordings": 3, "first_source_name": "Hill Herald"}
    ]


def test_what_one_says_about_another_is_one_query(tmp_path: Path) -> None:
    body = (
        '"Tilbury never asked Okoro, and Tilbury knew," said council leader Ruth Adeyemi. Mark Tilbury and Hana Okoro '
        "did not answer."
    )
    quote = '"Tilbury never asked Okoro, and Tilbury knew,"'
    of, found = told(
        "row",
        body,
        who=[
            Who("Ruth Adeyemi", "council leader"),
            Who("Mark Tilbury", called=["Mark Tilbury", "Tilbury", "Tilbury knew"]),
            Who("Hana Okoro", called=["Hana Okoro", "Okoro"]),
        ],
        said=[Said(quote, "Ruth Adeyemi")],
    )
    path = filled(tmp_path, [(of, found)])

    assert rows(
        path,
        "SELECT source_name, title, speaker_name, entity_name, entity_type, named_as, mentions, type, text, url "
        "FROM quote_entities ORDER BY entity_name",
    ) == [
        {
            "source_name": "Harbour News",
            "title": "Title of row",
            "speaker_name": "Ruth Adeyemi",
            "entity_name": name,
            "entity_type": "PERSON",
            "named_as": first,
            "mentions": mentions,
            "type": "direct",
            "text": quote,
            "url": "https://harbour.example/row",
        }
        for name, first, mentions in (("Hana Okoro", "Okoro", 1), ("Mark Tilbury", "Tilbury", 2))
    ]


EARLIER = ['"We had no choice at all about the bridge,"', '"The bridge is safe,"', '"It will cost two million,"']
LATER = ['"We had little choice about the bridge,"', '"The bridge is safe,"', '"Nobody was asked about anything,"']


def versions(*statuses: str) -> list[Story]:
    told_of = []
    for number, (quotes, status) in enumerate(zip((EARLIER, LATER, LATER[:1]), statuses, strict=False)):
        body = " ".join(f"{quote} said Ruth Adeyemi." for quote in quotes)
        fields = {"at": "bridge", "updated": moment(time=f"1{number}:00"), "status": status, "title": "The bridge"}
        said = [Said(quote, "Ruth Adeyemi") for quote in quotes]
        told_of.append(told(f"v{number}", body, who=[Who("Ruth Adeyemi")], said=said, **fields))
    return told_of


def test_changes_are_added_dropped_or_reworded(tmp_path: Path) -> None:
    path = filled(tmp_path, versions("ok", "ok"))

    ids = {row["text"]: row["quote_id"] for row in rows(path, "SELECT text, quote_id FROM quotes ORDER BY version")}
    plain = {
        "changed_at": moment(time="11:00").at,
        "source_name": "Harbour News",
        "title": "The bridge",
        "speaker_name": "Ruth Adeyemi",
        "cue_text": None,
        "type": "direct",
        "earlier_text": None,
        "similarity": None,
        "earlier_quote_id": None,
        "from_version": 1,
        "to_version": 2,
        "url": "https://harbour.example/bridge",
    }
    assert rows(path, "SELECT * EXCLUDE (article_id, speaker_person_id) FROM quote_changes ORDER BY change") == [
        plain | {"change": "added", "text": LATER[2], "quote_id": ids[LATER[2]]},
        plain | {"change": "dropped", "text": EARLIER[2], "quote_id": ids[EARLIER[2]]},
        plain
        | {
            "change": "reworded",
            "text": LATER[0],
            "earlier_text": EARLIER[0],
            "similarity": pytest.approx(6 / 10),
            "quote_id": ids[LATER[0]],
            "earlier_quote_id": ids[EARLIER[0]],
        },
    ]


def test_nothing_of_a_withdrawn_article_is_shown(tmp_path: Path) -> None:
    path = filled(tmp_path, versions("ok", "ok", "withdrawn"))

    for view in ("articles", "who_said_what", "speakers", "persons", "quote_changes", "quote_copies", "quote_entities"):
        assert rows(path, f"SELECT * FROM {view}") == [], view  # noqa: S608
    assert rows(path, "SELECT version, status, is_current FROM article_versions ORDER BY version") == [
        {"version": 1, "status": "ok", "is_current": False},
        {"version": 2, "status": "ok", "is_current": False},
        {"version": 3, "status": "withdrawn", "is_current": False},
    ]
