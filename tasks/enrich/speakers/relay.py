"""Who passes the words on: "according to KCNA, Kim said …", "in a statement carried by Acme, …"."""

from spacy.tokens import Token

from schemas.enrichment import Quote
from tasks.enrich.speakers.facts import facts
from tasks.enrich.speakers.nouns import resolve_noun
from tasks.enrich.speakers.phrase import read_phrase
from tasks.enrich.speakers.referent import Discourse, Referent
from tasks.enrich.speakers.scene import Scene

_CLAUSES = frozenset({"ccomp", "advcl", "pcomp", "xcomp", "prep", "acl"})
_LONGEST = 14
"""Tokens of a mention that is read on from where it starts."""
_NEAR = 1000
"""Characters around a quote in which its relaying source is looked for."""


def relaying_source(discourse: Discourse, quote: Quote, speaker: Referent, outer: Referent | None) -> str | None:
    """The name of who passes on the words of `quote`; None where nobody named does.

    `outer` is the speaker of a quote that holds this one, cue and all.
    """
    if speaker.rule == "no mention":
        return None
    for source in (outer, _beside(discourse, quote), _reporting_clause(discourse, quote), _given(discourse, quote)):
        if source and source.name and source.name != speaker.name:
            return source.name
    return None


def _anchor(scene: Scene, quote: Quote) -> Token | None:
    for span in (quote.cue, quote.speaker):
        tokens = scene.tokens(span) if span else None
        if tokens is not None:
            return tokens.root
    return None


def _beside(discourse: Discourse, quote: Quote) -> Referent | None:
    """ "according to X" and "carried by X" in the cue's sentence, outside the words themselves."""
    scene = discourse.scene
    anchor = _anchor(scene, quote)
    if anchor is None:
        return None
    sentence = scene.sentences[scene.sentence_of[anchor.i]]
    for token in sentence[:-1]:
        following = token.nbor(1).lower_
        carried = token.lemma_.lower() in facts().relay_verbs and token.tag_ in {"VBN", "VBD"} and following == "by"
        if not (carried or (token.lower_ == "according" and following == "to")):
            continue
        if scene.content[token.i] == 2 or (
            quote.speaker
            and token.idx < quote.speaker.end <= token.idx + 40
            and quote.cue
            and quote.cue.start == token.idx
        ):
            continue
        if found := _phrase_from(discourse, token.i + 2, sentence.end):
            return found
    return None


def _given(discourse: Discourse, quote: Quote) -> Referent | None:
    """The relaying source's mention, as it was found with the quote."""
    if not quote.relayed_by:
        return None
    text = discourse.scene.doc.text
    start = text.rfind(quote.relayed_by, max(0, quote.start - _NEAR), quote.start)
    start = start if start >= 0 else text.find(quote.relayed_by, quote.start, quote.end + _NEAR)
    tokens = discourse.scene.doc.char_span(start, start + len(quote.relayed_by), alignment_mode="expand")
    phrase = read_phrase(discourse.scene, tokens) if start >= 0 and tokens is not None else None
    return resolve_noun(discourse, phrase) if phrase and phrase.kind != "pronoun" else None


def _phrase_from(discourse: Discourse, start: int, end: int) -> Referent | None:
    scene = discourse.scene
    stop = start
    while stop < min(end, start + _LONGEST):
        mention = scene.owner.get(stop)
        if mention is None and (scene.doc[stop].is_punct or scene.doc[stop].pos_ in {"VERB", "AUX"}):
            break
        stop = mention.end if mention else stop + 1
    phrase = read_phrase(scene, scene.doc[start:stop]) if stop > start else None
    return resolve_noun(discourse, phrase) if phrase and phrase.kind != "pronoun" else None


def _reporting_clause(discourse: Discourse, quote: Quote) -> Referent | None:
    """The subject of "report", "quote", "cite" in whose clause the cue stands: "KCNA quoted Kim as saying"."""
    token = _anchor(discourse.scene, quote)
    if token is None:
        return None
    while token.dep_ in _CLAUSES and token.head.i != token.i:
        token = token.head
        if token.lemma_.lower() in facts().relay_verbs:
            return _subject(discourse, token)
    return None


def _subject(discourse: Discourse, verb: Token) -> Referent | None:
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if subject is None or discourse.scene.content[subject.i] == 2:
        return None
    mention = discourse.scene.owner.get(subject.i)
    end = max(subject.i + 1, mention.end if mention else 0)
    phrase = read_phrase(discourse.scene, discourse.scene.doc[subject.left_edge.i : end])
    return resolve_noun(discourse, phrase) if phrase and phrase.kind != "pronoun" else None
