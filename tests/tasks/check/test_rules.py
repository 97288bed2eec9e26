"""Suites: the shipped ones, a user's folder, and what is said of a file that cannot be used."""

from pathlib import Path

import pytest
from checked_articles import NOW, good, rewritten

from schemas.errors import SettingsError
from tasks.check import Rule, check_batch, load_suites
from tasks.check.expectations import build

OWN = """
[[rule]]
name = "long_enough"
expect = "expect_column_values_to_be_between"
kwargs.column = "word_count"
kwargs.min_value = 5000
kwargs.row_condition = 'source_name == "Harbour News"'
kwargs.condition_parser = "pandas"
reason = "short_for_this_source"
mend = "Harbour News writes long: take the full article."
"""


def test_every_shipped_rule_can_be_built() -> None:
    for rules in load_suites().rules.values():
        for rule in rules:
            build(rule)


def test_a_rule_of_the_user_s_folder_holds_articles_without_a_change_of_code(tmp_path: Path) -> None:
    (tmp_path / "articles.toml").write_text(OWN)
    elsewhere = rewritten(
        good(1), source=good(1).matched.article.source.model_copy(update={"name": "Selm Post", "source_id": "selm"})
    )
    checked = check_batch([good(0), elsewhere], suites=load_suites(tmp_path), run_id="run", batch_id="batch", now=NOW)
    assert checked.passed == (elsewhere,)
    assert [(one.reason, one.detail) for one in checked.held] == [
        (
            "short_for_this_source",
            "Harbour News writes long: take the full article. [articles.long_enough, 1 row: word_count 77]",
        )
    ]


def test_a_rule_of_the_same_name_replaces_the_shipped_one_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "articles.toml").write_text(
        OWN.replace("long_enough", "word_count")
        + 'severity = "warn"\n'
        + OWN.replace("long_enough", "key_once")
        + 'severity = "off"\n'
    )
    shipped, own = load_suites().rules["articles"], load_suites(tmp_path).rules["articles"]
    assert [rule.name for rule in own] == [rule.name for rule in shipped if rule.name != "key_once"]
    assert next(rule for rule in own if rule.name == "word_count") == Rule(
        name="word_count",
        expect="expect_column_values_to_be_between",
        kwargs={
            "column": "word_count",
            "min_value": 5000,
            "row_condition": 'source_name == "Harbour News"',
            "condition_parser": "pandas",
        },
        reason="short_for_this_source",
        severity="warn",
        mend="Harbour News writes long: take the full article.",
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("articles.toml", "[[rule", "not TOML"),
        ("stories.toml", OWN, "name a suite after its record type: articles, texts, authors"),
        ("articles.toml", "[rules]\n" + OWN, r"only \[\[rule\]\] tables are read; found rules"),
        ("articles.toml", OWN.replace("mend", "mends"), r"rule 1 cannot be used \(mend: Field required"),
        ("articles.toml", OWN + OWN, "rule 2 is named long_enough like one before it"),
        ("articles.toml", OWN.replace("to_be_between", "to_be_nice"), "rule long_enough cannot be built"),
        ("articles.toml", OWN.replace("min_value", "least"), "rule long_enough cannot be built"),
        ("articles.toml", OWN + 'severity = "halt"\n', "rule 1 cannot be used .severity"),
    ],
)
def test_a_suite_that_cannot_be_used_is_named_with_its_rule(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(SettingsError, match=message) as caught:
        load_suites(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / name))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such folder of suites"):
        load_suites(tmp_path / "suites")
