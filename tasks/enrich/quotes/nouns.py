"""Nouns that report: `her claim that it works`, `the lawyer's reply: “no”`, `and from Chair Ngo:`."""

from collections.abc import Iterator

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout, with_last_mark
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.spans import cue_span, noun_phrase, speaker_of

_SOURCE_PREPOSITIONS = frozenset(("of", "from", "by"))
_JOINTS = frozenset((":", "—", "–", "-", "--", ","))
_NAME_TOKENS = 10
_NAMED = frozenset(("PERSON", "ORG", "NORP", "GPE"))


def find_noun_clauses(layout: Layout, cues: Cues) -> Iterator[Found]:
    """`her claim that it works`."""
    for token in layout.doc:
        if token.tag_ not in ("NN", "NNS") or not layout.outside(token) or token.lemma_.lower() not in cues.nouns:
            continue
        for child in token.children:
            that = next((mark for mark in child.children if mark.lower_ == "that" and mark.dep_ == "mark"), None)
            if that is not None and child.i > token.i and child.dep_ in ("acl", "ccomp"):
                start, end = with_last_mark(layout, *layout.trim(*layout.chars(that.i, child.right_edge.i)))
                yield Found(start, end, "noun_clause", **_about(layout, token))


def _about(layout: Layout, noun: Token) -> dict:  # type: ignore[type-arg]
    return {
        "cue": cue_span(noun),
        "lemma": noun.lemma_.lower(),
        "speaker": _speaker(layout, noun),
        "utterance": noun.i,
        "cue_token": noun.i,
    }


def _speaker(layout: Layout, noun: Token) -> tuple[int, int] | None:
    """Whose claim it is: the possessor, the source behind the noun, or the subject of `made the claim that`."""
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        if owner.pos_ == "PRON":
            return owner.idx, owner.idx + len(owner)
        last = max(owner.i, max((child.i - 1 for child in owner.children if child.dep_ == "case"), default=owner.i))
        return layout.trim(owner.left_edge.idx, layout.doc[last].idx + len(layout.doc[last]))
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in _SOURCE_PREPOSITIONS:
            source = next((token for token in child.children if token.dep_ == "pobj"), None)
            if source is not None and (source.ent_type_ in _NAMED or child.lower_ != "of"):
                return noun_phrase(layout, source, child)
    if noun.dep_ == "dobj" and noun.head.lemma_ in ("make", "issue", "give", "repeat", "release", "post"):
        return speaker_of(layout, noun.head)
    return None


def find_announced(layout: Layout, cues: Cues, free: list[Marked]) -> list[Found]:
    """Marked stretches behind a reporting noun (`the reply — “no”`) or behind `from Chair Ngo:`."""
    found = []
    for mark in free:
        at = layout.token_at(mark.start) - 1
        while at >= 0 and layout.doc[at].is_space:
            at -= 1
        if at < 1 or layout.doc[at].text not in _JOINTS or not layout.outside(layout.doc[at]):
            continue
        noun = layout.doc[at - 1]
        if noun.lemma_.lower() in cues.nouns and noun.pos_ == "NOUN":
            found.append(Found(mark.start, mark.end, "noun_cue", **_about(layout, noun)))
        elif layout.doc[at].text == ":":
            speaker = _from_whom(layout, noun)
            if speaker:
                found.append(Found(mark.start, mark.end, "announced", speaker=speaker, utterance=-2 - mark.start))
    return found


def _from_whom(layout: Layout, last: Token) -> tuple[int, int] | None:
    """The name that ends the announcing line behind "from"."""
    if not last.text[0].isupper():
        return None
    for at in range(last.i, max(last.i - _NAME_TOKENS, -1), -1):
        token = layout.doc[at]
        if token.lower_ == "from" and at < last.i:
            return layout.trim(*layout.chars(at + 1, last.i))
        if token.pos_ not in ("PROPN", "NOUN", "ADJ", "DET", "PUNCT") or token.text == ".":
            return None
    return None
