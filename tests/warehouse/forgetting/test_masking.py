"""Masking: names give way to as many blocks, and every offset still holds."""

import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Credit, Evidence
from schemas.flatten import RowSet, flatten
from tests.records import BODY, NOW, article, enriched, matched
from warehouse.forgetting.masking import _FREE_TEXTS, _SPANS, Forgotten, blocked, mask_rows, person_key
from warehouse.tables import ARTICLE_VERSIONS, VERSION_PARTS

ANA = Forgotten(frozenset({person_key("Ana Kowalski")}))


def rows_of(**fields: object) -> RowSet:
    return flatten(enriched(matched(article(**fields))), run_id="run", seen_at=NOW)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mayor Ana Kowalski spoke.", "Mayor ███ ████████ spoke."),
        ("ANA KOWALSKI’s plan", "███ ████████’s plan"),
        ("Ana\nKowalski", "███\n████████"),
        ("by-ana-kowalski-2024.html", "by-████████████-2024.html"),
        ("Ána Kowalski", "███ ████████"),
        ("A\u0301na Kowalski", "████ ████████"),
        ("Ana Kowalskis", "Ana Kowalskis"),
        ("Kowalski, Ana", "Kowalski, Ana"),
        ("Diana Kowalski", "Diana Kowalski"),
        ("", ""),
    ],
)
def test_a_full_name_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert ANA.mask(text) == masked


@given(st.text(), st.text())
def test_a_masked_text_is_as_long_as_before(before: str, after: str) -> None:
    text = f"{before} Ana Kowalski {after}"

    assert len(ANA.mask(text)) == len(text)
    assert "Ana Kowalski" not in ANA.mask(text)


def test_what_is_masked_keeps_its_blanks() -> None:
    assert blocked("ab c\u00a0d", [(1, 6)]) == "a█ █\u00a0█"


def test_without_anybody_to_forget_the_rows_are_the_same() -> None:
    rows = rows_of()

    assert mask_rows(rows, Forgotten()) is rows


def test_a_persons_rows_go_and_what_names_them_is_masked() -> None:
    rows = rows_of(
        title="Kowalski closes the port",
        standfirst="Ana Kowalski decides",
        section="Ana Kowalski",
        keywords=("ports", "Ana Kowalski"),
        rights="© Ana Kowalski",
        url="https://harbour.example/ana-kowalski",
        canonical_url="https://harbour.example/ana-kowalski",
        credits=(Credit(name="Ana Kowalski"), Credit(name="Nora Achebe")),
        evidence=(Evidence(field="title", rule="h1", raw="Kowalski closes the port"),),
        ref="inbox/Ana Kowalski.html",
    )

    masked = mask_rows(rows, ANA)

    version = rows.article_versions[0]
    address = "https://harbour.example/████████████"
    assert masked.article_versions == (
        version.model_copy(
            update={
                "title": "████████ closes the port",
                "standfirst": "███ ████████ decides",
                "section": "███ ████████",
                "keywords": ("ports", "███ ████████"),
                "rights": "© ███ ████████",
                "url": address,
                "url_given": address,
                "source_ref": "inbox/████████████.html".replace("████████████", "███ ████████"),
                "body": BODY.replace("Ana Kowalski", "███ ████████"),
            }
        ),
    )
    assert [row.name for row in masked.article_authors] == ["Nora Achebe"]
    assert [row.raw for row in masked.evidence] == ["████████ closes the port"]
    assert [row.url for row in masked.article_urls] == [address]
    assert (masked.entities, masked.mentions, masked.roles, masked.quotes) == ((), (), (), ())
    assert masked.sources == rows.sources


def test_the_quotes_of_others_stay_and_agree_with_the_masked_text() -> None:
    rows = rows_of()
    others = rows.model_copy(
        update={
            "quotes": tuple(
                row.model_copy(update={"speaker_entity_id": None, "speaker_name": None, "relayed_by": "Ana Kowalski"})
                for row in rows.quotes
            )
        }
    )

    masked = mask_rows(others, ANA)

    body = masked.article_versions[0].body
    assert [body[row.start_char : row.end_char] for row in masked.quotes] == [row.text for row in masked.quotes]
    assert [(row.speaker_text, row.relayed_by) for row in masked.quotes] == [
        ("Mayor ███ ████████", None),
        ("she", None),
    ]


def test_an_entity_that_is_meant_by_its_id_is_masked_where_it_is_mentioned() -> None:
    rows = rows_of()
    one = Forgotten(entity_ids=frozenset({rows.entities[0].entity_id}))

    masked = mask_rows(rows, one)

    assert masked.entities == ()
    assert masked.article_versions[0].body == BODY.replace("Ana Kowalski", "███ ████████")


def test_addresses_that_are_equal_once_masked_stand_once() -> None:
    first = rows_of().article_urls[0]
    twins = tuple(
        first.model_copy(update={"url": f"https://a.example/{name}"}) for name in ("ana-kowalski", "ana_kowalski")
    )

    assert [row.url for row in mask_rows(RowSet(article_urls=twins), ANA).article_urls] == [
        "https://a.example/████████████"
    ]


def test_every_text_of_an_article_is_masked_or_known_to_name_nobody() -> None:
    """A column that is added later must be listed here or be masked."""
    names_nobody = re.compile(r"_(id|key|hash|version|basis|precision|group)$|^(type|part|marks|method|status|shape)$")
    chosen = {
        "article_versions": {"language", "notes"},
        "article_authors": {"role", "kind"},
        "evidence": {"field", "rule"},
        "mentions": {"note"},
        "quotes": {"cue_lemma", "cue_class", "tense", "anonymity", "unresolved"},
    }
    for table in (ARTICLE_VERSIONS, *VERSION_PARTS):
        texts = {
            column.name
            for column in table.c
            if isinstance(column.type, sa.String) or isinstance(getattr(column.type, "item_type", None), sa.String)
        }
        masked = {*_FREE_TEXTS.get(table.name, ()), *(name for name, _, _ in _SPANS.get(table.name, ()))}
        left = {name for name in texts - masked - chosen.get(table.name, set()) if not names_nobody.search(name)}
        assert left == set(), table.name
