"""Quote marks that no rule claimed, yet a reporting verb governs: `showing support for her “night plan”`."""

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.frames import direct_object
from tasks.enrich.quotes.layout import Found, Layout, marks_within, with_last_mark
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.sources import may_speak
from tasks.enrich.quotes.spans import cue_span, may_be_verb, speaker_of, subject_of
from tasks.enrich.quotes.terms import is_title

_STEPS = 8
_WORDINGS = frozenset(("phrase", "word", "term", "expression", "slogan"))
_UTTERING = frozenset(("use", "utter", "employ", "invoke", "coin", "repeat"))
_WHEN = frozenset(("after", "before", "during", "since", "until", "amid"))
_CLAUSES = frozenset(("clause", "that_clause", "bare_clause"))


def find_attached(layout: Layout, cues: Cues, free: list[Marked]) -> list[Found]:
    """For each free stretch the content around it, down from the reporting verb before it that governs it."""
    found: list[Found] = []
    for mark in free:
        if found and found[-1].end >= mark.end:
            continue
        if is_title(layout, mark):
            continue
        quote = _governed(layout, cues, mark)
        if quote:
            found.append(quote)
    return found


def _governed(layout: Layout, cues: Cues, mark: Marked) -> Found | None:
    token = layout.doc[layout.token_at(mark.inner_start)]
    start, end = layout.sentence(token.i)
    for _ in range(_STEPS):
        head = token.head
        if head.i == token.i or not start <= head.i < end:
            return None
        if layout.outside(head) and head.idx < mark.start and _reports(cues, head) and token.i > head.i:
            return _content(layout, mark, head, token)
        if _utters(layout, mark, head, token):
            return _found(layout, head, mark.start, mark.end)
        if _likens(layout, cues, mark, head, token):
            return _as_phrase(layout, cues, mark, head)
        token = head
    return None


def _utters(layout: Layout, mark: Marked, verb: Token, child: Token) -> bool:
    """`has used the phrase “night tax”`: whose word it is stands before the verb."""
    if child.dep_ != "dobj" or child.lemma_.lower() not in _WORDINGS or verb.lemma_.lower() not in _UTTERING:
        return False
    if child.idx + len(child) + 1 != mark.start or any(token.dep_ == "neg" for token in verb.children):
        return False
    subject = subject_of(layout, verb)
    return layout.outside(verb) and subject is not None and may_speak(subject)


def take_trailing(layout: Layout, kept: list[Found], free: list[Marked]) -> None:
    """`said that it costs a lot, “far more than planned”`: a clause takes in the free marks that go on with it."""
    ends = {found.end: found for found in kept if found.rule in _CLAUSES and found.cue and found.cue[1] <= found.start}
    for mark in free:
        found = ends.get(mark.start - 2)
        if found and layout.text[found.end : mark.start] == ", " and layout.text[mark.inner_start].islower():
            found.end = mark.end


def _likens(layout: Layout, cues: Cues, mark: Marked, preposition: Token, child: Token) -> bool:
    """`admires him as a “steady hand”`: whose word for somebody stands behind "as", in marks."""
    verb = preposition.head
    if preposition.lower_ != "as" or preposition.dep_ != "prep" or child.dep_ not in ("pobj", "amod", "pcomp"):
        return False
    if verb.pos_ != "VERB" or not layout.outside(verb) or verb.idx > mark.start:
        return False
    lemma = verb.lemma_.lower()
    if any(token.dep_ == "neg" for token in verb.children):
        return False
    if any(token.dep_ == "auxpass" for token in verb.children):
        return "as" in cues.frames(lemma)  # "is criticised as a “trick”"
    target, subject = _target(cues, verb), subject_of(layout, verb)
    behind = target is not None and target.i < preposition.i
    return behind and subject is not None and may_speak(subject)


def _target(cues: Cues, verb: Token) -> Token | None:
    """Whom a verb of judgement is about: its object, or what stands behind its preposition ("went after him")."""
    lemma = verb.lemma_.lower()
    if lemma in cues.likens:
        return direct_object(verb)
    words = cues.likens_phrasal.get(lemma, frozenset())
    return next(
        (
            child
            for preposition in verb.children
            if preposition.lower_ in words and preposition.dep_ == "prep" and preposition.i > verb.i
            for child in preposition.children
            if child.dep_ == "pobj"
        ),
        None,
    )


def _as_phrase(layout: Layout, cues: Cues, mark: Marked, preposition: Token) -> Found:
    verb = preposition.head
    target = _target(cues, verb) or direct_object(verb)
    first = target.left_edge.i if target is not None else preposition.i + 1
    last = max(preposition.right_edge.i, layout.token_at(mark.end - 1))
    start, end = layout.trim(*layout.chars(first, last))
    end = mark.end if layout.outside(layout.doc[last]) and mark.end < end else max(end, mark.end)
    return _found(layout, verb, *with_last_mark(layout, start, end))


def _reports(cues: Cues, verb: Token) -> bool:
    if not may_be_verb(verb) or any(child.dep_ in ("auxpass", "neg") for child in verb.children):
        return False
    lemma = verb.lemma_.lower()
    return bool(cues.frames(lemma).keys() - {"quote"}) or lemma in cues.particles


def _content(layout: Layout, mark: Marked, verb: Token, child: Token) -> Found | None:
    if child.dep_ in ("advcl", "conj", "punct", "advmod", "npadvmod"):
        return None
    if child.dep_ == "prep" and child.lower_ in _WHEN:
        return None  # "fumed after the sale of the “shed”" says when
    first = max(child.left_edge.i, verb.i + 1)
    start, end = layout.chars(first, max(child.right_edge.i, first))
    start, end = min(start, mark.start), max(end, mark.end)
    for other in marks_within(layout, start, end):
        end = max(end, other.end)
    start, end = layout.trim(start, end)
    return _found(layout, verb, start, end)


def _found(layout: Layout, verb: Token, start: int, end: int) -> Found:
    speaker = speaker_of(layout, verb)
    return Found(start, end, "governed", cue_span(verb), verb.lemma_, speaker, utterance=verb.i, cue_token=verb.i)
