"""Copydesk's steps as spaCy components: importing this module makes `nlp.add_pipe("copydesk_entities")` work."""

from spacy.language import Language
from spacy.tokens import Doc

from tasks.enrich.entities import find_entities


@Language.component("copydesk_entities", assigns=["doc._.copydesk_entities"], requires=["doc.ents", "token.tag"])
def add_entities(doc: Doc) -> Doc:
    """Store the entities of the document in `doc._.copydesk_entities`; needs a pipeline with a tagger and ner."""
    if not Doc.has_extension("copydesk_entities"):
        Doc.set_extension("copydesk_entities", default=None)
    doc._.copydesk_entities = find_entities(doc)
    return doc
