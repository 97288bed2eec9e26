"""Input made to hurt: each is held with a reason of its own, or read, in the time that its size takes."""

import pytest
from reading import SAFE

from tasks.read import read_bytes

MANY = 1_000_000
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'
MAIL = b"From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\n"
PARTS = b"--a\nContent-Type: multipart/mixed; boundary=a\n\n"


def first(data: bytes, name: str = "input", **changes: int) -> str:
    """The reason of the first outcome, or the shape of the first article."""
    outcome = next(read_bytes(data, name, limits=SAFE.model_copy(update=changes)))
    return getattr(outcome, "reason", None) or outcome.shape


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'<?xml version="1.0"?><nitf><body>' + b"<p>" * MANY, "too_deep"),
        (b'<?xml version="1.0"?><newsMessage>' + b"<itemSet>" * MANY, "too_deep"),
        (RSS + b"<item><description>" + b"<b>" * MANY + b"x" + b"</b>" * MANY, "too_deep"),
        (RSS + b"<item>" * 50_000, "too_deep"),
        (b'{"title":"a","body":' + b"[" * MANY, "too_deep"),
        (b'{"uri":"x","type":"text","pubstatus":"usable","versioncreated":' + b"[" * MANY, "too_deep"),
        (b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * MANY, "too_deep"),
        (MAIL + b"Content-Type: multipart/mixed; boundary=a\n\n" + PARTS * 10_000, "too_deep"),
        (b"<html><body>" + b"<div>" * MANY, "html"),
    ],
)
def test_nesting_without_end(data, expected):
    assert first(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (RSS + b"<item><title>a</title></item>" * MANY + b"</channel></rss>", "too_many_items"),
        (b'{"version":"https://jsonfeed.org/version/1","items":[' + b"0," * 200_000 + b"0]}", "too_many_items"),
        (MAIL + b"Subject: " + b" =?utf-8?q?a?=\n" * 50_000 + b"\nx", "too_large"),
        (MAIL + b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nx", "too_large"),
        (b"title,body" + b",x" * MANY + b"\na,b\n", "broken_row"),
        (b"From a@b.example Tue Mar  5 09:00:00 2024\n" * 10_000, "no_articles"),
        (b"1 of 2 DOCUMENTS\n" * 2_000, "no_articles"),
        (RSS + b"<item>" + b"<media:title>" * 900, "rss"),
    ],
)
def test_too_much_of_one_thing(data, expected):
    assert first(data) == expected


ATTRIBUTES = b" ".join(b"a%d=1" % number for number in range(100_000))
QUOTED = b"".join(b"""a%d='<"\n>'""" % number for number in range(3_000))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body " + ATTRIBUTES + b"><p>The port closes.</p></body></html>",
        b"<html><body " + QUOTED + b"><p>The port closes.</p></body></html>",
        b"<html><body><!-- <script --><p " + ATTRIBUTES + b">The port closes.</p></script></body></html>",
        b"<html><body><p x='<script>' y=\"<!--\"><p " + ATTRIBUTES + b">The port closes.</p></script></body></html>",
        b'[{"title":"a","body_html":"<p ' + ATTRIBUTES + b'>The port closes.</p>"}]',
        RSS + b"<item " + ATTRIBUTES + b"><title>a</title></item></channel></rss>",
    ],
)
def test_attributes_without_end(data):
    assert first(data) == "too_many_attributes"


def test_what_only_looks_like_attributes_is_none():
    script = b"<script>if (a <b " + b"c = d && " * 10_000 + b") {}</script>"
    svg = b'<svg><path d="' + b"M 1 2 " * 10_000 + b'"/></svg>'
    assert (
        first(b"<html><body><p>The port closes.</p>" + script + svg + b"<!-- <p " + ATTRIBUTES + b" --></body>")
        == "html"
    )


def test_a_stray_quote_mark_in_a_tag_makes_no_attributes_of_the_page():
    assert first(b'<html><body><p class="a"">The port closes.</p>' + b'<p class="b">It was full.</p>' * 3_000) == "html"


@pytest.mark.parametrize(
    "data",
    [
        b"<!-- -->" * 100_000,
        b"<!--" * 100_000,
        b"<?a?>" * 100_000 + b"<thing/>",
        b"<!DOCTYPE a [" + b"<a " * 100_000,
        b"<!DOCTYPE a [" + b"<!--]-->" * 100_000,
        b"<" * MANY,
    ],
)
def test_what_makes_patterns_try_for_ever(data):
    assert first(data) == "unknown_shape"


def test_one_line_of_a_hundred_megabytes():
    assert first(b"x" * 100_000_000) == "too_large"


def test_one_line_above_the_limit_among_others():
    row = b'{"title":"a","body":"b"}\n'
    outcomes = list(read_bytes(row + b'{"title":"' + b"x" * 2_000_000 + b'"}\n' + row, "rows.jsonl",
                               limits=SAFE.model_copy(update={"max_input_bytes": 1_000_000})))  # fmt: skip
    assert [getattr(one, "reason", None) for one in outcomes] == [None, "too_large", None]


def test_quote_marks_without_end_cost_one_row_each():
    outcomes = list(read_bytes(b"title,body\n" + b'a,"b\n' * 2_000, "rows.csv"))
    assert {getattr(one, "reason", None) for one in outcomes} <= {"broken_row", None}
    assert len(outcomes) <= 2_000
