"""How values look on a page."""

from datetime import UTC, date, datetime

import pytest

from flows.serve.shown import language_of, marked, moment, published, snippet, web_address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "http://[x",
        "https://a.example/\nx",
        None,
        7,
    ],
)
def test_what_is_no_web_address_becomes_no_link(address: object) -> None:
    assert web_address(address) is None


def test_a_web_address_stays_as_it_is() -> None:
    assert web_address("https://a.example/x?y=1&z='2'") == "https://a.example/x?y=1&z='2'"


def test_words_that_were_searched_for_are_marked_whatever_their_case_accents_and_plural() -> None:
    assert str(marked("Cafés & a café, the Votes.", "cafe vote")) == (
        "<mark>Cafés</mark> &amp; a <mark>café</mark>, the <mark>Votes</mark>."
    )


def test_a_star_marks_words_that_begin_so() -> None:
    assert (
        str(marked("closed <close> disclosed", "clos*")) == "<mark>closed</mark> &lt;<mark>close</mark>&gt; disclosed"
    )


def test_a_snippet_stands_around_the_first_hit() -> None:
    text = "start " * 60 + "the harbour opens " + "end " * 80
    shown = snippet(text, "harbour")
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "the harbour opens" in shown
    assert len(shown) <= 262


def test_a_day_is_not_shown_as_a_time() -> None:
    at = datetime(2024, 5, 14, tzinfo=UTC)
    row = {"published_at": at, "published_on": date(2024, 5, 14), "published_precision": "day"}
    assert str(published(row)) == '<time datetime="2024-05-14">14 May 2024</time>'
    assert str(published(row | {"published_precision": "minute"})) == str(moment(at))
    assert str(moment(at)) == '<time datetime="2024-05-14T00:00:00+00:00">14 May 2024, 00:00 UTC</time>'
    assert str(published({"published_at": None, "published_on": None})) == "no date"


@pytest.mark.parametrize(("given", "expected"), [("en-GB", "en-GB"), ('en" onload="x', None), ("", None), (None, None)])
def test_only_language_tags_become_language_attributes(given: object, expected: str | None) -> None:
    assert language_of(given) == expected
