"""A parsed document beside its quote marks and paragraphs: what every rule reads."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tasks.enrich.quotes.marks import Marked, find_marks, paragraphs

EDGE = " \t\r\n\xa0.,;:!?-–—…"
QUOTE_CHARS = "\"'`‘’‚‛“”„‟«»‹›"
LONGEST_SENTENCE = 300
_WORDS = re.compile(r"\w+")
_ENDS = ".?!:;…" + QUOTE_CHARS + ")]—–"


@dataclass(slots=True)
class Found:
    """A candidate quotation: character spans; quotations of one `utterance` key belong together."""

    start: int
    end: int
    rule: str
    cue: tuple[int, int] | None = None
    lemma: str | None = None
    speaker: tuple[int, int] | None = None
    relayer: str | None = None
    utterance: int = -1
    cue_token: int = -1


class Layout:
    """The document, its outermost marked stretches, and for each token where it stands."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.marks: list[Marked] = find_marks(self.text)
        self.mark_ends = [mark.end for mark in self.marks]
        self.paragraphs: list[tuple[int, int]] = list(paragraphs(self.text))
        self._starts = [token.idx for token in doc]
        self._words = [found.span() for found in _WORDS.finditer(self.text)]
        self.mark_of = self._marks_of_tokens()
        self._sentence_starts = self._find_sentence_starts()

    def _marks_of_tokens(self) -> list[int]:
        """For each token the number of the marked stretch that holds it, or -1."""
        numbers = [-1] * len(self._starts)
        for number, mark in enumerate(self.marks):
            at = bisect_right(self._starts, mark.start) - 1
            while at < len(numbers) and self._starts[at] < mark.end:
                if self._starts[at] >= mark.start:
                    numbers[at] = number
                at += 1
        return numbers

    def token_at(self, char: int) -> int:
        """The number of the token that holds or follows this character."""
        at = max(bisect_right(self._starts, char) - 1, 0)
        token = self.doc[at]
        return at if char < token.idx + len(token) else min(at + 1, len(self._starts))

    def outside(self, token: Token) -> bool:
        """Whether the token stands outside all quote marks."""
        return self.mark_of[token.i] < 0

    def paragraph(self, char: int) -> tuple[int, int]:
        """The paragraph around a character."""
        at = bisect_right(self.paragraphs, (char, len(self.text) + 1)) - 1
        return self.paragraphs[max(at, 0)] if self.paragraphs else (0, 0)

    def sentence(self, index: int) -> tuple[int, int]:
        """First token and end of the sentence around token `index`; none starts inside quote marks."""
        at = bisect_right(self._sentence_starts, index)
        last = self._sentence_starts[at] if at < len(self._sentence_starts) else len(self._starts)
        return self._sentence_starts[at - 1], last

    def _find_sentence_starts(self) -> list[int]:
        """The parser's sentence starts that can be, and each mark that opens behind a full stop."""
        starts = {
            sentence.start for sentence in self.doc.sents if sentence.start == 0 or self._may_start(sentence.start)
        }
        for mark in self.marks:
            at = self.token_at(mark.start)
            before = self._before(at)
            if (
                before >= 0
                and at < len(self._starts)
                and self.doc[before].text[-1] in ".?!"
                and self.mark_of[before] < 0
            ):
                starts.add(at)
        return self._with_bounds(sorted(starts))

    def _with_bounds(self, starts: list[int]) -> list[int]:
        """The starts, and more where a text without full stops would make one endless sentence."""
        bounded: list[int] = []
        for start, end in zip(starts, [*starts[1:], len(self._starts)], strict=True):
            bounded.append(start)
            at = start + LONGEST_SENTENCE
            while at < end:
                if self.mark_of[at] < 0:
                    bounded.append(at)
                    at += LONGEST_SENTENCE
                else:
                    at += 1
        return bounded

    def _may_start(self, start: int) -> bool:
        """Whether a sentence can start here: not inside a marked stretch, not in the midst of a line."""
        if "\n" in self.doc[start - 1].text:
            return True
        before = self.doc[max(self._before(start), 0)]
        if self.mark_of[start] >= 0 and self.mark_of[start] == self.mark_of[start - 1]:
            return False
        if self.mark_of[before.i] >= 0 and self.doc[start].text[0].islower():
            # "chants of “Stay!” at the harbour": the stop is the quotation's, where words lead to its mark.
            opening = self.marks[self.mark_of[before.i]].start
            return not (opening > 1 and self.text[opening - 1] == " " and self.text[opening - 2].isalnum())
        return before.text[-1] in _ENDS

    def _before(self, index: int) -> int:
        """The number of the last token before `index` that is no space, or -1."""
        index -= 1
        while index >= 0 and self.doc[index].is_space:
            index -= 1
        return index

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The span without space, commas and the like at its edges; a closing or opening mark stays."""
        text = self.text
        while start < end and text[start] in EDGE:
            start += 1
        while end > start and text[end - 1] in EDGE:
            end -= 1
        return start, end

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """Character span of tokens first … last, both included."""
        return self.doc[first].idx, self.doc[last].idx + len(self.doc[last])

    def has_words(self, start: int, end: int) -> bool:
        """Whether there is a letter or digit in the span."""
        at = bisect_right(self._words, start, key=_end)
        return at < len(self._words) and self._words[at][0] < end


def _end(span: tuple[int, int]) -> int:
    return span[1]


def with_last_mark(layout: Layout, start: int, end: int) -> tuple[int, int]:
    """The span up to the end of the marked stretch that it ends in."""
    inside = marks_within(layout, start, end)
    return start, max(end, inside[-1].end if inside else end)


def marks_within(layout: Layout, start: int, end: int) -> list[Marked]:
    """The marked stretches that overlap a span of characters."""
    first = bisect_right(layout.mark_ends, start)
    marks = []
    for number in range(first, len(layout.marks)):
        if layout.marks[number].start >= end:
            break
        marks.append(layout.marks[number])
    return marks
