"""A batch against its source's own past: what warns, what stops, and what is not compared."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from checked_articles import BODY, NOW, bare, good, moment, requoted, rewritten
from pasts import past

from schemas.enrichment import EnrichedArticle
from schemas.history import SourcePast
from schemas.run import Alarm
from tasks.check import Checked, Suites, check_batch, load_suites, of_results
from tasks.check.drift import by_source, compare
from tasks.check.faults import Waived

SHORT = "The north quay of the port was closed on Monday."


def check(
    batch: list[EnrichedArticle], *pasts: SourcePast, suites: Suites | None = None, waived: Waived | None = None
) -> Checked:
    return check_batch(
        batch,
        suites=suites or load_suites(),
        run_id="run",
        batch_id="batch",
        now=NOW,
        past={one.source_id: one for one in pasts},
        waived=waived or {},
    )


def shortened(one: EnrichedArticle) -> EnrichedArticle:
    return bare(rewritten(one, body=SHORT))


def of_selm(one: EnrichedArticle) -> EnrichedArticle:
    source = one.matched.article.source.model_copy(update={"source_id": "selm", "name": "Selm Post"})
    return rewritten(one, source=source)


def test_a_batch_like_its_past_alarms_nobody() -> None:
    checked = check([good(n) for n in range(30)], past())
    assert (len(checked.passed), checked.alarms) == (30, ())


def test_a_source_whose_articles_shrink_is_stopped_whole_and_the_others_go_through() -> None:
    other = [of_selm(good(n)) for n in range(5)]
    checked = check([shortened(good(n)) for n in range(100, 130)] + other, past(), past("selm"))
    assert checked.passed == tuple(other)
    assert {(one.reason, one.rules, one.source_name) for one in checked.held} == {
        ("batch_stopped", ("sources.words_collapsed", "sources.quotes_lost"), "Harbour News")
    }
    assert len(checked.held) == 30
    stop = checked.alarms[0]
    assert (stop.severity, stop.rule) == ("stop", "sources.words_collapsed")
    assert "[sources.words_collapsed, 1 row: Harbour News: words 10, before 79 over 40 days (-8.7 standard" in (
        stop.sentence
    )
    assert "for instance quay-100.txt, quay-101.txt, quay-102.txt]" in stop.sentence
    assert stop.sentence in checked.held[0].detail


def test_a_share_that_drifts_warns_and_names_the_articles_that_show_it() -> None:
    batch = [rewritten(good(n), credits=()) if n % 2 else good(n) for n in range(40)]
    checked = check(batch, past())
    assert len(checked.passed) == 40
    assert checked.alarms == (
        Alarm(
            severity="warn",
            rule="sources.without_author_usual",
            sentence=(
                "The share of the source's articles without an author has changed: look where its pages print the "
                "byline now. [sources.without_author_usual, 1 row: Harbour News: without_author 0.5, before 0.05 over "
                "40 days (+9.0 standard deviations); for instance quay-1.txt, quay-3.txt, quay-5.txt]"
            ),
            unexpected_count=1,
            source="Harbour News",
        ),
    )
    row = next(row for row in checked.results if row.name == "sources.without_author_usual")
    assert (row.passed, row.unexpected_count) == (False, 1)


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("sources.without_date_usual", lambda one: rewritten(one, published=None, updated=None)),
        ("sources.without_quotes_usual", bare),
        ("sources.quotes_usual", bare),
        ("sources.unresolved_usual", lambda one: requoted(one, speaker_entity=None, speaker_name=None)),
        ("sources.words_usual", lambda one: rewritten(one, body=BODY + "\n\n" + " ".join(["It rained."] * 40))),
        (
            "sources.articles_per_day_usual",
            lambda one: rewritten(one, published=moment(datetime(2024, 3, 4, 9, tzinfo=UTC))),
        ),
    ],
)
def test_every_measure_of_the_issue_is_compared(rule: str, spoil) -> None:  # type: ignore[no-untyped-def]
    batch = [spoil(good(n)) for n in range(130)]
    assert rule in {alarm.rule for alarm in check(batch, past()).alarms}


def test_lost_dates_and_lost_quotations_stop() -> None:
    for spoil, rule in (
        (lambda one: rewritten(one, published=None, updated=None), "sources.dates_lost"),
        (bare, "sources.quotes_lost"),
    ):
        checked = check([spoil(good(n)) for n in range(30)], past())
        assert (len(checked.held), checked.held[0].reason, checked.held[0].rules) == (30, "batch_stopped", (rule,))


@pytest.mark.parametrize(
    ("batch", "history"),
    [
        pytest.param(30, past(days=13), id="too few days"),
        pytest.param(30, past(articles=2, enriched=2, words=160), id="too few articles"),
        pytest.param(19, past(), id="too small a batch"),
        pytest.param(30, SourcePast(source_id="elsewhere"), id="no past"),
    ],
)
def test_what_cannot_be_compared_passes_and_has_no_distance(batch: int, history: SourcePast) -> None:
    spoilt = [shortened(good(n)) for n in range(batch)]
    assert check(spoilt, history).held == ()
    assert check(spoilt, history).alarms == ()


def test_a_source_that_never_lacked_authors_does_not_alarm_at_the_first_exception() -> None:
    batch = [rewritten(good(n), credits=()) if n < 3 else good(n) for n in range(40)]
    assert check(batch, past(without_author=0)).alarms == ()


def test_a_batch_smaller_than_a_day_may_differ_more() -> None:
    wide = past(articles=100)
    wobbling = SourcePast(
        source_id="harbour",
        days=tuple(day.model_copy(update={"without_author": 10 if n % 2 else 30}) for n, day in enumerate(wide.days)),
    )
    few, many = ([rewritten(good(n), credits=()) for n in range(count)] for count in (25, 100))

    def drift(batch: list[EnrichedArticle]) -> float:
        from schemas.flatten import flatten

        placed = [(n, one, flatten(one, run_id="run", seen_at=NOW)) for n, one in enumerate(batch)]
        found = compare(by_source(placed, {"harbour": wobbling})[0], "without_author").drift
        assert found is not None
        return found

    assert drift(many) == pytest.approx(8.0)
    assert drift(few) == pytest.approx(4.0)


def test_severity_is_data_that_a_user_changes(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[rule]]\nname = "without_author_usual"\nexpect = "expect_column_values_to_be_between"\n'
        'kwargs = { column = "without_author_drift", max_value = 3 }\n'
        'reason = "batch_stopped"\nseverity = "stop"\nmend = "Harbour News signs what it prints."\n'
    )
    checked = check([rewritten(good(n), credits=()) for n in range(30)], past(), suites=load_suites(tmp_path))
    assert {(one.reason, one.rules) for one in checked.held} == {("batch_stopped", ("sources.without_author_usual",))}
    assert [alarm.severity for alarm in checked.alarms] == ["stop"]


def test_an_article_with_a_fault_of_its_own_keeps_its_reason_when_its_source_is_stopped() -> None:
    batch = [shortened(good(n)) for n in range(30)]
    batch[3] = rewritten(batch[3], title=" ")
    held = check(batch, past()).held[3]
    assert (held.reason, held.rules) == (
        "blank_text",
        ("texts.not_blank", "sources.words_collapsed", "sources.quotes_lost"),
    )


def test_of_articles_enriched_anew_only_what_enrichment_finds_is_compared_and_warns() -> None:
    spoilt = [bare(rewritten(good(n), credits=(), body=SHORT, published=None, updated=None)) for n in range(30)]
    unnamed = [requoted(good(n), speaker_entity=None, speaker_name=None) for n in range(30)]
    suites = of_results(load_suites())
    checked = check(spoilt, past(), suites=suites)
    assert len(checked.passed) == 30
    assert {(one.severity, one.rule) for one in checked.alarms} == {
        ("warn", "sources.quotes_lost"),
        ("warn", "sources.without_quotes_usual"),
    }
    named = check(unnamed, past(), suites=suites)
    assert {(one.severity, one.rule) for one in named.alarms} == {("warn", "sources.unresolved_usual")}
