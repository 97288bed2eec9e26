"""The spaCy pipeline, with paragraphs as sentence limits, and made quick without a change of what it finds."""

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from tasks.enrich.ruler import QUICK_RULER
from tasks.enrich.version import model_meta


@Language.component("copydesk_paragraphs")
def split_at_line_breaks(doc: Doc) -> Doc:
    """Start a sentence after every line break: headlines and paragraphs never run into one another."""
    for token in doc[1:]:
        if "\n" in doc[token.i - 1].text:
            token.is_sent_start = True
    return doc


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
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    # spaCy's own matrix products fall back on plain code on processors that its library does not know.
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if type(node.ops) is NumpyOps:
                    node.ops = ops
