"""What copies of quotations are found by: kept whole whatever is loaded, grouped anew or forgotten."""

import itertools
import random
from pathlib import Path

import pyarrow as pa
import pytest

from schemas.keys import fold, stable_key, wording_number
from tests.records import HARBOUR, NOW, VALLEY
from tests.warehouse.test_quote_views import FORMULA, HILL, STORIES, TRIMMED, WHOLE, filled, story
from tests.warehouses import contents, new_warehouse, rows
from warehouse import quote_copies
from warehouse.forgetting import forget_article
from warehouse.namesakes import Groups
from warehouse.quote_copies import group_quotes, regroup_quotes
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


SET_PHRASE = (
    "the company did not immediately respond to a request for comment that was sent to its press office late on the "
    "evening before this was printed"
)


def set_phrases(seed: int) -> list[str]:
    """Wordings with all of a set phrase or a part of it, some with a word changed, most with words of their own."""
    chance = random.Random(seed)
    texts = []
    for number in range(240):
        start, end = chance.choice([(0, 25), (0, 25), (0, 25), (0, 12), (9, 25), (5, 11)])
        phrase = SET_PHRASE.split()[start:end]
        if chance.random() < 0.4:
            phrase[chance.randrange(len(phrase))] = f"x{number}"
        own = [f"w{number}n{n}" for n in range(chance.choice([0, 2, 8, 14, 40]))]
        also = ["and", "nobody", "at", "all", "knows", "why"] if chance.random() < 0.1 else []
        texts.append(" ".join([*own, *phrase, *also]))
    return texts


def compared_one_by_one(texts: list[str]) -> dict[str, str]:
    """The group of each wording, by the rule itself: every wording with every other."""
    stretches = {key(text): set(zip(*(text.split()[n:] for n in range(4)), strict=False)) for text in texts}
    long = {one: of for one, of in stretches.items() if len(of) >= 3}
    groups = Groups()
    for (one, first), (other, second) in itertools.combinations(long.items(), 2):
        if len(first & second) >= max(3, 0.6 * min(len(first), len(second))):
            groups.join((one, other))
    return {one: groups.least(one) for one in stretches}


@pytest.mark.parametrize("seed", range(4))
def test_a_set_phrase_in_many_wordings_joins_whom_the_rule_joins_in_every_order(tmp_path: Path, seed: int) -> None:
    texts = set_phrases(seed)
    expected = compared_one_by_one(texts)
    random.Random(-seed).shuffle(texts)
    path = new_warehouse(tmp_path)

    with open_warehouse(path) as connection:
        for batch in (texts[:70], texts[70:75], texts[75:]):
            keys = [key(text) for text in batch]
            quotes = {"text_key": keys, "copy_key": keys, "type": ["direct"] * len(batch), "text": batch}
            with connection.begin():
                group_quotes(connection, pa.table(quotes))

    found = {row["text_key"]: row["copy_key"] for row in rows(path, "FROM quote_wordings")}
    assert found == {one: expected[one] for one in found}
    assert 5 < len(set(found.values())) < len(found)
