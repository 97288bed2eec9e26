"""Suites proposed from what a source looks like: they load, its articles pass them, and strangers' do not."""

import tomllib
from pathlib import Path

import pytest

from flows.proposals import Profile, propose, read_profile, write_suites
from schemas.article import Credit, Source
from schemas.errors import SettingsError
from schemas.rows import CheckRow
from tasks.check import check_batch, load_suites
from tests.records import NOW, article, enriched, matched, moment
from tests.warehouses import ingest, new_warehouse
from warehouse.session import open_warehouse

CAFE = Source(source_id="cafe", name='Café "Nord" Zeitung', domain="cafe.example", country="sg", language="en")
WORDS = "The port will close on Friday and nobody knows when it will open again, said the harbour master."


def of_cafe(number: int, **fields: object):  # type: ignore[no-untyped-def]
    plain = {
        "ref": f"cafe-{number}.txt",
        "input_id": f"cafe-{number}",
        "source": CAFE,
        "title": f"Port {number} to close",
        "url": f"https://cafe.example/{number}",
        "canonical_url": f"https://cafe.example/{number}",
        "body": f"{WORDS} Number {number}. " + " ".join(f"word{number}" for _ in range(60 + number % 7)),
        "credits": (Credit(name="Nora Achebe"),),
        "section": "Local" if number % 2 else "Sport",
        "published": moment(f"2024-03-{1 + number % 20:02}"),
    }
    return article(**plain | fields)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_warehouse(tmp_path_factory.mktemp("expect"))
    ingest(path, [of_cafe(number) for number in range(40)])
    ingest(path, [article()])
    return path


def profile_of(path: Path, source: str) -> Profile:
    with open_warehouse(path, read_only=True) as connection:
        return read_profile(connection, source)


def test_a_profile_says_what_the_articles_of_a_source_look_like(warehouse: Path) -> None:
    assert profile_of(warehouse, 'café "nord" zeitung') == Profile(
        source_name='Café "Nord" Zeitung',
        articles=40,
        first_day="2024-03-01",
        last_day="2024-03-20",
        words_low=80,
        words_high=86,
        with_title=1.0,
        with_author=1.0,
        with_date=1.0,
        with_quotes=0.0,
        most_authors=1,
        languages=("en",),
        sections=("Local", "Sport"),
        with_section=1.0,
    )


def test_the_suites_that_are_written_load_and_hold_what_is_unlike_the_source_once_told_to(
    warehouse: Path, tmp_path: Path
) -> None:
    (written,) = write_suites(profile_of(warehouse, CAFE.name), tmp_path)
    rules = tomllib.loads(written.read_text(encoding="utf-8"))["rule"]
    assert [rule["name"].removeprefix("cafe_nord_zeitung_") for rule in rules] == [
        "words", "title", "date", "authors", "language", "section",
    ]  # fmt: skip
    assert {rule["severity"] for rule in rules} == {"warn"}
    written.write_text(written.read_text(encoding="utf-8").replace('"warn"', '"hold"'), encoding="utf-8")

    strange = of_cafe(99, section="Weather", credits=(), title=None)
    batch = [enriched(matched(one, article_id=one.input_id)) for one in (of_cafe(50), strange, article(credits=()))]
    checked = check_batch(batch, suites=load_suites(tmp_path), run_id="run", batch_id="batch", now=NOW)

    assert [one.matched.article.input_id for one in checked.passed] == ["cafe-50", "port.html"]
    assert [(one.input_id, one.reason) for one in checked.held] == [("cafe-99", "no_title")]
    assert {name.rsplit("_", 1)[1] for name in checked.held[0].rules} == {"title", "authors", "section"}
    assert all(isinstance(row, CheckRow) for row in checked.results)


def test_what_a_source_does_not_always_do_is_no_rule() -> None:
    sometimes = Profile(
        source_name="Selm Post", articles=500, first_day=None, last_day=None, words_low=1, words_high=900,
        with_title=0.99, with_author=0.6, with_date=0.97, with_quotes=0.99, most_authors=3, languages=(),
        sections=("A",), with_section=0.5,
    )  # fmt: skip
    assert [(rule.name, rule.kwargs.get("min_value")) for rule in propose(sometimes)] == [
        ("selm_post_words", 1),
        ("selm_post_quotes", 1),
    ]


def test_a_suite_that_is_there_is_not_written_over(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "articles.toml").write_text("# mine\n")
    with pytest.raises(SettingsError, match="there already; name another folder"):
        write_suites(profile_of(warehouse, CAFE.name), tmp_path)
    assert (tmp_path / "articles.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("source", "said"), [("Nobody", "no articles of 'Nobody'"), ("Harbour News", "only 1 articles")]
)
def test_a_source_that_is_not_known_well_enough_has_no_profile(warehouse: Path, source: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        profile_of(warehouse, source)
