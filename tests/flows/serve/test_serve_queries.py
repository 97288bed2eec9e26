"""Every query of the pages: what is shown runs in `copydesk sql` to the rows that the page has."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.serve.queries import ask, names, parameters_of
from flows.serve.reading import Reader
from tests.warehouses import rows
from warehouse.query import run_query


@pytest.fixture(scope="module")
def reader(filled: Path) -> Reader:
    return Reader(filled, None, lock_timeout=5, patience=20)


@pytest.fixture(scope="module")
def given(filled: Path) -> dict[str, Any]:
    """A value for every parameter that a query has."""
    (one,) = rows(
        filled,
        "SELECT article_id AS article, version_id, version, copy_group, run_id AS run FROM articles "
        "WHERE title LIKE 'Council%'",
    )
    (quote,) = rows(filled, "SELECT copy_key, speaker_person_id AS person FROM who_said_what WHERE text LIKE '%nine%'")
    (name,) = rows(filled, "SELECT name FROM sources WHERE name LIKE 'Mail%'")
    return one | quote | {
        "copy_group": one["copy_group"] or "none",
        "version_ids": [one["version_id"]],
        "source": "courier",
        "outlet": name["name"],
        "words": "tram's \"nine thousand\"",
        "speaker": "O'Neill' OR 1=1 --",
        "name": "adeyemi",
        "type": "direct",
        "since": date(2024, 1, 1),
        "until": date(2024, 12, 31),
        "days": 90,
        "limit": 100,
        "offset": 0,
    }  # fmt: skip


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("whole", [False, True], ids=["must", "may"])
def test_the_sql_that_is_shown_gives_the_rows_of_the_page(
    filled: Path, reader: Reader, given: dict[str, Any], name: str, whole: bool
) -> None:
    must, may = parameters_of(name)
    asked = ask(name, **{one: given[one] for one in (must | may if whole else must)})
    (answer,) = reader.ask(asked)
    assert "$" not in asked.as_text
    assert run_query(filled, asked.as_text).to_pylist() == answer.rows


@pytest.mark.parametrize("name", names())
def test_every_query_says_what_it_answers(name: str) -> None:
    assert ask(name, **dict.fromkeys(parameters_of(name)[0], "x")).answers.endswith(".")


def test_a_condition_without_its_value_is_left_out() -> None:
    bare, narrowed = ask("latest_quotes", limit=1, offset=0), ask("latest_quotes", limit=1, offset=0, outlet="Post")
    assert "source_name =" not in bare.statement
    assert "source_name = $outlet" in narrowed.statement
    assert "source_name = 'Post'" in narrowed.as_text
    assert "--?" not in narrowed.statement


def test_a_quote_mark_in_a_value_stays_inside_its_text() -> None:
    assert "source_name = 'O''Neill'''" in ask("latest_quotes", limit=1, offset=0, outlet="O'Neill'").as_text
