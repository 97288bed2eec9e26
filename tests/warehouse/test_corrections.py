"""What people decide: seen in every view, kept over re-runs, undone; the latest wins; base rows stay."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.decided import CorrectionRow
from tests.records import NOW, moment
from tests.warehouse.deciding import (
    EACH,
    PEOPLE,
    PORT,
    SAID,
    article,
    decide,
    entity,
    every_correction,
    filled,
    one,
    quote,
    seen,
)
from tests.warehouse.told import Who, told
from tests.warehouses import contents, ingest, rows
from warehouse.correction_list import list_corrections
from warehouse.correction_targets import UnknownTarget
from warehouse.corrections import (
    WrongCorrection,
    merge,
    not_a_quote,
    rename,
    right_speaker,
    split_entity,
    split_person,
    undo,
    wrong_date,
)
from warehouse.decided import settle_corrections
from warehouse.session import open_warehouse

SPOKEN = "SELECT speaker_name, text FROM who_said_what ORDER BY published_at, url, start_char"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return filled(tmp_path)


def spoken(path: Path) -> dict[str, str | None]:
    return {row["text"]: row["speaker_name"] for row in rows(path, SPOKEN)}


def persons(path: Path) -> list[tuple[str, int, int]]:
    found = rows(path, "SELECT name, articles, quotes FROM persons ORDER BY ALL")
    return [(row["name"], row["articles"], row["quotes"]) for row in found]


BEFORE = [("Ana Ruiz", 2, 0), ("Bob Okafor", 2, 2), ("Ingrid Vahl", 1, 1), ("Robert Okafor", 2, 1)]
SPOKEN_BEFORE = {
    SAID[0].text: "Bob Okafor",
    SAID[1].text: "Ingrid Vahl",
    SAID[2].text: None,
    '"Never,"': "Bob Okafor",
    '"Soon,"': "Robert Okafor",
}


def test_without_corrections_the_views_show_what_was_found(warehouse: Path) -> None:
    assert persons(warehouse) == BEFORE
    assert spoken(warehouse) == SPOKEN_BEFORE


def test_a_right_speaker_is_seen_where_quotes_and_speakers_are(warehouse: Path) -> None:
    row = decide(warehouse, right_speaker, quote(warehouse, SAID[0].text), "Ingrid Vahl")

    assert row == CorrectionRow(
        correction_id=row.correction_id,
        kind="right_speaker",
        target_id=quote(warehouse, SAID[0].text),
        article_id=article(warehouse, "https://harbour.example/port"),
        target_key=row.target_key,
        other_id=None,
        other_article_id=None,
        other_key=row.other_key,
        value="Ingrid Vahl",
        reason="as the recording has it",
        author="nora",
        at=NOW,
        undone_at=None,
        undone_by=None,
    )
    assert spoken(warehouse) == SPOKEN_BEFORE | {SAID[0].text: "Ingrid Vahl"}
    assert rows(warehouse, "SELECT speaker_name, quotes FROM speakers ORDER BY ALL") == [
        {"speaker_name": "Bob Okafor", "quotes": 1},
        {"speaker_name": "Ingrid Vahl", "quotes": 2},
        {"speaker_name": "Robert Okafor", "quotes": 1},
    ]
    assert one(warehouse, "SELECT speaker_entity_id FROM who_said_what WHERE text LIKE '%is closed%'") == entity(
        warehouse, "Ingrid Vahl"
    )


def test_a_right_speaker_whom_the_article_does_not_name_is_the_person_of_that_name(warehouse: Path) -> None:
    decide(warehouse, right_speaker, quote(warehouse, SAID[0].text), "Ana Ruiz")

    assert rows(
        warehouse, "SELECT speaker_entity_id, speaker_name FROM who_said_what WHERE text LIKE '%is closed%'"
    ) == [{"speaker_entity_id": None, "speaker_name": "Ana Ruiz"}]
    assert ("Ana Ruiz", 2, 1) in persons(warehouse)


def test_nobody_is_a_speaker_too(warehouse: Path) -> None:
    decide(warehouse, right_speaker, quote(warehouse, SAID[0].text), None)

    assert rows(warehouse, "SELECT speaker_name, unresolved FROM who_said_what WHERE text LIKE '%is closed%'") == [
        {"speaker_name": None, "unresolved": "corrected"}
    ]


def test_what_is_not_a_quote_is_in_no_view(warehouse: Path) -> None:
    decide(warehouse, not_a_quote, quote(warehouse, SAID[2].text))

    assert SAID[2].text not in spoken(warehouse)
    assert one(warehouse, "SELECT sum(quotes) FROM coverage_daily") == 4
    assert one(warehouse, "SELECT sum(quotes) FROM source_quality") == 4


def test_two_people_become_one_called_as_the_second(warehouse: Path) -> None:
    decide(warehouse, merge, "Bob Okafor", "Robert Okafor")

    assert persons(warehouse) == [("Ana Ruiz", 2, 0), ("Ingrid Vahl", 1, 1), ("Robert Okafor", 3, 3)]
    assert rows(warehouse, "SELECT speaker_name, quotes FROM speakers ORDER BY ALL") == [
        {"speaker_name": "Ingrid Vahl", "quotes": 1},
        {"speaker_name": "Robert Okafor", "quotes": 3},
    ]


def test_two_entities_of_an_article_become_one(warehouse: Path) -> None:
    decide(warehouse, merge, entity(warehouse, "Bob Okafor"), entity(warehouse, "Robert Okafor"))

    assert persons(warehouse) == [
        ("Ana Ruiz", 2, 0), ("Bob Okafor", 1, 1), ("Ingrid Vahl", 1, 1), ("Robert Okafor", 2, 2),
    ]  # fmt: skip
    assert spoken(warehouse) == SPOKEN_BEFORE | {SAID[0].text: "Robert Okafor"}


def test_merges_chain_and_the_last_names_all(warehouse: Path) -> None:
    first = decide(warehouse, merge, "Bob Okafor", "Robert Okafor")
    decide(warehouse, merge, "Robert Okafor", "Ingrid Vahl", hours=1)
    assert persons(warehouse) == [("Ana Ruiz", 2, 0), ("Ingrid Vahl", 3, 4)]

    decide(warehouse, undo, first.correction_id, hours=2)
    assert persons(warehouse) == [("Ana Ruiz", 2, 0), ("Bob Okafor", 2, 2), ("Ingrid Vahl", 2, 2)]


def test_a_person_is_parted_by_article(warehouse: Path) -> None:
    decide(warehouse, split_person, "Ana Ruiz", [article(warehouse, "https://valley.example/court")])

    assert rows(warehouse, "SELECT name, roles, articles FROM persons WHERE name = 'Ana Ruiz' ORDER BY roles") == [
        {"name": "Ana Ruiz", "roles": ["swimmer"], "articles": 1},
        {"name": "Ana Ruiz", "roles": None, "articles": 1},
    ]


def test_a_parted_person_can_be_joined_with_another(warehouse: Path) -> None:
    (row,) = decide(warehouse, split_person, "Ana Ruiz", [article(warehouse, "https://valley.example/court")])
    decide(warehouse, merge, row.other_id, "Ingrid Vahl", hours=1)

    assert persons(warehouse) == [
        ("Ana Ruiz", 1, 0), ("Bob Okafor", 2, 2), ("Ingrid Vahl", 2, 1), ("Robert Okafor", 2, 1),
    ]  # fmt: skip


def test_mentions_are_parted_with_the_quotes_that_they_introduce(warehouse: Path) -> None:
    decide(warehouse, split_entity, entity(warehouse, "Ingrid Vahl"), "Vahl", "Anders Vahl")

    assert spoken(warehouse) == SPOKEN_BEFORE | {SAID[1].text: "Anders Vahl"}
    assert rows(
        warehouse,
        "SELECT e.name, m.text FROM corrected_mentions m JOIN corrected_entities e USING (entity_id) "
        "WHERE m.text LIKE '%Vahl' ORDER BY ALL",
    ) == [{"name": "Anders Vahl", "text": "Vahl"}, {"name": "Ingrid Vahl", "text": "Ingrid Vahl"}]


def test_a_person_is_renamed_everywhere_and_an_entity_in_its_article(warehouse: Path) -> None:
    decide(warehouse, rename, "Bob Okafor", "Robert J. Okafor")
    assert spoken(warehouse) == SPOKEN_BEFORE | dict.fromkeys([SAID[0].text, '"Never,"'], "Robert J. Okafor")
    assert ("Robert J. Okafor", 2, 2) in persons(warehouse)

    decide(warehouse, rename, entity(warehouse, "Bob Okafor"), "Bobby Okafor", hours=1)
    assert spoken(warehouse)[SAID[0].text] == "Bobby Okafor"
    assert spoken(warehouse)['"Never,"'] == "Robert J. Okafor"


@pytest.mark.parametrize(
    ("given", "value", "at", "day", "precision"),
    [
        ("2024-03-02", "2024-03-02", datetime(2024, 3, 1, 16, tzinfo=UTC), date(2024, 3, 2), "day"),
        (
            "2024-03-02T09:30",
            "2024-03-02T09:30:00+08:00",
            datetime(2024, 3, 2, 1, 30, tzinfo=UTC),
            date(2024, 3, 2),
            "minute",
        ),
        (
            "2024-03-02 09:30Z",
            "2024-03-02T09:30:00+00:00",
            datetime(2024, 3, 2, 9, 30, tzinfo=UTC),
            date(2024, 3, 2),
            "minute",
        ),
    ],
)
def test_a_wrong_date_is_mended_in_all_views(
    warehouse: Path, given: str, value: str, at: datetime, day: date, precision: str
) -> None:
    assert decide(warehouse, wrong_date, "https://harbour.example/port", given).value == value

    dated = "published_at, published_on, published_precision"
    assert rows(warehouse, f"SELECT {dated}, first_published_at FROM articles WHERE url LIKE '%port'") == [  # noqa: S608
        {"published_at": at, "published_on": day, "published_precision": precision, "first_published_at": at}
    ]
    assert rows(warehouse, f"SELECT DISTINCT {dated} FROM who_said_what WHERE url LIKE '%port'") == [  # noqa: S608
        {"published_at": at, "published_on": day, "published_precision": precision}
    ]


def test_each_correction_can_be_undone_and_base_rows_never_change(warehouse: Path) -> None:
    base, before = contents(warehouse, without=("corrections", "load_turns")), seen(warehouse)

    made = every_correction(warehouse)
    assert seen(warehouse) != before
    for row in made:
        undone = decide(warehouse, undo, row.correction_id[:10], hours=1, by="ida")
        assert (undone.undone_at, undone.undone_by) == (NOW + timedelta(hours=1), "ida")

    assert seen(warehouse) == before
    assert contents(warehouse, without=("corrections", "load_turns")) == base


def test_the_same_correction_twice_is_one_row(warehouse: Path) -> None:
    made = [row for kind, make in EACH.items() if kind != "merge_entities" for row in make(warehouse)]
    before = seen(warehouse)

    again = [
        decide(warehouse, right_speaker, quote(warehouse, SAID[0].text), "Ingrid Vahl", hours=2),
        decide(warehouse, not_a_quote, quote(warehouse, SAID[2].text), hours=2),
        decide(warehouse, merge, made[2].target_id, "Robert Okafor", hours=2),
        decide(warehouse, wrong_date, "https://harbour.example/port", "2024-03-02", hours=2),
    ]

    assert [row.correction_id for row in again] == [made[number].correction_id for number in (0, 1, 2, 6)]
    assert one(warehouse, "SELECT count(*) FROM corrections") == len(made)
    assert seen(warehouse) == before


def test_corrections_survive_a_new_version_whose_offsets_shift(warehouse: Path) -> None:
    every_correction(warehouse)
    expected = spoken(warehouse)

    later, found = told("port", f"Updated. {PORT}", who=PEOPLE, said=SAID, updated=moment(time="20:00"))
    ingest(warehouse, [later], found={"port": found})

    assert spoken(warehouse) == expected
    assert one(warehouse, "SELECT max(version) FROM articles") == 2
    with open_warehouse(warehouse, read_only=True) as connection:
        assert [row.kind for row in list_corrections(connection) if not row.applies] == []


def test_corrections_survive_a_new_enrichment(warehouse: Path) -> None:
    every_correction(warehouse)
    expected = seen(warehouse)

    with open_warehouse(warehouse) as connection, connection.begin():
        # As a new enrichment does: other ids for entities and quotations, the same words.
        for table, column in (("entities", "entity_id"), ("mentions", "entity_id"), ("roles", "entity_id")):
            connection.execute(sa.text(f"UPDATE {table} SET {column} = md5({column})"))  # noqa: S608
        connection.execute(
            sa.text("UPDATE quotes SET quote_id = md5(quote_id), speaker_entity_id = md5(speaker_entity_id)")
        )
        settle_corrections(connection)

    assert seen(warehouse) == expected


def test_a_correction_of_a_person_holds_when_more_becomes_known(warehouse: Path) -> None:
    decide(warehouse, rename, "Ana Ruiz", "Ana M. Ruiz")

    judge, found = told("bench", "Judge Ana Ruiz sat.", who=[Who("Ana Ruiz", "judge")])
    ingest(warehouse, [judge], found={"bench": found})

    assert rows(warehouse, "SELECT name, roles FROM persons WHERE name LIKE 'Ana%' ORDER BY ALL") == [
        {"name": "Ana M. Ruiz", "roles": ["swimmer"]},
        {"name": "Ana Ruiz", "roles": ["judge"]},
    ]


def test_the_latest_of_two_wins_and_the_earlier_holds_again_when_it_is_undone(warehouse: Path) -> None:
    target = quote(warehouse, SAID[0].text)
    decide(warehouse, right_speaker, target, "Ingrid Vahl")
    later = decide(warehouse, not_a_quote, target, hours=1)
    assert SAID[0].text not in spoken(warehouse)

    decide(warehouse, undo, later.correction_id, hours=2)
    assert spoken(warehouse)[SAID[0].text] == "Ingrid Vahl"


def test_the_list_says_what_applies(warehouse: Path) -> None:
    decide(warehouse, rename, "Bob Okafor", "Bobby Okafor")
    decide(warehouse, rename, "Bob Okafor", "Robert J. Okafor", hours=1)
    undone = decide(warehouse, merge, "Bob Okafor", "Ingrid Vahl", hours=2)
    decide(warehouse, undo, undone.correction_id, hours=3)

    with open_warehouse(warehouse, read_only=True) as connection:
        listed = list_corrections(connection, every=True)
        short = list_corrections(connection)
    assert [(row.kind, row.target, row.decision, row.applies) for row in listed] == [
        ("merge_persons", "Bob Okafor", "Ingrid Vahl", False),
        ("rename_person", "Bob Okafor", "Robert J. Okafor", True),
        ("rename_person", "Bob Okafor", "Bobby Okafor", False),
    ]
    assert short == listed[1:]


@pytest.mark.parametrize(
    ("work", "given", "error", "said"),
    [
        (
            rename,
            ("Nobody Here", "N"),
            UnknownTarget,
            "no entity or person is or begins with 'Nobody Here'; see copydesk sql",
        ),
        (right_speaker, ("0000", "Ana Ruiz"), UnknownTarget, "no quote is or begins with '0000'"),
        (wrong_date, ("https://none.example/", "2024-01-01"), UnknownTarget, "no article is or begins with"),
        (wrong_date, ("https://harbour.example/port", "soon"), WrongCorrection, "'soon' is no date; write 2024-03-05"),
        (merge, ("Bob Okafor", "Bob Okafor"), WrongCorrection, "are one already; name two that differ"),
        (split_person, ("Ana Ruiz", []), WrongCorrection, "say in which articles Ana Ruiz is somebody else: --article"),
        (split_person, ("Ana Ruiz", ["https://harbour.example/port"]), UnknownTarget, "does not name Ana Ruiz; see"),
        (undo, ("0000",), UnknownTarget, "no correction begins with '0000'; `copydesk correct list --all`"),
        (rename, ("Bob Okafor", "  "), WrongCorrection, "the name is empty"),
    ],
)
def test_what_cannot_be_is_refused_with_the_mend_and_nothing_is_kept(
    warehouse: Path, work: Callable[..., Any], given: tuple[Any, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        decide(warehouse, work, *given)

    assert rows(warehouse, "SELECT * FROM corrections") == []


def test_words_that_are_no_mention_are_refused_with_those_that_are(warehouse: Path) -> None:
    with pytest.raises(UnknownTarget, match="not mentioned as 'Mrs Vahl'; the article says Ingrid Vahl, Vahl"):
        decide(warehouse, split_entity, entity(warehouse, "Ingrid Vahl"), "Mrs Vahl", "Anders Vahl")


def test_a_name_that_two_people_bear_asks_for_an_id(warehouse: Path) -> None:
    decide(warehouse, split_person, "Ana Ruiz", [article(warehouse, "https://valley.example/court")])

    with pytest.raises(
        UnknownTarget, match=r"more than one entity or person .* give the id of one: \w{32} \(Ana Ruiz\)"
    ):
        decide(warehouse, rename, "Ana Ruiz", "Ana M. Ruiz", hours=1)
