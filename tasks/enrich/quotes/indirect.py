"""Indirect and mixed quotations: what stands in the frame of a reporting verb."""

from collections.abc import Iterator

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout
from tasks.enrich.quotes.spans import cue_span, speaker_of, subject_of

_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


def find_indirect(layout: Layout, cues: Cues) -> Iterator[Found]:
    """One candidate for each reporting verb outside quote marks whose frame is filled."""
    for token in layout.doc:
        if not layout.outside(token) or not token.tag_.startswith("VB"):
            continue
        frames = _frames(layout, cues, token)
        if not frames and token.lemma_.lower() not in cues.particles:
            continue
        yield from _content(layout, cues, token, frames)


def _frames(layout: Layout, cues: Cues, verb: Token) -> dict[str, str]:
    lemma = verb.lemma_.lower()
    frames = cues.frames(lemma)
    if lemma in cues.documents and "clause" not in frames:
        subject = subject_of(layout, verb)
        if subject is not None and subject.lemma_.lower() in cues.document_nouns:
            return {**frames, **cues.documents[lemma]}
    return frames


def _content(layout: Layout, cues: Cues, verb: Token, frames: dict[str, str]) -> Iterator[Found]:
    tried = (
        ("clause", _clause),
        ("clause", _parenthetical),
        ("infinitive", _infinitive),
        ("object_to", _object_to),
        ("as", _object_as),
        ("small", _small_clause),
        ("for", _object_for),
        ("of", _object_of),
        ("on", _object_for),
        ("noun", _noun),
    )
    for frame, rule in tried:
        if frame in frames:
            spans = rule(layout, verb)
            if spans:
                yield from _found(layout, verb, spans, rule.__name__.strip("_"))
                return
    span = _particle(cues, verb)
    if span:
        yield from _found(layout, verb, [layout.chars(*span)], "particle")


def _found(layout: Layout, verb: Token, spans: list[tuple[int, int]], rule: str) -> Iterator[Found]:
    speaker = speaker_of(layout, verb)
    for start, end in spans:
        start, end = layout.trim(start, end)
        if start < end and layout.has_words(start, end):
            yield Found(start, end, rule, cue_span(verb), verb.lemma_, speaker, utterance=verb.i, cue_token=verb.i)


def _clause(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`said (that) it works`: a finite clause behind the verb."""
    for child in verb.children:
        if child.i > verb.i and child.dep_ in ("ccomp",) and _finite(child):
            first = max(child.left_edge.i, verb.i + 1)
            return [layout.chars(first, child.right_edge.i)]
    return []


def _finite(verb: Token) -> bool:
    if verb.tag_ in _FINITE:
        return True
    return any(child.tag_ in _FINITE and child.dep_ in ("aux", "auxpass") for child in verb.children)


def _parenthetical(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`costs, Tan said, were lower` and `costs were lower, Tan said`."""
    doc = layout.doc
    subjects = [child for child in verb.children if child.dep_ in ("nsubj",)]
    if not subjects:
        return []
    subject = subjects[0]
    first = min(subject.left_edge.i, verb.i)
    if subject.i > verb.i and verb.i - first > 1:
        return []
    start, end = layout.sentence(verb.i)
    if first <= start or doc[first - 1].text not in (",", "—", "–", "-"):
        return []
    last = max(subject.right_edge.i if subject.i > verb.i else verb.i, verb.i)
    pieces = [layout.chars(start, first - 1)]
    following = last + 1
    if following < end and doc[following].text == "," and following + 2 < end:
        pieces.append(layout.chars(following + 1, end - 1))
    return pieces


def _infinitive(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`vowed to fight`."""
    for child in verb.children:
        if child.i > verb.i and child.dep_ in ("xcomp", "ccomp") and child.left_edge.tag_ == "TO":
            return [layout.chars(child.left_edge.i, child.right_edge.i)]
    return []


def _object(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.i > verb.i and child.dep_ == "dobj"), None)


def _object_to(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`urged them to stop`."""
    clause = next(
        (
            child
            for child in verb.children
            if child.i > verb.i and child.dep_ in ("xcomp", "ccomp") and any(t.tag_ == "TO" for t in child.children)
        ),
        None,
    )
    if clause is None:
        return []
    subject = _object(verb)
    first = min(clause.left_edge.i, subject.left_edge.i if subject is not None else clause.left_edge.i)
    return [layout.chars(max(first, verb.i + 1), clause.right_edge.i)]


def _with_preposition(layout: Layout, verb: Token, words: tuple[str, ...]) -> list[tuple[int, int]]:
    subject = _object(verb)
    for child in verb.children:
        if child.i > verb.i and child.lower_ in words and child.dep_ in ("prep", "mark", "advmod", "dative"):
            first = subject.left_edge.i if subject is not None and subject.i < child.i else child.i
            return [layout.chars(first, max(child.right_edge.i, child.i))]
    return []


def _object_as(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`described it as a trick`."""
    return _with_preposition(layout, verb, ("as",))


def _object_for(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`criticised them for waiting`, `blamed it on them`."""
    if _object(verb) is None:
        return []
    return _with_preposition(layout, verb, ("for", "on", "over"))


def _object_of(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`accused them of waiting`."""
    if _object(verb) is None:
        return []
    return _with_preposition(layout, verb, ("of",))


def _small_clause(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`called it a trick`."""
    parts = [child for child in verb.children if child.i > verb.i and child.dep_ in ("dobj", "oprd", "ccomp", "xcomp")]
    if len(parts) == 1 and parts[0].dep_ == "dobj":
        return []
    if not parts:
        return []
    return [layout.chars(max(parts[0].left_edge.i, verb.i + 1), max(part.right_edge.i for part in parts))]


def _noun(layout: Layout, verb: Token) -> list[tuple[int, int]]:
    """`condemned the attack`."""
    subject = _object(verb)
    if subject is None or subject.pos_ == "PRON":
        return []
    return [layout.chars(subject.left_edge.i, subject.right_edge.i)]


def _particle(cues: Cues, verb: Token) -> tuple[int, int] | None:
    """`called for talks`."""
    for words in cues.particles.get(verb.lemma_.lower(), ()):
        for child in verb.children:
            if child.i > verb.i and child.lower_ == words[-1] and child.i - verb.i <= len(words) + 1:
                target = next((t for t in child.children if t.dep_ in ("pobj", "pcomp")), None)
                if target is not None:
                    return target.left_edge.i, target.right_edge.i
    return None
