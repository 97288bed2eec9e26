"""No text of an article has control characters, wherever its input had them."""

import json
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import Article, Evidence, RawArticle, RawFields, SourceHint
from schemas.rejection import Rejected
from tasks.match.batch import _unstorable
from tasks.normalise import normalise_batch
from tasks.normalise.characters import NOTE
from tests.tasks.normalise.normalising import PROFILES, PROSE, normalised, page, raw_fields, raw_page

EVERY = "".join(map(chr, (*range(0x20), 0x7F)))
WIRE = "\x01\x02\x16The port\x00 will\x07 close\x1b[0m.\x03\x04"


def texts(value: object) -> Iterator[str]:
    """Every text that a record holds, its payload aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "model_fields_set"):
        for _, one in value:  # type: ignore[attr-defined]
            yield from texts(one)


def controls(article: Article) -> set[str]:
    """The control characters in it, but for the line breaks and tabs of its running text."""
    return {char for text in texts(article) for char in text if unicodedata.category(char) == "Cc"} - set("\n\r\t")


def test_every_field_is_rid_of_them_and_keeps_its_words() -> None:
    article = normalised(
        raw_fields(
            "jsonl",
            SourceHint(name="Harbour\x00 News\x9d", domain="harbour.example"),
            title=WIRE,
            standfirst="Two\x00 ferries\x08 wait.",
            bylines=("By Ana\x00 Kowalski\x1b[31m",),
            credits=("Additional reporting by Ola\x07 Brandt",),
            section="Har\x00bour",
            dateline="TA\x00RN",
            body_text="It rained\x00 on\x07 Monday.\x1f\n\n“We wait\x1b]0;owned\x07,” said Ola Brandt\x7f, a pilot.",
            url="https://harbour.example/po\x00rt\x85",
            canonical_url="https://harbour.example/port\x07",
            provider_id="47\x0011",
            keywords=("po\x00rt", "ferry\x93"),
            rights="© Harbour\x00 News",
            published="2024-03-05T09:00:00Z\x00",
            language="en\x00",
            evidence=(Evidence(field="title", rule="jsonl:title", raw="a\x00b"),),
        )
    )
    assert controls(article) == set()
    assert article.body == "It rained on Monday.\n\n“We wait,” said Ola Brandt, a pilot."
    said = (article.title, article.standfirst, article.section, article.dateline, article.source.name, article.url)
    assert said == (
        "The port will close.", "Two ferries wait.", "Harbour", "TARN", "Harbour News", "https://harbour.example/port",
    )  # fmt: skip
    assert [credit.name for credit in article.credits] == ["Ana Kowalski", "Ola Brandt"]
    assert (article.provider_id, article.keywords, article.rights) == ("4711", ("port", "ferry"), "© Harbour News")
    assert (article.address, article.language) == ("https://harbour.example/port", "en")
    assert article.published
    assert article.published.at
    assert article.notes == (NOTE,)


def test_a_print_out_is_rid_of_them() -> None:
    text = f"Port\x00 closes\n\nBy Ana\x07 Kowalski\n\n{WIRE}\n\n{PROSE}\n"
    raw = RawArticle(ref="a.txt", input_id="a.txt", shape="text", payload=text.encode(), text=text)
    article = normalised(raw)
    assert (controls(article), article.title, NOTE in article.notes) == (set(), "Port closes", True)
    assert article.body.startswith("The port will close.")


def test_a_page_is_rid_of_them_its_json_too() -> None:
    linked = {"@type": "NewsArticle", "headline": "Po\x00rt", "articleSection": "Har\x07bour", "author": "Ana\x00 Roe"}
    head = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    head += '<meta property="og:site_name" content="Harbour\x07 News">'
    html = page(head).replace("harbour board met", "har\x00bour boa&#7;rd\x1b met")
    article = normalised(raw_page(html))
    assert controls(article) == set()
    assert article.body.startswith("The harbour board met on Tuesday")
    assert article.source.name == "Harbour News"


def test_text_without_them_stays_as_it_is() -> None:
    assert normalised(raw_fields(title="Port closes", body_text=PROSE)).notes == ()


def test_punctuation_that_was_read_wrongly_stays_for_the_gate_to_hold() -> None:
    assert normalised(raw_fields(title="T", body_text=f"{PROSE} \x93No\x94")).body.endswith("\x93No\x94")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*EVERY, "port", " ", "“", "A", ". "]), max_size=20).map("".join))
def test_whatever_controls_stand_in_a_text_none_is_left(text: str) -> None:
    fields = RawFields(
        title=text, standfirst=text, section=text, body_text=f"The port will {text} close.", bylines=(text,),
        url=f"https://harbour.example/{text}", keywords=(text,), provider_id=text, dateline=text, rights=text,
    )  # fmt: skip
    raw = RawArticle(ref="a", input_id="a", shape="jsonl", payload=b"{}", fields=fields, hint=SourceHint(name=text))
    (article,) = normalise_batch([raw], PROFILES)
    if isinstance(article, Article):
        assert controls(article) == set()


@pytest.mark.parametrize("field", ["title", "section", "url", "provider_id", "rights", "keywords"])
def test_half_a_character_in_any_field_holds_the_article(field: str) -> None:
    text = "https://harbour.example/\ud83d"
    value = (text,) if field == "keywords" else text
    raw = raw_fields(**{"title": "T", "body_text": PROSE, field: value})
    (result,) = normalise_batch([raw], PROFILES)
    refused = result if isinstance(result, Rejected) else _unstorable(result)
    assert refused
    assert refused.reason == "unencodable_text"
