"""The spaCy pipeline: which components are loaded, and its version."""

import importlib
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc


@Language.component("copydesk_paragraphs")
def split_at_line_breaks(doc: Doc) -> Doc:
    """Start a sentence after every line break: headlines and paragraphs never run into one another."""
    for token in doc[1:]:
        if "\n" in doc[token.i - 1].text:
            token.is_sent_start = True
    return doc


@cache
def load_model(name: str) -> Language:
    """The installed pipeline `name` (a package on the path), with paragraph breaks set before its parser.

    Raises ModelMissing where no such package is installed.
    """
    try:
        nlp: Language = importlib.import_module(name).load()
    except ModuleNotFoundError:
        try:
            nlp = spacy.load(name)
        except OSError as exc:
            raise ModelMissing(name) from exc
    nlp.add_pipe("copydesk_paragraphs", before="parser" if "parser" in nlp.pipe_names else None)
    return nlp


def model_version(nlp: Language) -> str:
    """Name and version, such as en_core_web_sm-3.8.0."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


class ModelMissing(Exception):
    """The model named in the settings is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"spaCy model {name!r} is not installed; install it with pip, or set `model` to one that is")
        self.name = name
