"""What is said of the report itself: class, denial, tense, hedge, addressee."""

from typing import Any

import pytest
from spacy.language import Language

from schemas.enrichment import Quote
from tasks.enrich.quotes import find_quotes


def first(nlp: Language, text: str) -> Quote:
    quotes, _ = find_quotes(nlp(text), [])
    for span in (quotes[0].hedge, quotes[0].addressee):
        assert span is None or text[span.start : span.end] == span.text
    return quotes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tan said that it was late.", "neutral"),
        ("Tan insisted that it was late.", "assertive"),
        ("Tan pointed out that it was late.", "assertive"),
        ("Tan denied that it was late.", "denial"),
        ("Tan asked whether it was late.", "question"),
        ("Tan asked ministers to go.", "order"),
        ("Tan called for a ban on the drug.", "order"),
        ("Tan vowed to fight the bill.", "promise"),
        ("Tan claimed to have won the vote.", "assertive"),
        ("Tan Vows To Scrap Night Fares Used By Late Workers", "promise"),
        ("The court heard of her claim that the plant was unsafe.", "assertive"),
        ("According to Tan, it was late.", "neutral"),
        ("“Great news.” - Commissioner Ida Stark", None),
    ],
)
def test_the_class_is_that_of_the_verb_in_its_frame(nlp: Language, text: str, expected: str | None) -> None:
    assert first(nlp, text).cue_class == expected


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Tan did not say that she would resign.", "that she would resign"),
        ("Tan never said that she would resign.", "that she would resign"),
        ("He refused to say that it was late.", "that it was late"),
        ("Tan declined to say whether he would resign.", "whether he would resign"),
        ("Tan stopped short of saying that it was late.", "that it was late"),
        ("Tan has yet to say that he will resign.", "that he will resign"),
        ("Nobody said the plan was cheap.", "the plan was cheap"),
    ],
)
def test_words_that_were_not_said_are_marked_as_such(nlp: Language, text: str, content: str) -> None:
    quote = first(nlp, text)
    assert (quote.negated, quote.text) == (True, content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tan said that it was not late.", False),
        ("Tan denied that it was late.", False),
        ("Tan could not resist pointing out that it was late.", False),
        ("“Great news.” - Commissioner Ida Stark", None),
    ],
)
def test_the_contents_own_negation_does_not_count(nlp: Language, text: str, expected: bool | None) -> None:
    assert first(nlp, text).negated is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tan said it was late.", "past"),
        ("Tan has said that it was late.", "past"),
        ("“It is late,” Tan says.", "present"),
        ("Tan is saying that it is late.", "present"),
        ("Tan will say that it is late.", "future"),
        ("Tan would argue that it is late.", "conditional"),
        ("According to Tan, it was late.", None),
    ],
)
def test_the_tense_is_that_of_the_report(nlp: Language, text: str, expected: str | None) -> None:
    assert first(nlp, text).tense == expected


def test_a_participle_has_the_tense_of_its_verb(nlp: Language) -> None:
    quotes, _ = find_quotes(nlp("Tan said it was late, adding that he was tired."), [])
    assert [(quote.cue and quote.cue.text, quote.tense) for quote in quotes] == [("said", "past"), ("adding", "past")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tan reportedly said that it was late.", "reportedly"),
        ("Tan appeared to suggest that it was late.", "appeared"),
        ("Tan is said to have told friends that it was late.", "said"),
        ("Tan said that it was allegedly late.", None),
    ],
)
def test_a_hedge_leaves_open_whether_it_was_said(nlp: Language, text: str, expected: str | None) -> None:
    hedge = first(nlp, text).hedge
    assert (hedge and hedge.text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tan told the Harbour Courier that it was late.", "the Harbour Courier"),
        ("“It is late,” Tan told reporters on Monday.", "reporters"),
        ("Tan asked ministers whether it was late.", "ministers"),
        ("The envoy urged the two sides to talk.", "the two sides"),
        ("Tan wrote to the council: “It is late.”", "the council"),
        ("Tan asked a question: “Is it late?”", None),
        ("Tan praised the firm for its work.", None),
        ("Tan said it was late.", None),
    ],
)
def test_the_addressee_is_whom_the_words_were_said_to(nlp: Language, text: str, expected: str | None) -> None:
    addressee = first(nlp, text).addressee
    assert (addressee and addressee.text) == expected


def _unnamed(nlp: Language, text: str) -> tuple[Any, Any]:
    quote = first(nlp, text)
    if quote.anonymity_reason:
        assert text[quote.anonymity_reason.start : quote.anonymity_reason.end] == quote.anonymity_reason.text
    return quote.anonymity, quote.anonymity_reason and quote.anonymity_reason.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A person familiar with the talks said the deal was close.", "person_familiar"),
        ("Two people briefed on the matter said the deal was close.", "person_familiar"),
        ("A senior official said the deal was close.", "official"),
        ("Two diplomats said that the deal was close.", "official"),
        ("A source said the deal was close.", "source"),
        ("An unnamed witness said the road was closed.", "witness"),
        ("The official said that the deal was close.", None),
        ("A spokesman for Acme said the deal was close.", None),
        ("Critics said the deal was bad.", None),
        ("Mara Quill, an official, said the deal was close.", None),
    ],
)
def test_a_source_that_the_text_leaves_unnamed_has_its_kind(nlp: Language, text: str, expected: str | None) -> None:
    assert _unnamed(nlp, text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A senior official, who spoke on condition of anonymity because he was not authorised to speak, said the"
            " deal was close.",
            ("official", "because he was not authorised to speak"),
        ),
        (
            "“It is close,” said an official who asked not to be named because the talks are private.",
            ("official", "because the talks are private"),
        ),
        (
            "A company employee, who was not authorized to discuss the matter, said the deal was close.",
            ("insider", "not authorized to discuss the matter"),
        ),
        (
            "“It is close,” an official said. The official spoke on condition of anonymity because the talks are"
            " private.",
            ("official", "because the talks are private"),
        ),
        ("An official said the deal was close because the talks went well.", ("official", None)),
    ],
)
def test_the_reason_not_to_be_named_is_kept(nlp: Language, text: str, expected: tuple[str, str | None]) -> None:
    assert _unnamed(nlp, text) == expected
