"""Candidates that overlap: which of them stands, and what quote marks they take in."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from tasks.enrich.quotes.layout import Found, Layout, marks_within
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.terms import is_utterance, mark_ends_speech

_CLAUSES = frozenset(("clause", "that_clause", "parenthetical", "bare_clause"))
_ADJUNCTS = frozenset(("during", "on", "at", "in", "after", "before", "when", "while", "this", "last", "earlier"))
_JOIN = re.compile(r",? (?:(?:and|or|but) (?:(?:a|an|the|as) )?)?")
_GOES_ON = frozenset(("object_as", "small_clause", "object_of", "object_for"))


def choose(layout: Layout, candidates: list[Found]) -> list[Found]:
    """The candidates with their quote marks, without those inside another's content."""
    widened = [_with_whole_marks(layout, found) for found in candidates]
    taken = Taken()
    longest_first = sorted(widened, key=lambda found: (found.start - found.end, found.start))
    return sorted((found for found in longest_first if taken.take(found)), key=lambda found: (found.start, found.end))


def _with_whole_marks(layout: Layout, found: Found) -> Found:
    """Content that begins or ends inside quote marks takes the whole of them."""
    if found.rule not in _CLAUSES:
        _drop_adjuncts(layout, found)
    for mark in marks_within(layout, found.start, found.end):
        if mark.start < found.start and (found.cue is None or found.cue[1] <= mark.start):
            found.start = mark.start
        if mark.end > found.end and (found.cue is None or found.cue[0] >= mark.end or found.cue[1] <= mark.start):
            found.end = mark.end
    if found.rule in _GOES_ON:
        _take_following(layout, found)
    inside = marks_within(layout, found.start, found.end + 1)
    if inside and found.end < inside[-1].end <= found.end + 2:
        found.end = inside[-1].end
    return found


def _drop_adjuncts(layout: Layout, found: Found) -> None:
    """`as a “disgrace” on Wednesday`, `a rule -- his own`: time and place, and asides, belong to the report."""
    if found.rule == "according_to":
        return  # here they belong to the content
    for at in range(layout.token_at(found.start) + 1, layout.token_at(found.end - 1)):
        if layout.doc[at].text in ("--", "—", "–") and layout.outside(layout.doc[at]):
            found.end = layout.trim(found.start, layout.doc[at].idx)[1]
            break
    inside = marks_within(layout, found.start, found.end)
    if inside and inside[-1].end < found.end:
        at = layout.token_at(inside[-1].end)
        token = layout.doc[at]
        if token.lower_ in _ADJUNCTS or token.ent_type_ in ("DATE", "TIME"):
            found.end = inside[-1].end


def _take_following(layout: Layout, found: Found) -> None:
    """`as “rash” and a “threat” to peace`, `as a man, “always late”`: marks joined to the content behind it."""
    match = _JOIN.match(layout.text, found.end)
    behind = match.end() if match else found.end
    following = marks_within(layout, behind, behind + 1)
    if not match or not following or following[0].start != behind:
        return
    found.end = following[0].end
    inner = layout.doc[layout.token_at(following[0].inner_end - 1)]
    edge = inner.right_edge
    if layout.outside(edge) and edge.idx + len(edge) <= layout.doc[layout.sentence(inner.i)[1] - 1].idx:
        found.end = max(found.end, edge.idx + len(edge))


class Taken:
    """Spans that do not overlap, kept in order: says fast whether another one is free."""

    def __init__(self, spans: Iterable[Found] = ()) -> None:
        self._spans = sorted((found.start, found.end) for found in spans)

    def take(self, found: Found) -> bool:
        """Take the span, unless it touches one that is taken."""
        at = bisect_left(self._spans, (found.start, found.end))
        if at < len(self._spans) and self._spans[at][0] < found.end:
            return False
        if at > 0 and self._spans[at - 1][1] > found.start:
            return False
        self._spans.insert(at, (found.start, found.end))
        return True


def claimed_marks(layout: Layout, framed: list[Found]) -> set[int]:
    """Numbers of the marked stretches that stand in the content of a verb before them, behind other words of it."""
    claimed = set()
    for found in framed:
        if found.cue is None or found.cue[0] > found.start:
            continue
        first = bisect_left(layout.mark_ends, found.start + 1)
        for number in range(first, len(layout.marks)):
            mark = layout.marks[number]
            if mark.start >= found.end:
                break
            if mark.end > found.end:
                continue
            led = layout.has_words(found.start, max(found.start, mark.start))
            goes_on = not mark_ends_speech(layout, mark) and layout.has_words(mark.end, found.end)
            if led or goes_on:
                claimed.add(number)
    return claimed


def merge(layout: Layout, direct: list[Found], attributions: list[Found], framed: list[Found]) -> list[Found]:
    """All candidates without overlaps: direct ones first, then phrases of attribution, then frames."""
    taken = Taken(direct)
    kept = list(direct)
    clauses = sorted([found for found in framed if found.rule in _CLAUSES] + direct, key=lambda found: found.start)
    starts = [found.start for found in clauses]
    relays: set[int] = set()
    for outer in attributions:
        inner = clauses[bisect_left(starts, outer.start) : bisect_left(starts, outer.end)]
        inner = [found for found in inner if found.end <= outer.end + 1]
        for found in inner:
            found.relayer = layout.text[slice(*outer.speaker)] if outer.speaker else None
        if inner:
            relays.add(outer.utterance)
    for outer in attributions:
        if outer.utterance not in relays and taken.take(_with_whole_marks(layout, outer)):
            kept.append(outer)
    answered = {found.cue_token for found in direct if found.rule.startswith("cue_after")}
    kept += [found for found in framed if found.cue_token not in answered and taken.take(found)]
    return kept


def without_overlap(kept: list[Found], more: list[Found]) -> list[Found]:
    """`kept` and those of `more` that touch none of them, in text order."""
    taken = Taken(kept)
    added = [found for found in more if taken.take(found)]
    return sorted([*kept, *added], key=lambda found: (found.start, found.end))


def free_marks(layout: Layout, kept: list[Found]) -> list[Marked]:
    """The marked stretches that no quotation touches."""
    spans = sorted((found.start, found.end) for found in kept)
    free = []
    at = 0
    for mark in layout.marks:
        while at < len(spans) and spans[at][1] <= mark.start:
            at += 1
        if at == len(spans) or spans[at][0] >= mark.end:
            free.append(mark)
    return free


def floating(layout: Layout, free: list[Marked]) -> list[Found]:
    """Utterances in quote marks with no cue beside them."""
    return [
        Found(mark.start, mark.end, "floating", utterance=-2 - mark.start)
        for mark in free
        if is_utterance(layout, mark)
    ]
