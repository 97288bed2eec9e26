"""Copydesk's steps as spaCy components: importing this module makes `nlp.add_pipe("copydesk_quotes")` work."""

from spacy.language import Language
from spacy.tokens import Doc

from schemas.errors import SettingsError
from tasks.enrich.entities import find_entities
from tasks.enrich.quotes import find_quotes

_READ_BY_QUOTES = {"TAG": "tagger", "POS": "attribute_ruler", "DEP": "parser", "LEMMA": "lemmatizer"}


class PipelineIncomplete(SettingsError):
    """The pipeline lacks components whose work the quotes are read from."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            f"copydesk_quotes needs {', '.join(missing)} before it in the pipeline; "
            "add what is missing, or source it from a model that has it: nlp.add_pipe(name, source=model)"
        )
        self.missing = missing


@Language.component("copydesk_entities", assigns=["doc._.copydesk_entities"], requires=["doc.ents"])
def add_entities(doc: Doc) -> Doc:
    """Store the entities of the document in `doc._.copydesk_entities`.

    Needs an `ner` or `entity_ruler` before it; a tagger makes it better.
    """
    _store(doc, "copydesk_entities", find_entities(doc))
    return doc


@Language.component(
    "copydesk_quotes",
    assigns=["doc._.copydesk_quotes", "doc._.copydesk_quoted_terms", "doc._.copydesk_entities"],
    requires=["doc.ents", "token.tag", "token.pos", "token.dep", "token.lemma"],
)
def add_quotes(doc: Doc) -> Doc:
    """Store quotes in `doc._.copydesk_quotes`, and other words in quote marks in `doc._.copydesk_quoted_terms`.

    Speakers are entities of `doc._.copydesk_entities`, which is filled where copydesk_entities has not run.
    Raises PipelineIncomplete where the document has no tags, parse or lemmas.
    """
    missing = [pipe for attribute, pipe in _READ_BY_QUOTES.items() if len(doc) and not doc.has_annotation(attribute)]
    if missing:
        raise PipelineIncomplete(missing)
    if not Doc.has_extension("copydesk_entities") or doc._.copydesk_entities is None:
        add_entities(doc)
    quotes, terms = find_quotes(doc, doc._.copydesk_entities)
    _store(doc, "copydesk_quotes", quotes)
    _store(doc, "copydesk_quoted_terms", terms)
    return doc


def _store(doc: Doc, name: str, value: object) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=None)
    doc._.set(name, value)
