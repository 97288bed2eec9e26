"""Titles, standfirsts and addresses in one form."""

import pytest

from tasks.normalise.languages import language_of, language_tag
from tasks.normalise.titles import clean_title, standfirst_of
from tasks.normalise.urls import article_url, canonical_url, host_of

NAMES = ["Harbour News", "harbour.example", "Local"]


@pytest.mark.parametrize(
    "raw",
    [
        "Opinion | The Long Wait",
        "Op-Ed: The Long Wait",
        "The Long Wait - Harbour News",
        "The Long Wait | Local | Harbour News",
        "Harbour News: The Long Wait - HARBOUR NEWS",
        "The Long Wait – harbour.example",
        "<i>The</i> Long  Wait",
        "The Long Wait｜Harbour News",
    ],
)
def test_section_and_outlet_affixes_leave_the_bare_title(raw: str) -> None:
    assert clean_title(raw.removeprefix("Harbour News: "), NAMES) == "The Long Wait"


@pytest.mark.parametrize(
    "title",
    [
        "Harbour news - why it matters",
        "Analysis: The Long Wait",
        "Ports - and who pays for them",
        "“We wait” - an interview",
        "Local",
    ],
)
def test_words_of_the_headline_stay(title: str) -> None:
    assert clean_title(title, NAMES) == title


def test_entities_are_decoded_and_tags_are_left_to_the_repair_of_markup() -> None:
    assert clean_title("Pupils&#8217; find &amp; luck") == "Pupils’ find & luck"
    assert clean_title("Bus &lt;img src=x onerror=alert(1)&gt; depot") == "Bus <img src=x onerror=alert(1)> depot"
    assert clean_title("  ") is None


def test_a_standfirst_that_only_repeats_is_none() -> None:
    body = ["Ferry crews will walk out on Friday.", "Four sailings run."]
    assert standfirst_of("Ferry crews will walk out", "Strike", body) is None
    assert standfirst_of("Strike", "Strike", body) is None
    assert standfirst_of("What passengers need to know…", "Strike", body) is None
    assert standfirst_of("Union &amp; operator far apart", "Strike", body) == "Union & operator far apart"


@pytest.mark.parametrize(
    ("url", "folded"),
    [
        ("HTTPS://News.Example/a/?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?a=1&b=2", "https://news.example/a?a=1&b=2"),
        ("https://news.example:443/a#top", "https://news.example/a"),
        ("http://news.example:8080/a/", "http://news.example:8080/a"),
        ("https://news.example/a?utm_source=x&fbclid=y&id=7", "https://news.example/a?id=7"),
        ("https://news.example/?12345", "https://news.example?12345"),
        ("https://news.example/orden-fürs", "https://news.example/orden-f%C3%BCrs"),
        ("https://news.example/", "https://news.example"),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_spellings_of_one_address_fold_to_one(url: str, folded: str | None) -> None:
    assert canonical_url(url) == folded


def test_a_canonical_link_to_the_front_page_is_a_template_fault() -> None:
    assert article_url("https://news.example/", "https://news.example/a/?utm_medium=x") == "https://news.example/a"
    assert article_url("/b", "https://news.example/a") == "https://news.example/b"
    assert article_url(None, None) is None


def test_hosts_go_without_www_and_mobile_prefixes() -> None:
    assert host_of("https://www.news.example/a") == "news.example"
    assert host_of("https://m.news.example/a") == "news.example"
    assert host_of("https://news.example") == "news.example"
    assert host_of("not an address") is None


def test_language_tags_are_bcp_47_and_keep_a_declared_region() -> None:
    assert [language_tag(tag) for tag in ("en_GB", "EN", "zh-hant-tw", "English", "und", "x", None)] == [
        "en-GB",
        "en",
        "zh-Hant-TW",
        "en",
        None,
        None,
        None,
    ]


GERMAN = (
    "Die Gewerkschaft hat am Dienstag zu einem zweitägigen Streik aufgerufen, weil die Gespräche gescheitert sind. " * 5
)


def test_a_declared_language_holds_unless_a_long_text_is_surely_another() -> None:
    assert language_of("de-AT", GERMAN) == ("de-AT", "declared")
    assert language_of("en", GERMAN) == ("de", "py3langid")
    assert language_of("en", "Kurzer Text.") == ("en", "declared")
    assert language_of(None, GERMAN) == ("de", "py3langid")
    assert language_of(None, "Oh") == (None, "none")
