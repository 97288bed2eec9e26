"""`According to X, …`: content attributed by a phrase, with or without a second speaker inside."""

from dataclasses import dataclass

from spacy.tokens import Token

from tasks.enrich.quotes.layout import Found, Layout
from tasks.enrich.quotes.spans import noun_phrase

_NOMINAL = frozenset(("NOUN", "PROPN", "DET", "ADJ", "ADP", "PART", "PRON", "CCONJ"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """One `according to`: its tokens, the source, the sentence it stands in."""

    first: int
    last: int
    source: tuple[int, int]
    sentence: tuple[int, int]


def find_attributions(layout: Layout) -> list[Attribution]:
    """The `according to` phrases outside quote marks."""
    found = []
    for token in layout.doc:
        if token.lower_ == "per" and _is_source_of(layout, token):
            source = noun_phrase(layout, token.nbor(), token)
            if source:
                start, end = source[0], layout.doc[layout.sentence(token.i)[1] - 1].idx
                source = layout.trim(start, max(end, source[1]))
                found.append(Attribution(token.i, layout.token_at(source[1] - 1), source, layout.sentence(token.i)))
        if token.lower_ == "according" and layout.outside(token) and token.i + 2 < len(layout.doc):
            preposition = layout.doc[token.i + 1]
            if preposition.lower_ != "to":
                continue
            head = _source(preposition)
            if head is None:
                continue
            source = noun_phrase(layout, head, preposition)
            if source:
                source = _without_content(layout, _without_sentence(layout, source), head)
                last = layout.token_at(source[1] - 1)
                found.append(Attribution(token.i, last, source, layout.sentence(token.i)))
    return found


def _is_source_of(layout: Layout, per: Token) -> bool:
    """`, per the party's bylaws.`: behind a comma, before a name or an article, nothing but nouns up to the end."""
    if per.i < 3 or per.i + 1 >= len(layout.doc) or not layout.outside(per):
        return False
    before = per.nbor(-1)
    pause = before.text == "," or (not layout.outside(before) and layout.doc[per.i - 2].text == ",")
    rest = layout.doc[per.i + 1 : layout.sentence(per.i)[1]]
    nominal = all(token.pos_ in _NOMINAL or token.is_punct or token.is_space for token in rest)
    return pause and nominal and (rest[0].pos_ == "PROPN" or rest[0].tag_ in ("DT", "PRP$"))


def _without_sentence(layout: Layout, source: tuple[int, int]) -> tuple[int, int]:
    """The source up to its first comma, where the parser took the whole of the sentence for it."""
    first, last = layout.token_at(source[0]), layout.token_at(source[1] - 1)
    start, end = layout.sentence(first)
    rest = [token for token in layout.doc[last + 1 : end] if not token.is_punct and not token.is_space]
    if rest or first - start > 3:
        return source
    comma = next((at for at in range(first, last) if layout.doc[at].text == "," and layout.outside(layout.doc[at])), 0)
    return layout.trim(source[0], layout.doc[comma].idx) if comma else source


def _without_content(layout: Layout, source: tuple[int, int], head: Token) -> tuple[int, int]:
    """The source without what the parser took in from the content behind it."""
    first, last = layout.token_at(source[0]), layout.token_at(source[1] - 1)
    commas = 0
    for at in range(first + 1, last + 1):
        token = layout.doc[at]
        if token.text == ",":
            commas += 1
            behind = layout.doc[at + 1] if at + 1 <= last else token
            if commas > 2 or behind.pos_ in ("ADP", "SCONJ", "ADV") or behind.tag_ in ("PRP", "EX"):
                return layout.trim(source[0], token.idx)
        elif token.pos_ == "DET" and (layout.doc[at - 1].pos_ == "PROPN" or at == first + 1) and token.tag_ == "DT":
            return layout.trim(source[0], token.idx)
    return source


def _source(preposition: Token) -> Token | None:
    head = next((child for child in preposition.children if child.dep_ == "pobj"), None)
    if head is not None:
        return head
    following = preposition.nbor() if preposition.i + 1 < len(preposition.doc) else None
    if following is None or following.is_punct or following.is_space:
        return None
    if following.pos_ == "VERB" and following.i + 1 < len(following.doc) and following.nbor().pos_ == "NOUN":
        return following.nbor()  # "according to show insiders"
    return following if following.pos_ in ("PROPN", "NOUN", "DET", "PRON") or following.text[0].isupper() else None


def attributed(layout: Layout, attribution: Attribution) -> list[Found]:
    """The content of one `according to`: what is left of its sentence."""
    doc = layout.doc
    first, end = attribution.sentence
    per = doc[attribution.first].lower_ == "per"
    cue = layout.chars(attribution.first, attribution.first + (not per))
    pieces = []
    before = layout.trim(doc[first].idx, doc[attribution.first].idx)
    if (
        layout.has_words(*before)
        and attribution.first - first > 2
        and doc[attribution.first - 1].lower_ not in ("that", "and", "but")
    ):
        pieces.append(before)
    after_first = attribution.last + 1
    if after_first < end:
        behind = layout.trim(doc[after_first].idx, doc[end - 1].idx + len(doc[end - 1]))
        starts_sentence = not pieces
        if layout.has_words(*behind) and (starts_sentence or doc[after_first].text == ","):
            pieces.append(behind)
    if len(pieces) == 2 and pieces[1][1] - pieces[1][0] < 2:
        pieces.pop()
    return [
        Found(
            start,
            stop,
            "according_to",
            cue,
            "per" if per else "according to",
            attribution.source,
            utterance=attribution.first,
            cue_token=attribution.first,
        )
        for start, stop in pieces
    ]
