"""Spans from the parse: the speaker's noun phrase, the end of a clause."""

from spacy.tokens import Token

from tasks.enrich.quotes.layout import Layout
from tasks.enrich.quotes.sources import may_speak

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_LEADING = frozenset(("cc", "advmod", "punct", "preconj", "mark", "intj"))


def subject_of(layout: Layout, verb: Token) -> Token | None:
    """The token that heads the subject of a verb: its own, or that of the verb it is joined to."""
    for step in range(6):
        agent = next((child for child in verb.children if child.dep_ == "agent"), None)
        if agent is not None:
            return next((child for child in agent.children if child.dep_ == "pobj"), None)
        own = [child for child in verb.children if child.dep_ in _SUBJECTS and layout.outside(child)]
        own = [child for child in own if child.dep_ != "expl" and not _passive_object(child)]
        if own:
            nearest = min(own, key=lambda child: abs(child.i - verb.i))
            if step and verb.dep_ == "ccomp" and not may_speak(nearest):
                verb = verb.head  # "Tan said it was cheap and insisted it would pass": Tan insisted
                continue
            return nearest
        if any(child.dep_ == "nsubjpass" for child in verb.children):
            return None
        if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head if layout.outside(verb.head) else None
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "aux", "dep", "prep", "ccomp"):
            return None
        joined = verb.i > 0 and verb.nbor(-1).dep_ == "cc" and verb.head.i < verb.i
        if verb.dep_ == "ccomp" and verb.tag_ not in ("VBG", "VB") and not joined:
            return None
        head = verb.head
        if verb.dep_ == "advcl" and verb.tag_ == "VBG" and head.dep_ == "ccomp" and head.i < verb.i:
            head = head.head  # "said it was late, citing a clock": the sayer cites
        if head.dep_ == "prep":
            head = head.head
            if head.dep_ in _SUBJECTS and head.pos_ in ("NOUN", "PROPN", "PRON"):
                return head if layout.outside(head) else None
        if head.i == verb.i or not layout.outside(head):
            return None
        verb = head
    return None


def _passive_object(subject: Token) -> bool:
    return subject.dep_ == "nsubjpass"


def noun_phrase(layout: Layout, head: Token, verb: Token) -> tuple[int, int] | None:
    """Character span of the noun phrase around `head`, with appositions and relative clauses.

    It never crosses the verb it belongs to, a quote mark, or the sentence.
    """
    first, last = head.left_edge.i, head.right_edge.i
    sentence_start, sentence_end = layout.sentence(head.i)
    first, last = max(first, sentence_start), min(last, sentence_end - 1)
    if head.i < verb.i:
        last = min(last, verb.i - 1)
    else:
        first = max(first, verb.i + 1)
    for at in range(head.i, last + 1):
        if layout.mark_of[at] != layout.mark_of[head.i] and _speech_mark(layout, at):
            last = at - 1
            break
    for at in range(head.i, first - 1, -1):
        if layout.mark_of[at] != layout.mark_of[head.i] and _speech_mark(layout, at):
            first = at + 1
            break
    doc = layout.doc
    while first < head.i and doc[first].dep_ in _LEADING and doc[first].head.i == head.i:
        first += 1
    while first < head.i and doc[first].is_punct:
        first += 1
    start, end = layout.trim(*layout.chars(first, max(last, head.i)))
    number = layout.mark_of[max(last, head.i)]
    if number >= 0 and layout.marks[number].start >= start:
        end = layout.marks[number].end
    return (start, end) if start < end else None


def _speech_mark(layout: Layout, at: int) -> bool:
    """Whether the marked stretch at this token is more than a name or a word within a phrase."""
    number = layout.mark_of[at]
    if number < 0:
        return False
    mark = layout.marks[number]
    inner = layout.text[mark.inner_start : mark.inner_end]
    if inner.count(" ") < 2 and inner[:1].isupper() and inner[-1:] not in "?!":
        return False  # a nickname
    return len(inner) > 40 or inner[-1] in ",.?!"


def speaker_of(layout: Layout, verb: Token) -> tuple[int, int] | None:
    """Character span of who speaks, as the text beside the verb names them."""
    head = subject_of(layout, verb)
    if head is None and verb.tag_ == "NNS" and verb.left_edge.i < verb.i:
        return layout.trim(*layout.chars(verb.left_edge.i, verb.i - 1))
    if head is None or not layout.outside(head):
        return None
    if head.tag_ in ("WP", "WDT") or head.pos_ == "PRON":
        return head.idx, head.idx + len(head)
    governor = verb
    while governor.head.i != governor.i and not any(child.i == head.i for child in governor.children):
        governor = governor.head
    return noun_phrase(layout, head, governor)


def cue_span(verb: Token) -> tuple[int, int]:
    """Character span of the cue: the verb alone."""
    return verb.idx, verb.idx + len(verb)


def may_be_verb(token: Token) -> bool:
    """Whether the token is a verb, or a noun by the tagger's mistake: "the department notes, …"."""
    if token.tag_.startswith("VB"):
        return token.dep_ != "amod"  # "the so-called experts"
    return token.tag_ == "NNS" and token.dep_ in ("ROOT", "ccomp", "conj") and token.left_edge.i < token.i
