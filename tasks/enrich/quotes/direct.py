"""Direct quotations: stretches inside quote marks with the cue beside them."""

import re

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import QUOTE_CHARS, Found, Layout
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.spans import cue_span, may_be_verb, noun_phrase, speaker_of
from tasks.enrich.quotes.terms import is_title, mark_ends_speech

_STOPS = frozenset(".?!;")
_WINDOW = 45
_AND_STILL = re.compile(r",? (?:and|but)(?: \w+)?$")
_NOMINAL = frozenset(("DET", "ADJ", "NOUN", "PROPN", "ADP", "PRON", "NUM", "PART", "CCONJ"))


def find_direct(layout: Layout, cues: Cues, claimed: set[int], reported: list[Found]) -> dict[int, Found]:
    """For each marked stretch with a cue beside it (by its number) the quotation that it is.

    `claimed` are the stretches that a reporting verb before them takes into its clause, `reported` in text order the
    quotations with words outside the marks and the cue behind them: the next stretch may go on with them.
    """
    found: dict[int, Found] = {}
    waiting = [one for one in reported if one.cue and one.cue[0] >= one.end]
    last: Found | None = None
    for number, mark in enumerate(layout.marks):
        if number in claimed and not mark.continues:
            continue
        before = found.get(number - 1)
        while waiting and waiting[0].cue and waiting[0].cue[1] <= mark.start:
            last = max(last or waiting[0], waiting.pop(0), key=lambda one: one.end)
        quote = (
            _cue_after(layout, cues, number)
            or (_joined(mark, before, "reopened") if mark.continues and before else None)
            or _cue_before(layout, cues, number)
            or _after_the_cue(layout, cues, number, last)
        )
        if quote:
            found[number] = last = quote
    return found


def _joined(mark: Marked, previous: Found, rule: str) -> Found:
    return Found(
        mark.start,
        mark.end,
        rule,
        previous.cue,
        previous.lemma,
        previous.speaker,
        utterance=previous.utterance,
        cue_token=previous.cue_token,
    )


def _after_the_cue(layout: Layout, cues: Cues, number: int, previous: Found | None) -> Found | None:
    """`"A," he said. "B."`: nothing but the cue's clause parts the two."""
    mark = layout.marks[number]
    if previous is None or previous.cue is None or previous.cue[0] < previous.end:
        return None
    if layout.paragraph(previous.start) != layout.paragraph(mark.start):
        return None
    between = layout.text[previous.end : mark.start].strip().rstrip(QUOTE_CHARS)
    joint = between[-1:] in ".,;:—–-" or _AND_STILL.search(between) is not None
    if not between or not joint or set(between[:-1]) & {"?", "!"} or not _one_clause(between):
        return None
    joined = _joined(mark, previous, "cue_between")
    if not mark_ends_speech(layout, mark):
        return _with_rest_of_sentence(layout, cues, mark, joined)
    return joined


def _with_rest_of_sentence(layout: Layout, cues: Cues, mark: Marked, joined: Found) -> Found | None:
    """`“You blamed thousands” of workers.`: the sentence runs on behind the mark, unless a report follows."""
    first = layout.token_at(mark.end)
    rest = layout.doc[first : layout.sentence(first)[1]]
    if any(layout.outside(token) and _may_cue(cues, token) for token in rest):
        return None
    joined.end = max(layout.trim(mark.start, rest.end_char)[1], mark.end)
    return joined


def _one_clause(between: str) -> bool:
    """Whether there is no sentence end within the text (full stops of abbreviations aside)."""
    inner = between[:-1]
    at = inner.find(". ")
    while at >= 0:
        word = inner[:at].rsplit(None, 1)[-1]
        if len(word) > 4 or word.islower():
            return False
        at = inner.find(". ", at + 1)
    return True


def _cue_after(layout: Layout, cues: Cues, number: int) -> Found | None:
    """`"A," he said` and `"A," said the mayor`; words of the sentence before the mark belong to the content."""
    mark = layout.marks[number]
    first = layout.token_at(mark.end)
    if not _may_be_followed(layout, mark, first) or is_title(layout, mark):
        return None
    stop = _window_end(layout, first, layout.paragraph(mark.start)[1], number)
    while first < stop and layout.doc[first].text in (",", "-", "--", "–", "—"):
        first += 1
    for at in range(first, stop):
        token = layout.doc[at]
        if token.lower_ in ("and", "but", "which", "as", "while") and at == first:
            return None
        if not _may_cue(cues, token) or token.tag_ in ("VBG", "VB"):
            continue
        if at + 1 < len(layout.doc) and layout.doc[at + 1].lower_ == "that":
            return None
        speaker = _speaker_beside(layout, token, first, stop)
        if speaker is not None:
            start = _content_start(layout, mark)
            if start < mark.start and not _ends_with_pause(layout, mark):
                return None
            rule = "cue_after" if start == mark.start else "cue_after_mixed"
            return Found(start, mark.end, rule, cue_span(token), token.lemma_, speaker, utterance=at, cue_token=at)
        if token.tag_ in ("VBD", "VBZ", "VBP"):
            return None
    return None


def _may_be_followed(layout: Layout, mark: Marked, first: int) -> bool:
    """Whether the stretch ends as one does before its cue: by a comma or a mark of its own, not by a full stop."""
    if first >= len(layout.doc):
        return False
    following = layout.doc[first]
    if layout.text[mark.inner_end - 1] == ".":
        return following.text[0].islower()
    return True


def _ends_with_pause(layout: Layout, mark: Marked) -> bool:
    """Whether a comma, question or exclamation mark or dash stands at the end, inside the marks or behind them."""
    inner = layout.text[mark.inner_start : mark.inner_end].rstrip(QUOTE_CHARS)
    return inner[-1:] in ",?!…-—–" or layout.text[mark.end : mark.end + 1] == ","


def _content_start(layout: Layout, mark: Marked) -> int:
    """Where the content begins: at the mark, or with the words of its sentence before it."""
    at = layout.token_at(mark.start)
    start = max(layout.doc[layout.sentence(at)[0]].idx, layout.paragraph(mark.start)[0])
    if layout.text[start : mark.start].rstrip().endswith(":"):
        return mark.start
    start, end = layout.trim(start, mark.start)
    return start if start < end and layout.has_words(start, end) else mark.start


def _window_end(layout: Layout, first: int, limit: int, number: int) -> int:
    """The token where the clause after a quotation ends."""
    doc = layout.doc
    for at in range(first, min(first + _WINDOW, len(doc))):
        token = doc[at]
        if token.idx >= limit or token.text in _STOPS or token.text == ":":
            return at
        if layout.mark_of[at] >= 0 and layout.mark_of[at] != number:
            other = layout.marks[layout.mark_of[at]]
            if other.inner_end - other.inner_start > 25:
                return at
    return min(first + _WINDOW, len(doc))


def _may_cue(cues: Cues, token: Token) -> bool:
    if not may_be_verb(token) and token.lower_ not in ("says", "adds", "writes", "said"):
        return False
    frames = cues.frames(token.lemma_.lower())
    return "clause" in frames or "quote" in frames


def _speaker_beside(layout: Layout, verb: Token, first: int, stop: int) -> tuple[int, int] | None:
    """The speaker named in the clause between `first` and `stop`: before the verb, or behind it."""
    doc = layout.doc
    if verb.i - first <= 1 and (verb.i == first or doc[first].pos_ in ("ADV", "AUX")):
        return _speaker_behind(layout, verb, stop)
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass") and first <= child.i < verb.i]
    if subjects:
        head = subjects[0]
        if head.left_edge.i <= first + 1 or _only_adverbs(layout, first, head.left_edge.i):
            return noun_phrase(layout, head, verb)
    middle = doc[first : verb.i]
    while len(middle) and middle[-1].pos_ in ("AUX", "ADV") and middle[-1].tag_ != "NN":
        middle = middle[:-1]
    if 0 < len(middle) < 30 and all(_is_nominal(token) for token in middle):
        start, end = layout.trim(middle.start_char, middle.end_char)
        return (start, end) if start < end else None
    return None


def _is_nominal(token: Token) -> bool:
    """Whether the token can stand in a noun phrase; capitals count, whatever the tagger makes of the name."""
    return token.pos_ in _NOMINAL or token.is_punct or token.text[0].isupper()


def _only_adverbs(layout: Layout, first: int, last: int) -> bool:
    return all(layout.doc[at].pos_ in ("ADV", "PUNCT", "CCONJ") for at in range(first, last))


def _speaker_behind(layout: Layout, verb: Token, stop: int) -> tuple[int, int] | None:
    """`said Ola Brandt, who runs the port`."""
    doc = layout.doc
    at = verb.i + 1
    while at < stop and doc[at].pos_ == "ADV":
        at += 1
    if at >= stop or not layout.outside(doc[at]):
        return None
    subjects = [c for c in verb.children if c.i > verb.i and c.dep_ in ("nsubj", "dobj", "nsubjpass", "attr", "oprd")]
    head = next((c for c in subjects if c.left_edge.i <= at <= c.i), None)
    if head is None:
        if doc[at].pos_ not in ("PROPN", "NOUN", "DET", "PRON", "ADJ", "NUM"):
            return None
        head = doc[at]
        while head.head.i != head.i and at <= head.head.i < stop and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
    return noun_phrase(layout, head, verb)


def _cue_before(layout: Layout, cues: Cues, number: int) -> Found | None:
    """`He said, "A"`, `she wrote in a letter: "A"`, `saying "A"`."""
    mark = layout.marks[number]
    last = layout.token_at(mark.start) - 1
    if last < 0:
        return None
    doc = layout.doc
    start_of_paragraph = layout.paragraph(mark.start)[0]
    after = doc[last].text if doc[last].idx >= start_of_paragraph else ""
    if not after:
        return _cue_in_previous_paragraph(layout, cues, number, last)
    if after not in (",", ":") and not mark_ends_speech(layout, mark):
        return None
    first = _clause_start(layout, last, start_of_paragraph)
    for at in range(last, first - 1, -1):
        token = doc[at]
        if not layout.outside(token) or not _may_cue(cues, token):
            continue
        if not _reaches(layout, token, last, after):
            continue
        return _with_cue(layout, mark, token, "cue_before")
    return None


def _with_cue(layout: Layout, mark: Marked, token: Token, rule: str) -> Found:
    speaker = speaker_of(layout, token)
    if speaker is None and token.i == layout.sentence(token.i)[0]:
        speaker = _speaker_behind(layout, token, layout.token_at(mark.start))  # "Said Ellis: …"
    return Found(
        mark.start,
        mark.end,
        rule,
        cue_span(token),
        token.lemma_,
        speaker,
        utterance=token.i,
        cue_token=token.i,
    )


def _reaches(layout: Layout, verb: Token, last: int, after: str) -> bool:
    """Whether nothing but addressee, time and place stands between the cue and the opening mark."""
    if verb.i == last:
        return True
    between = [layout.doc[at] for at in range(verb.i + 1, last + (after not in (",", ":")))]
    if after not in (",", ":") and any(token.pos_ not in ("ADV", "PRON") for token in between):
        return False
    if after == ":":
        return not any(token.text in (".", "?", "!") for token in between)
    if any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in between):
        return False
    return len(between) <= 14


def _clause_start(layout: Layout, last: int, limit: int) -> int:
    """The first token of the stretch before an opening mark that may hold its cue."""
    start = max(layout.sentence(last)[0], last - _WINDOW, 0)
    for at in range(last, start - 1, -1):
        if layout.doc[at].idx < limit:
            return at + 1
        number = layout.mark_of[at]
        if number >= 0 and layout.marks[number].inner_end - layout.marks[number].inner_start > 25:
            return at + 1
    return start


def _cue_in_previous_paragraph(layout: Layout, cues: Cues, number: int, last: int) -> Found | None:
    """`Chair Ngo said:` at the end of the paragraph before."""
    doc = layout.doc
    while last >= 0 and doc[last].is_space:
        last -= 1
    if last < 0 or doc[last].text not in (":", ","):
        return None
    start, _ = layout.paragraph(doc[last].idx)
    for at in range(last, _clause_start(layout, last, start) - 1, -1):
        if layout.outside(doc[at]) and _may_cue(cues, doc[at]):
            return _with_cue(layout, layout.marks[number], doc[at], "cue_in_line_before")
    return None
