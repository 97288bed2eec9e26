"""The spaCy pipeline, with paragraphs as sentence limits."""

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

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
    model_meta(name)
    nlp = spacy.load(name)
    if "copydesk_paragraphs" not in nlp.pipe_names:  # saved with it, where it was loaded here before
        nlp.add_pipe("copydesk_paragraphs", before="parser" if "parser" in nlp.pipe_names else None)
    return nlp
