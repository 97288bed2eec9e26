"""Quotations with a signature behind them, posts, and blocks that a line with a colon announces."""

import re

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.spans import cue_span, speaker_of

_DASH = re.compile(r"\s*(?:[-–—―]{1,2}|by:?)\s*(?=[^\W\d_])")
# White space is taken from its beginning only, and no name begins with it: long stretches of it are no trap.
_HANDLE = re.compile(
    r"(?:(?<!\s)\s+)?[—–―-]{1,2}\s*(?P<name>[^\s(—][^\n(—]{1,59}?)\s*\(@\w+\)[^\n]{0,40}$", re.MULTILINE
)
_NAME_END = re.compile(r",? [\"“‘]|\.?$|\n| \(@")
_SIGNATURE_CHARS = 120
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


def find_signed(layout: Layout, free: list[Marked]) -> list[Found]:
    """`“Great news.” – Commissioner Ida Stark`: a marked paragraph with nothing but a name behind it."""
    found = []
    for mark in free:
        start, end = layout.paragraph(mark.start)
        if layout.has_words(start, mark.start):
            continue
        speaker = _signature(layout, mark, end)
        if speaker:
            found.append(Found(mark.start, mark.end, "signature", speaker=speaker, utterance=-2 - mark.start))
    return found


def _signature(layout: Layout, mark: Marked, end: int) -> tuple[int, int] | None:
    dash = _DASH.match(layout.text, mark.end, end)
    start = dash.end() if dash else mark.end
    start, end = layout.trim(start, end)
    if not 0 < end - start <= _SIGNATURE_CHARS or not layout.text[start].isupper():
        return None
    tokens = layout.doc[layout.token_at(start) : layout.token_at(end - 1) + 1]
    name_end = _NAME_END.search(layout.text, start, end)
    name = (start, name_end.start() if name_end else end)
    head = [token for token in tokens if token.idx < name[1]]
    if not head or any(token.tag_ in _FINITE and token.text.islower() for token in head):
        return None
    return layout.trim(*name)


def find_posts(layout: Layout) -> list[Found]:
    """`Trains resume at 6 — City Rail (@cityrail) 4 May 2024`: the post's text, without signature and date."""
    found = []
    for match in _HANDLE.finditer(layout.text):
        start, _ = layout.paragraph(match.start("name"))
        end = match.start()
        if not layout.has_words(start, end):
            number = layout.paragraphs.index(layout.paragraph(match.start("name")))
            if number == 0:
                continue
            start, end = layout.paragraphs[number - 1]
        start, end = layout.trim(start, end)
        if start < end:
            speaker = layout.trim(match.start("name"), match.end("name"))
            found.append(Found(start, end, "post", speaker=speaker, utterance=-2 - start))
    return found


def find_blocks(layout: Layout, cues: Cues) -> list[Found]:
    """A paragraph without marks that the one before announces: `The governor added:`."""
    found = []
    for (start, end), (first, last) in zip(layout.paragraphs, layout.paragraphs[1:], strict=False):
        if not layout.text[start:end].rstrip().endswith(":") or layout.text[first:last].lstrip()[:1] in "\"“‘'":
            continue
        verb = _announcing(layout, cues, start, end)
        stop = _end_of_block(layout, cues, first, last)
        if verb is None or layout.text[first:stop].count(" ") < 4:
            continue
        content = layout.trim(first, stop)
        speaker = speaker_of(layout, verb)
        found.append(Found(*content, "block", cue_span(verb), verb.lemma_, speaker, utterance=verb.i, cue_token=verb.i))
    return found


def _announcing(layout: Layout, cues: Cues, start: int, end: int) -> Token | None:
    """The reporting verb of the announcing line's last sentence."""
    last = layout.token_at(layout.trim(start, end)[1] - 1)
    first = max(layout.sentence(last)[0], layout.token_at(start))
    for at in range(last, first - 1, -1):
        token = layout.doc[at]
        if token.tag_ in _FINITE and layout.outside(token) and token.dep_ in ("ROOT", "conj"):
            frames = cues.frames(token.lemma_.lower())
            return token if "clause" in frames or "quote" in frames else None
    return None


def _end_of_block(layout: Layout, cues: Cues, first: int, last: int) -> int:
    """Where the announced words end: with the paragraph, or before a sentence that reports anew."""
    at = layout.token_at(first)
    while at < len(layout.doc) and layout.doc[at].idx < last:
        start, end = layout.sentence(at)
        root = next((token for token in layout.doc[start:end] if token.dep_ == "ROOT"), layout.doc[start])
        subject = next((child for child in root.children if child.dep_ == "nsubj"), None)
        reports = "clause" in cues.frames(root.lemma_.lower())
        if (
            layout.doc[start].idx > first
            and reports
            and subject is not None
            and subject.lower_ not in ("i", "we", "you")
        ):
            return layout.doc[start].idx
        at = max(end, at + 1)
    return last
