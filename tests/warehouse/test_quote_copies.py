"""What copies of quotations are found by: kept whole whatever is loaded, grouped anew or forgotten."""

from pathlib import Path

import pytest

from schemas.keys import fold, stable_key, wording_number
from tests.records import HARBOUR, NOW, VALLEY
from tests.warehouse.test_quote_views import FORMULA, HILL, STORIES, TRIMMED, WHOLE, filled, story
from tests.warehouses import contents, rows
from warehouse import quote_copies
from warehouse.forgetting import forget_article
from warehouse.quote_copies import regroup_quotes
from warehouse.session import open_warehouse

HEAD, TAIL = '"We will not rest until every family on the island,"', '"has a dry home, and that is a promise,"'
GROUPS = "SELECT DISTINCT text_key, copy_key FROM quotes ORDER BY ALL"


def key(text: str) -> str:
    return stable_key(fold(text))


def forget(path: Path, url: str) -> None:
    with open_warehouse(path) as connection, connection.begin():
        forget_article(connection, url, now=NOW)


def test_a_wording_is_kept_once_with_its_stretches_and_a_short_one_not_at_all(tmp_path: Path) -> None:
    twice = [story("a", TRIMMED, VALLEY, "2024-03-06"), story("b", TRIMMED, HARBOUR, "2024-03-07")]
    path = filled(tmp_path, [*twice, story("c", FORMULA, HILL, "2024-03-03")])

    assert rows(path, "FROM quote_wordings") == [
        {"wording": wording_number(key(TRIMMED)), "text_key": key(TRIMMED), "copy_key": key(TRIMMED), "stretches": 6}
    ]
    assert rows(path, "SELECT wording, count(DISTINCT stretch) AS n FROM quote_stretches GROUP BY ALL") == [
        {"wording": wording_number(key(TRIMMED)), "n": 6}
    ]


def test_words_that_many_say_join_nobody(tmp_path: Path) -> None:
    said = [f'"At the end of the day {thing} will cost every town its school"' for thing in ("war", "peace", "rain")]
    other = [f'"At the end of the day {number} people asked us {number} questions"' for number in ("ten", "two")]
    path = filled(tmp_path, [story(f"s{n}", text, HARBOUR, "2024-03-05") for n, text in enumerate([*said, *other])])

    groups = {row["copy_key"] for row in rows(path, GROUPS)}

    assert groups == {min(map(key, said)), *map(key, other)}


def test_grouping_anew_in_several_passes_makes_the_same_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path, STORIES)
    before = contents(path)
    monkeypatch.setattr(quote_copies, "WORDINGS_AT_ONCE", 1)

    with open_warehouse(path) as connection, connection.begin():
        regroup_quotes(connection)

    assert contents(path) == before


def test_what_a_forgotten_article_joined_is_parted_again(tmp_path: Path) -> None:
    stories = [story("a", HEAD, HARBOUR, "2024-03-05"), story("b", TAIL, VALLEY, "2024-03-06")]
    apart = filled(tmp_path / "apart", stories)
    path = filled(tmp_path / "joined", [*stories, story("c", WHOLE, HILL, "2024-03-04")])
    assert len({row["copy_key"] for row in rows(path, GROUPS)}) == 1

    forget(path, "https://hill.example/c")

    for table in ("quote_wordings", "quote_stretches"):
        assert contents(path)[table] == contents(apart)[table]
    assert rows(path, GROUPS) == rows(apart, GROUPS)


def test_a_wording_is_kept_while_another_article_has_it(tmp_path: Path) -> None:
    path = filled(tmp_path, [story("a", TRIMMED, VALLEY, "2024-03-06"), story("b", TRIMMED, HARBOUR, "2024-03-07")])
    before = {table: contents(path)[table] for table in ("quote_wordings", "quote_stretches")}

    forget(path, "https://valley.example/a")
    assert {table: contents(path)[table] for table in before} == before
    forget(path, "https://harbour.example/b")
    assert {table: contents(path)[table] for table in before} == {"quote_wordings": [], "quote_stretches": []}
