"""Indirect and mixed quotations: what stands in the frame of a reporting verb."""

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from schemas.enrichment import CueClass
from tasks.enrich.quotes.clauses import Spans, bare_clause, clause, is_finite, parenthetical, that_clause
from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.frames import (
    comparison,
    infinitive,
    noun_phrase_content,
    object_as,
    object_for,
    object_of,
    object_to,
    particle,
    passive_of,
    small_clause,
)
from tasks.enrich.quotes.layout import Found, Layout, marks_within
from tasks.enrich.quotes.reports import is_negated
from tasks.enrich.quotes.spans import cue_span, may_be_verb, speaker_of, subject_of

_RULES: tuple[tuple[str, str, Callable[[Layout, Token, Cues], Spans]], ...] = (
    ("clause", "clause", clause),
    ("clause", "that_clause", that_clause),
    ("clause", "parenthetical", parenthetical),
    ("infinitive", "infinitive", infinitive),
    ("object_to", "object_to", object_to),
    ("as", "object_as", object_as),
    ("small", "small_clause", small_clause),
    ("for", "object_for", object_for),
    ("to", "comparison", comparison),
    ("passive", "passive_of", passive_of),
    ("of", "object_of", object_of),
    ("on", "object_for", object_for),
    ("noun", "noun_phrase", noun_phrase_content),
    ("bare", "bare_clause", bare_clause),
)
_WITH_SPEAKER = frozenset(
    ("infinitive", "object_to", "object_for", "noun_phrase", "particle", "bare_clause", "comparison")
)
# What these govern has not been said: "refused to say", "without saying", "wants to announce".
_CLAUSES = frozenset(("clause", "that_clause", "parenthetical"))
_HEARD = frozenset(("ask", "tell", "inform", "remind", "assure", "advise", "question", "warn"))
_UNREAL_AUXILIARIES = frozenset(("would", "could", "might", "may", "can", "should", "must", "'d", "’d"))


def find_indirect(layout: Layout, cues: Cues) -> Iterator[Found]:
    """One candidate for each reporting verb outside quote marks whose frame is filled."""
    for token in layout.doc:
        if not layout.outside(token) or not may_be_verb(token):
            continue
        lemma = token.lemma_.lower()
        frames = _frames(layout, cues, token, lemma)
        if frames or lemma in cues.particles or lemma in cues.phrasal:
            yield from _content(layout, cues, token, frames)


def _frames(layout: Layout, cues: Cues, verb: Token, lemma: str) -> dict[str, CueClass]:
    frames = cues.frames(lemma)
    if lemma in cues.phrasal:
        words = next((child.lower_ for child in verb.children if child.dep_ == "prt"), "")
        frames = {**frames, **cues.frames(f"{lemma} {words}")}
    if lemma == "put" and any(child.lower_ == "it" for child in verb.children):
        frames = {**frames, "clause": "neutral"}  # "as the memo put it"
    if lemma in cues.documents and not {"clause", "noun"} <= set(frames):
        subject = subject_of(layout, verb)
        if subject is not None and (subject.lemma_.lower() in cues.document_nouns or _finds(verb, subject)):
            frames = {**cues.documents[lemma], **frames}
    if lemma in cues.bare:
        frames = {**frames, "bare": "neutral"}
    return frames


def _finds(verb: Token, subject: Token) -> bool:
    """`the Observer found that …`: an organisation reports what it found."""
    that = any(child.dep_ == "ccomp" and child.left_edge.lower_ == "that" for child in verb.children)
    return subject.ent_type_ == "ORG" and that


def _content(layout: Layout, cues: Cues, verb: Token, frames: dict[str, CueClass]) -> Iterator[Found]:
    for frame, name, rule in _RULES:
        if frame in frames:
            spans = rule(layout, verb, cues)
            if spans and _is_report(layout, cues, verb, name, spans):
                yield from _found(layout, verb, spans, name)
                return
    spans = particle(layout, verb, cues)
    if spans and _is_report(layout, cues, verb, "particle", spans):
        yield from _found(layout, verb, spans, "particle")


def _is_report(layout: Layout, cues: Cues, verb: Token, rule: str, spans: Spans) -> bool:
    """Whether somebody reports here; noun phrases and infinitives ask for more than clauses do."""
    children = list(verb.children)
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in children) or _is_bare_participle(verb, children)
    if rule in _CLAUSES:
        if verb.head.lower_ in ("worth", "without") and verb.tag_ == "VBG":
            return False  # "it is worth noting that" is the reporter's own voice
        if passive and any(child.dep_ == "xcomp" and child.i > verb.i for child in children):
            return False  # "is said to have told them that": the hearsay is the hedge, who told is the speaker
        if rule != "parenthetical" and is_negated(cues, verb) and _asks_only(layout, spans):
            return False
        return not (passive and verb.lemma_ in _HEARD)
    if rule == "passive_of":
        return not is_negated(cues, verb)
    if passive:
        return False
    if marks_within(layout, spans[0][0], spans[-1][1]):
        return True
    before = [child for child in children if child.i < verb.i]
    if any(child.dep_ == "neg" or (child.dep_ == "aux" and child.lower_ in _UNREAL_AUXILIARIES) for child in before):
        return False
    if rule not in _WITH_SPEAKER:
        return True
    if verb.tag_ == "VB" and any(child.tag_ == "TO" for child in children):
        return verb.head.lemma_ in ("continue", "begin", "start", "go")
    if rule == "noun_phrase" and verb.tag_ == "VBG" and verb.lemma_ != "cite":
        return False
    return is_finite(verb) or subject_of(layout, verb) is not None


def _is_bare_participle(verb: Token, children: list[Token]) -> bool:
    """`Asked whether she would resign, Tan …`: the subject is the one who was asked."""
    helped = any(child.dep_ in ("aux", "nsubj", "agent") for child in children)
    return verb.tag_ in ("VBN", "VBD") and verb.dep_ in ("advcl", "acl") and not helped


def _asks_only(layout: Layout, spans: Spans) -> bool:
    """`has not said when it starts`: the clause names a question, there are no words that were or were not said."""
    first = layout.doc[layout.token_at(spans[0][0])]
    return first.tag_ in ("WP", "WRB", "WDT", "WP$")


def _before_announced(layout: Layout, start: int, end: int) -> int:
    """`mentioned the effect: “We are ready,” she said`: marks behind a colon that end as before a cue are its own."""
    for mark in marks_within(layout, start, end):
        colon = layout.text.rfind(":", max(start, mark.start - 3), mark.start)
        if colon >= 0 and layout.text[mark.inner_end - 1] == ",":
            return colon
    return end


def _found(layout: Layout, verb: Token, spans: Spans, rule: str) -> Iterator[Found]:
    speaker = speaker_of(layout, verb)
    for start, end in spans:
        start, end = layout.trim(start, _before_announced(layout, start, end))
        if start < end and layout.has_words(start, end):
            yield Found(start, end, rule, cue_span(verb), verb.lemma_, speaker, utterance=verb.i, cue_token=verb.i)
