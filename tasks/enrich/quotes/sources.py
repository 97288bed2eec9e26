"""What a noun phrase is as a source: whether it can speak at all."""

from spacy.tokens import Token

from tasks.enrich.speakers.facts import facts
from tasks.enrich.speakers.words import base_form, is_person_noun

_THINGS = frozenset(("it", "this", "that", "there", "these", "what"))
_NAMED = frozenset(("PERSON", "ORG", "NORP", "GPE"))


def may_speak(head: Token) -> bool:
    """Whether the head of a noun phrase can be a source: all but pronouns for things and nouns for things."""
    if head.pos_ == "PRON":
        return head.lower_ not in _THINGS
    if head.pos_ != "NOUN" or head.ent_type_ in _NAMED:
        return True
    known, noun = facts(), base_form(head)
    return is_person_noun(noun, known) or noun in known.groups | known.documents | known.institutions
