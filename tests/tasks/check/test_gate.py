"""The gate as a whole: what is held, in which words, and what is written down of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from checked_articles import BODY, NOW, bare, day, good, moment, requoted, rewritten

from schemas.article import Credit
from schemas.enrichment import EnrichedArticle
from schemas.rejection import Rejected
from schemas.rows import CheckRow
from tasks.check import Checked, Rule, Suites, check_batch, load_suites


def check(*enriched: EnrichedArticle, suites: Suites | None = None) -> Checked:
    return check_batch(enriched, suites=suites or load_suites(), run_id="run", batch_id="batch", now=NOW)


def suite(record: str, **rule: Any) -> Suites:
    """One rule alone."""
    return Suites(rules={record: (Rule.model_validate({"name": "own", "reason": "own", "mend": "Mend it.", **rule}),)})


def test_the_held_article_says_every_rule_that_it_fails_with_examples_and_keeps_its_input() -> None:
    spoilt = rewritten(
        requoted(good(1), confidence=1.5), title="Quay â€œ1â€ to close", fetched_at=NOW + timedelta(days=9)
    )
    assert check(good(0), spoilt).held == (
        Rejected(
            stage="check",
            reason="date_out_of_bounds",
            detail=(
                "It was fetched more than a day after now: correct fetched_at in the manifest, or this "
                "machine's clock, and replay. "
                "[articles.fetched_not_in_future, 1 row: fetched_at 2024-03-19 12:00:00+00:00] "
                "The text was decoded in the wrong encoding: name the right one in the input (charset), or take it "
                "anew, and replay. [texts.no_mojibake, 1 row: text 'Quay â€œ1â€ to close'] "
                "A quote's confidence is not within 0 and 1: report it with this record, then replay. "
                "[quotes.confidence_in_range, 1 row: confidence 1.5]"
            ),
            source_ref="quay-1.txt",
            input_id="quay-1",
            payload=b"raw 1",
            payload_key="id-1",
            source_name="Harbour News",
            rules=("articles.fetched_not_in_future", "texts.no_mojibake", "quotes.confidence_in_range"),
        ),
    )


def test_an_example_shows_the_place_in_a_long_text_that_is_wrong() -> None:
    (held,) = check(rewritten(good(0), body=f"{BODY}\n\nThe lawyer\x92s reply came by noon.")).held
    assert r"1 row: text …'by noon.\n\nThe lawyer\x92s reply came by noon.'" in held.detail


def test_every_failing_row_is_counted_and_its_article_held_for_pairs_of_columns_too() -> None:
    swapped = [
        rewritten(good(n), published=moment(datetime(2024, 3, 5, 14, tzinfo=UTC))) if n % 2 else good(n)
        for n in range(100)
    ]
    checked = check(*swapped)
    row = next(row for row in checked.results if row.name == "articles.updated_not_before_published")
    assert (row.passed, row.unexpected_count) == (False, 50)
    assert [one.input_id for one in checked.held] == [f"quay-{n}" for n in range(1, 100, 2)]


def test_a_batch_that_passes_has_one_passed_result_for_every_rule() -> None:
    suites = load_suites()
    checked = check(good(0), suites=suites)
    names = [f"{record}.{rule.name}" for record, rules in suites.rules.items() for rule in rules]
    assert [row.name for row in checked.results] == ["articles.laid_out", *names]
    assert all(row.passed and row.unexpected_count == 0 for row in checked.results)
    assert (checked.passed, checked.held) == ((good(0),), ())


def test_an_empty_batch_passes_with_its_results() -> None:
    checked = check()
    assert (checked.passed, checked.held) == ((), ())
    assert {(row.passed, row.observed) for row in checked.results[1:]} == {(True, "no rows")}


def test_what_is_unknown_passes() -> None:
    unknown = dict.fromkeys(("title", "standfirst", "section", "language", "url", "published", "updated", "fetched_at"))
    one = bare(rewritten(good(0), **unknown, credits=()))
    assert check(one).passed == (one,)


def test_a_headline_alone_passes_where_it_is_marked_as_partial() -> None:
    one = bare(rewritten(good(0), standfirst=None, body="", status="partial"))
    assert check(one).passed == (one,)
    assert check(rewritten(one, status="ok")).held[0].reason == "empty_body"


def test_dates_that_may_be_in_order_pass() -> None:
    nine = moment(datetime(2024, 3, 5, 9, tzinfo=UTC))
    in_order = [
        # Morning in the far east is the day before in UTC.
        rewritten(good(0), published=day("2024-03-05"), updated=moment(datetime(2024, 3, 4, 20, tzinfo=UTC))),
        rewritten(good(1), published=nine, updated=day("2024-03-05")),
        rewritten(good(2), published=moment(datetime(2024, 3, 5, 9, 0, 30, tzinfo=UTC)), updated=nine),
        rewritten(good(3), published=nine, updated=nine, fetched_at=datetime(2024, 3, 4, 10, tzinfo=UTC)),
    ]
    assert check(*in_order).held == ()


def test_good_text_that_looks_odd_passes() -> None:
    odd = [
        "The château’s âge d’or – €5m a year – is over, said AT&T; R&D is up.",
        "In SÃO PAULO the IRMÔ met; “MANHÔ is a newspaper.",
        "Growth was <3 per cent, or x < y > z in the bank's model.",
        "Мэр сказал: «Нет».",
        "東京の市長は語った。",
        "A family of five 👨‍👩‍👧 left.\tThe price: 3\u00a0€.",
    ]
    assert check(*(rewritten(good(n), body=f"{BODY}\n\n{words}") for n, words in enumerate(odd))).held == ()


def test_names_of_many_kinds_are_names() -> None:
    names = ["Bo", "Lee Marsh Jr.", "N. Achebe", "Agence France-Presse", "李娜", "María-José d’Arc", "50 Cent"]
    assert check(*(rewritten(good(n), credits=(Credit(name=name),)) for n, name in enumerate(names))).held == ()


def test_a_name_may_stand_in_the_text_in_another_case_or_order() -> None:
    one = requoted(good(0), speaker_entity=None, speaker_name="PIKE, Jo")
    assert check(one).passed == (one,)


def test_a_warning_is_written_down_and_holds_nothing() -> None:
    one = rewritten(good(0), title=None)
    checked = check(one)
    assert checked.passed == (one,)
    assert [row for row in checked.results if not row.passed] == [
        CheckRow(
            run_id="run",
            batch_id="batch",
            name="articles.has_title",
            passed=False,
            observed="1 of 1 rows: title None",
            unexpected_count=1,
        )
    ]


@pytest.mark.parametrize(
    "rule",
    [
        {"expect": "expect_column_values_to_not_be_null", "kwargs": {"column": "nosuch"}},
        {"expect": "expect_column_values_to_match_regex", "kwargs": {"column": "body", "regex": "((("}},
        {"expect": "expect_nothing_that_there_is"},
    ],
    ids=["unknown column", "broken pattern", "unknown type"],
)
def test_a_rule_that_errs_counts_as_failed_and_nothing_passes_unchecked(rule: dict[str, Any]) -> None:
    checked = check(good(0), good(1), suites=suite("articles", **rule))
    assert checked.passed == ()
    assert [(one.input_id, one.reason) for one in checked.held] == [
        ("quay-0", "check_errored"),
        ("quay-1", "check_errored"),
    ]
    assert checked.held[0].detail.startswith("Rule articles.own could not be evaluated (")
    assert [(row.name, row.passed) for row in checked.results] == [("articles.laid_out", True), ("articles.own", False)]


def test_a_library_that_gives_up_on_a_frame_fails_every_rule_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("tasks.check.expectations._validate", give_up)
    checked = check(good(0))
    assert [one.reason for one in checked.held] == ["check_errored"]
    assert {row.observed for row in checked.results if not row.passed} == {"RuntimeError: out of order"}


def test_beside_a_rule_that_errs_an_article_keeps_the_reason_of_its_own_fault() -> None:
    shipped = load_suites().rules
    erring = suite("roles", expect="expect_column_values_to_not_be_null", kwargs={"column": "nosuch"}).rules
    checked = check(good(0), rewritten(good(1), title=" "), suites=Suites(rules=shipped | erring))
    assert [one.reason for one in checked.held] == ["check_errored", "blank_text"]
    assert "Rule roles.own could not be evaluated" in checked.held[1].detail


def test_a_rule_that_only_warns_holds_nothing_when_it_errs() -> None:
    erring = suite("articles", severity="warn", expect="expect_column_to_exist", kwargs={"column": "nosuch"})
    checked = check(good(0), suites=erring)
    assert (len(checked.passed), [row.passed for row in checked.results]) == (1, [True, False])


def test_a_rule_on_the_batch_as_a_whole_holds_the_batch() -> None:
    rule = {"expect": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 3}, "reason": "few_articles"}
    checked = check(good(0), good(1), suites=suite("articles", **rule))
    assert [(one.reason, one.detail) for one in checked.held] == [
        ("few_articles", "Mend it. [articles.own, on the batch: 2]")
    ] * 2


def test_a_share_of_rows_may_fail_a_rule_that_allows_it() -> None:
    rule = {"expect": "expect_column_values_to_not_be_null", "kwargs": {"column": "title", "mostly": 0.5}}
    checked = check(good(0), rewritten(good(1), title=None), suites=suite("articles", **rule))
    assert len(checked.passed) == 2
