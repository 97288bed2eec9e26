"""The spaCy pipeline, with paragraphs as sentence limits, and made quick without a change of what it finds."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from tasks.enrich.ruler import QUICK_RULER
from tasks.enrich.version import model_meta

# Longer than any word that has an end of its own but a line of full stops.
_LONGEST_END = 200


@Language.component("copydesk_paragraphs")
def split_at_line_breaks(doc: Doc) -> Doc:
    """Start a sentence after every line break: headlines and paragraphs never run into one another."""
    starts = doc.to_array("SENT_START")
    for token in doc[1:]:
        if "\n" in doc[token.i - 1].text:
            starts[token.i] = 1
    # At once: spaCy looks through the whole document for every token that is told by itself.
    return doc.from_array(["SENT_START"], starts)  # type: ignore[arg-type]  # one attribute has one dimension


@cache
def load_model(name: str) -> Language:
    """The installed pipeline `name` (a package or a folder), with paragraph breaks set before its parser.

    Raises ModelMissing where there is none.
    """
    meta = model_meta(name)
    config = {"components.attribute_ruler.factory": QUICK_RULER} if "attribute_ruler" in meta["pipeline"] else {}
    nlp = spacy.load(name, config=config, exclude=meta.get("disabled", ()))
    if "copydesk_paragraphs" not in nlp.pipe_names:  # saved with it, where it was loaded here before
        nlp.add_pipe("copydesk_paragraphs", before="parser" if "parser" in nlp.pipe_names else None)
    _multiply_by_numpy(nlp)
    tokenizer: Any = nlp.tokenizer
    if getattr(tokenizer, "suffix_search", None):  # languages that are cut otherwise have none
        tokenizer.suffix_search = _Ends(tokenizer.suffix_search).search
    return nlp


class _Ends:
    """A pattern for ends of words, tried on their ends alone.

    spaCy takes a word apart mark by mark, and would search all of what is left for each: a line of a hundred thousand
    quote marks took half an hour.
    """

    def __init__(self, search: Callable[[str], "re.Match[str] | None"]) -> None:
        self._search = search
        self.pattern = search.__self__.pattern  # type: ignore[attr-defined]

    def search(self, word: str) -> "re.Match[str] | None":
        return self._search(word[-_LONGEST_END:])


def _multiply_by_numpy(nlp: Language) -> None:
    # spaCy's own matrix products fall back on plain code on processors that its library does not know.
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if type(node.ops) is NumpyOps:
                    node.ops = ops
