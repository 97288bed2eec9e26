"""Words as the parse tags them: base forms, prepositions, what ends a noun phrase."""

from spacy.tokens import Token

from tasks.enrich.speakers.facts import Facts

# fmt: off
PREPOSITIONS = frozenset({
    "of", "at", "for", "in", "from", "with", "on", "by", "about",
    "among", "amid", "near", "under", "over", "inside", "outside", "behind", "against",
    "between", "within", "without", "during", "since", "after", "before", "to", "as",
    "like", "including", "such", "across", "around", "into", "through", "than", "via",
})
# fmt: on
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
NAMING = frozenset({"known", "named", "called", "nicknamed", "dubbed", "identified"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "no"})
_OPEN_MARKS = frozenset("\"'“‘«„`")
_BREAKS = frozenset({",", ";", ":", "(", "[", "–", "—", "-", "--"})
_RELATIVES = frozenset({"who", "whom", "which", "that", "whose", "where", "when", "not"})
_PERSON_ENDINGS = ("ologist", "ographer", "woman", "person", "keeper", "maker", "ician", "worker", "fighter")


def base_form(token: Token) -> str:
    """The lemma in lower case; for a word tagged as a name, the word itself."""
    text = token.lower_
    if token.tag_ == "NNPS" and text.endswith("s"):
        return text[:-1]
    return text if token.pos_ == "PROPN" else (token.lemma_.lower() or text)


def is_person_noun(noun: str, known: Facts) -> bool:
    """Is it a word for a person: a listed role, or formed like one ("-ologist", "-woman", "-keeper")?"""
    return noun in known.roles or noun in known.anonymous or noun.endswith(_PERSON_ENDINGS)


def closes(token: Token) -> bool:
    """Does the first part of a noun phrase end before this token?"""
    text = token.lower_
    if text in _BREAKS:
        # A hyphen inside a word (Seung-chan) is no break; a dash has a space on one side.
        return text != "-" or bool(token.whitespace_) or bool(token.nbor(-1).whitespace_)
    if text in PREPOSITIONS or text in _RELATIVES or text in NAMING:
        return token.nbor(-1).text != "-" and not (token.i + 1 < len(token.doc) and token.nbor(1).text == "-")
    if token.pos_ == "PRON" and token.dep_ == "nsubj" and token.nbor(-1).pos_ in NOMINAL:
        # "everyone I met"
        return True
    return token.dep_ in {"acl", "relcl"} and token.pos_ in {"VERB", "AUX"}
