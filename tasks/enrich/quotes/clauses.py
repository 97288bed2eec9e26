"""Clauses of reporting verbs: `said (that) it works`, `costs, Tan said, were lower`."""

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import LONGEST_SENTENCE, Layout
from tasks.enrich.quotes.sources import may_speak
from tasks.enrich.quotes.terms import is_title

_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NOMINAL_START = frozenset(("DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM"))
_SUBJECT = frozenset(("nsubj", "nsubjpass", "expl", "csubj"))
_JOINTS = frozenset(("and", "but"))
_THAT_WITHIN = 16
_CONTRAST = frozenset(("as", "while", "though", "although", "even"))
_ASIDE = _CONTRAST | frozenset(("whereas", "after", "despite"))
_CUT = frozenset(("and", "but", "or", "—", "–", "-", "--"))

Spans = list[tuple[int, int]]


def clause(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """A finite clause behind the verb."""
    for child in verb.children:
        if child.i > verb.i and child.dep_ == "ccomp" and _is_clause(child):
            first = max(child.left_edge.i, verb.i + 1)
            that = next((t.i for t in child.children if t.lower_ == "that" and t.dep_ == "mark" and t.i > first), first)
            last = min(_with_second_clause(layout, verb, child), verb.i + LONGEST_SENTENCE)
            last = _without_next_report(layout, cues, child, _to_the_verb(layout, child, last))
            last = _with_marked_rest(layout, cues, _with_list(layout, last))
            last = _before_reporters_clause(layout, cues, that, _before_colon(layout, that, last))
            return [_without_tail(layout, that, last)]
    return []


def _with_second_clause(layout: Layout, verb: Token, first: Token) -> int:
    """`said it works and that it is cheap`: the last token of a clause that goes on behind "and"."""
    last: int = first.right_edge.i
    for child in verb.children:
        if child.i > last and child.dep_ == "conj" and is_finite(child) and child.left_edge.i <= last + 3:
            opening = child.left_edge
            if opening.lower_ == "that" or (opening.pos_ == "PRON" and layout.doc[last + 1].text != ","):
                last = child.right_edge.i
    return last


def _with_list(layout: Layout, last: int) -> int:
    """`notes that three things happen at once: prices fall, …`: what a colon announces belongs to the content."""
    doc = layout.doc
    if last + 2 >= len(doc) or doc[last + 1].text != ":" or not layout.outside(doc[last + 2]) or doc[last + 2].is_space:
        return last
    return layout.sentence(last + 2)[1] - 1


def _with_marked_rest(layout: Layout, cues: Cues, last: int) -> int:
    """`said he hopes to win, but knows that “nobody is safe”`: it goes on in marks, with no other report."""
    doc = layout.doc
    joint = last + 1 if last + 1 < len(doc) and doc[last + 1].text == "," else last
    end = layout.sentence(last)[1]
    if joint + 2 >= end or not any(doc[at].lower_ in _JOINTS for at in (joint, joint + 1)):
        return last
    rest = doc[joint + 1 : end]
    marked = [layout.marks[number] for number in sorted({layout.mark_of[token.i] for token in rest} - {-1})]
    if not marked or layout.token_at(marked[0].start) <= joint + 1 or is_title(layout, marked[0]):
        return last
    outside = [token for token in rest if layout.outside(token)]
    if any(cues.frames(token.lemma_.lower()) and token.tag_.startswith("VB") for token in outside):
        return last
    return end - 1 if any(token.tag_.startswith("VB") or token.tag_ == "MD" for token in outside) else last


def _before_reporters_clause(layout: Layout, cues: Cues, first: int, last: int) -> int:
    """`said he wanted to “meet often”, as the allies pledged to talk`: what goes on in the reporter's words.

    Such a clause begins with a conjunction behind a closing mark and its comma, or reports anew behind a bare comma.
    """
    doc = layout.doc
    for at in range(first + 2, last - 1):
        behind_mark = _ends_marks_with_comma(layout, at)
        if not behind_mark and (doc[at].text != "," or not layout.outside(doc[at])):
            continue
        word, following = doc[at + 1].lower_, doc[at + 2].lower_
        if not layout.outside(doc[at + 1]) or word not in _ASIDE:
            continue
        if word == "even" and following not in ("as", "though"):
            continue
        if behind_mark or (word in _CONTRAST and (following == "as" or _reports_ahead(layout, cues, at + 2, last))):
            return at if not layout.outside(doc[at]) else at - 1
    return last


def _ends_marks_with_comma(layout: Layout, at: int) -> bool:
    """Whether token `at` is the comma behind a closing mark, or the closing mark behind its comma."""
    number = layout.mark_of[at - 1]
    if number < 0:
        return False
    if layout.outside(layout.doc[at]):
        return layout.doc[at].text == ","
    mark = layout.marks[number]
    return layout.text[mark.inner_end - 1] == "," and layout.doc[at].idx >= mark.inner_end


def _reports_ahead(layout: Layout, cues: Cues, first: int, last: int) -> bool:
    ahead = layout.doc[first : min(last + 1, first + 8)]
    withheld = cues.withheld["with_infinitive"]
    return any(
        token.tag_ in _FINITE and ("clause" in cues.frames(token.lemma_.lower()) or token.lemma_ in withheld)
        for token in ahead
    )


def _before_colon(layout: Layout, first: int, last: int) -> int:
    """`told the paper it was late: “We are sorry”`: what follows the colon is another quotation."""
    for at in range(first + 1, last):
        if layout.doc[at].text == ":" and layout.outside(layout.doc[at]) and not layout.outside(layout.doc[at + 1]):
            return at - 1
    return last


def _is_clause(child: Token) -> bool:
    """Whether the complement is a clause with a subject of its own, even where its verb is tagged as something else."""
    if is_finite(child):
        return True
    tokens = list(child.children)
    return any(token.dep_ in _SUBJECT for token in tokens) and not any(token.tag_ == "TO" for token in tokens)


def _to_the_verb(layout: Layout, child: Token, last: int) -> int:
    """`a report that a man called Sims was late`: a clause cut before its verb goes on to the sentence's end.

    Not so `said it was late and warned that …`, where the verb behind the clause is the next report.
    """
    end = layout.sentence(child.i)[1]
    if last + 2 >= end or layout.doc[last].dep_ == "cc":
        return last
    if layout.doc[last + 1].tag_ in _FINITE and layout.outside(layout.doc[last + 1]):
        return end - 1
    return last


def _without_next_report(layout: Layout, cues: Cues, content: Token, last: int) -> int:
    """`said he was ill and called it a cold`, `said it was late, citing a clock`: what follows is another report."""
    subject = next((child for child in content.children if child.dep_ in _SUBJECT), None)
    by_pronoun = subject is not None and subject.pos_ == "PRON"
    by_thing = subject is not None and not may_speak(subject)
    past = content.tag_ == "VBD" and not any(child.tag_ == "MD" for child in content.children)
    for child in content.children:
        first = child.left_edge.i
        if not content.i < first - 1 <= last or not layout.outside(child) or not cues.frames(child.lemma_.lower()):
            continue
        if child.dep_ == "conj" and child.tag_ in ("VBD", "VBZ"):
            own = any(token.dep_ in _SUBJECT for token in child.children)
            if (by_pronoun and not own) or (not past and child.tag_ == "VBD") or (by_thing and _has_clause(child)):
                return first - 1
        if child.dep_ == "advcl" and child.tag_ == "VBG" and layout.doc[first - 1].text == ",":
            return first - 2
    return last


def _has_clause(verb: Token) -> bool:
    """`insisted it would pass`: whether the verb has a clause as its complement."""
    return any(child.dep_ == "ccomp" and child.i > verb.i and _is_clause(child) for child in verb.children)


def is_finite(verb: Token) -> bool:
    """Whether the verb or an auxiliary of it carries tense."""
    if verb.tag_ in _FINITE:
        return True
    return any(child.tag_ in _FINITE and child.dep_ in ("aux", "auxpass") for child in verb.children)


def _without_tail(layout: Layout, first: int, last: int) -> tuple[int, int]:
    """The span without a conjunction that is left at its end."""
    while last > first and (
        layout.doc[last].lower_ in _CUT or (layout.doc[last].is_punct and layout.outside(layout.doc[last]))
    ):
        last -= 1
    return layout.chars(first, last)


def that_clause(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`told the paper in May that …`, where the parser missed the clause: from "that" to the end of the sentence."""
    end = layout.sentence(verb.i)[1]
    for at in range(verb.i + 1, min(end, verb.i + _THAT_WITHIN)):
        token = layout.doc[at]
        before = layout.doc[at - 1].lemma_.lower()
        if token.lower_ == "that" and before in cues.nouns and before not in ("statement", "message"):
            return []  # "denied a claim that": the noun's clause, not the verb's
        if token.lower_ == "that" and token.tag_ == "IN" and at + 2 < end:
            last = _before_reporters_clause(layout, cues, at, _before_colon(layout, at, end - 1))
            return [_without_tail(layout, at, last)]
        if token.tag_ in _FINITE or token.tag_ == "VBG" or not layout.outside(token) or token.text in (";", ":"):
            return []
    return []


def _behind_adjunct(layout: Layout, verb: Token, end: int) -> int:
    """`said after the vote he would stay`: the pronoun behind a time or place, or the next word."""
    doc = layout.doc
    if verb.i + 1 < end and doc[verb.i + 1].pos_ == "ADP":
        for at in range(verb.i + 3, min(end, verb.i + 9)):
            if doc[at].tag_ in _FINITE or not layout.outside(doc[at]) or doc[at].is_punct:
                break
            if doc[at].tag_ == "PRP" and doc[at].dep_ in _SUBJECT:
                return at
    first: int = verb.i + 1
    return first


def bare_clause(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`said prices would fall`, where the parser missed the clause: to the end of the sentence."""
    end = layout.sentence(verb.i)[1]
    first = _behind_adjunct(layout, verb, end)
    if not any(child.dep_ in _SUBJECT and child.i < verb.i for child in verb.children) and verb.dep_ != "conj":
        return []
    if first + 2 >= end or layout.doc[first].pos_ not in _NOMINAL_START or layout.doc[first].tag_ in ("WP", "WDT"):
        return []
    if not any(layout.doc[at].tag_ in _FINITE for at in range(first + 1, min(end, first + 25))):
        return []
    commas = (at for at in range(first + 2, end - 1) if layout.doc[at].text == "," and layout.outside(layout.doc[at]))
    last = next((at - 1 for at in commas if _reports_ahead(layout, cues, at + 1, end - 1)), end - 1)
    return [_without_tail(layout, first, last)]


def parenthetical(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`costs, Tan said, were lower` and `costs were lower, Tan said`."""
    subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.tag_ in ("WP", "WDT") or not layout.outside(subject):
        return []
    doc = layout.doc
    start, end = layout.sentence(verb.i)
    if min(subject.left_edge.i, verb.i) > 0 and doc[min(subject.left_edge.i, verb.i) - 1].lower_ == "as":
        return _as_clause(layout, verb, min(subject.left_edge.i, verb.i) - 1, start, end)
    first = min(subject.left_edge.i, verb.i)
    if first <= start or doc[first - 1].text not in (",", "—", "–", "-", "--", "("):
        return []
    last = max(subject.right_edge.i, verb.i) if subject.i > verb.i else verb.i
    behind = last + 1
    while behind < end and doc[behind].text != "," and _belongs_to(doc[behind], verb):
        behind += 1
    if (
        behind < end
        and doc[behind].text not in (",", ".", "!", "?", ";", "—", "–", ")", "--", ":")
        and not doc[behind].is_space
    ):
        return []
    left, right = (start, first - 1), (behind + 1, end - 1)
    left_finite = _has_finite(layout, *left)
    right_finite = right[0] < right[1] and _has_finite(layout, *right) and layout.outside(doc[right[0]])
    fragment = right[0] >= right[1] and doc[start].pos_ not in ("ADP", "SCONJ", "ADV", "CCONJ") and first - start > 2
    if not left_finite and not fragment and not (right_finite and behind < end and doc[behind].text == ","):
        return []
    pieces = [_without_tail(layout, *_without_lead(layout, *left))]
    if right[0] < right[1] and doc[behind].text == "," and not _own_clause(layout, cues, right[0], end, left_finite):
        pieces.append(_without_tail(layout, *right))
    return pieces


def _as_clause(layout: Layout, verb: Token, first: int, start: int, end: int) -> Spans:
    """`As Heald told the Post, ozone has dropped` and `it has dropped, as police have said`."""
    doc = layout.doc
    if first == start:
        for at in range(verb.i + 1, min(end, verb.i + 15)):
            if doc[at].text == ",":
                return [_without_tail(layout, at + 1, end - 1)] if layout.outside(doc[at + 1]) and at + 2 < end else []
        return []
    rest = [doc[at] for at in range(verb.i + 1, end) if not doc[at].is_punct and not doc[at].is_space]
    if rest and not (verb.lemma_ == "put" and rest[0].lower_ == "it" and len(rest) == 1):
        return []
    if doc[first - 1].text == "," and _has_finite(layout, start, first - 2):
        return [_without_tail(layout, start, first - 2)]
    if _ends_marks_with_comma(layout, first - 1) and _has_finite(layout, start, first - 1):
        return [layout.chars(start, first - 1)]
    return []


def _belongs_to(token: Token, verb: Token) -> bool:
    """Whether the token is an adverb, time or place of the reporting verb."""
    for _ in range(6):
        if token.head.i == verb.i:
            addressee = token.dep_ in ("dobj", "dative") and verb.lemma_ == "tell"
            return addressee or token.dep_ in ("npadvmod", "advmod", "prep", "tmod", "punct")
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _has_finite(layout: Layout, first: int, last: int) -> bool:
    return any(
        layout.doc[at].tag_ in _FINITE and layout.doc[at].dep_ not in ("relcl",) for at in range(first, last + 1)
    )


def _without_lead(layout: Layout, first: int, last: int) -> tuple[int, int]:
    """The content without "However," or "In addition," before it."""
    doc = layout.doc
    if first + 2 < last and doc[first].pos_ == "ADV" and doc[first + 1].text == ",":
        return first + 2, last
    return first, last


def _reports_within(layout: Layout, cues: Cues, first: int, end: int) -> bool:
    """Whether a verb that may report stands outside the marks between two tokens."""
    tokens = layout.doc[first:end]
    return any(
        layout.outside(token) and token.tag_[:2] == "VB" and cues.frames(token.lemma_.lower()) for token in tokens
    )


def _own_clause(layout: Layout, cues: Cues, first: int, end: int, left_finite: bool) -> bool:
    """Whether what follows the cue goes on in the reporter's words: `…, he said, adding that`."""
    if not left_finite:
        return False
    token = layout.doc[first]
    if token.dep_ in ("csubj", "nsubj", "compound", "amod"):
        return False
    if token.lower_ in ("and", "but", "or") and layout.doc[first + 1].tag_ in _FINITE:
        return False  # "costs had doubled, he said, and would rise again"
    if token.lower_ in _JOINTS and any(not layout.outside(layout.doc[at]) for at in (first + 1, first + 2)):
        return False  # "costs had doubled, he said, and “nobody cared”"
    if token.lower_ in _JOINTS and not _reports_within(layout, cues, first, end):
        return False  # "costs had doubled, he said, and the towns had paid"
    return token.tag_ in ("VBG", "VBN") or token.lower_ in (
        "and",
        "but",
        "as",
        "while",
        "who",
        "which",
        "although",
        "after",
        "compared",
    )
