"""A parsed document beside its quote marks and paragraphs: what every rule reads."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tasks.enrich.quotes.marks import Marked, find_marks, paragraphs

EDGE = " \t\r\n\xa0.,;:!?-–—…"
QUOTE_CHARS = "\"'`‘’‚‛“”„‟«»‹›"
_WORD = re.compile(r"\w")


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
        self.paragraphs: list[tuple[int, int]] = list(paragraphs(self.text))
        self._starts = [token.idx for token in doc]
        self.mark_of = self._marks_of_tokens()
        self._sentence_starts = [sentence.start for sentence in doc.sents]

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
        """First token and end of the sentence around token `index`; a start inside quote marks starts none."""
        at = bisect_right(self._sentence_starts, index) - 1
        start = self._sentence_starts[at]
        while at > 0 and self._inside(start):
            at -= 1
            start = self._sentence_starts[at]
        end = bisect_right(self._sentence_starts, index)
        while end < len(self._sentence_starts) and self._inside(self._sentence_starts[end]):
            end += 1
        return start, self._sentence_starts[end] if end < len(self._sentence_starts) else len(self._starts)

    def _inside(self, start: int) -> bool:
        """Whether the break before token `start` falls inside one marked stretch."""
        return start > 0 and self.mark_of[start] >= 0 and self.mark_of[start] == self.mark_of[start - 1]

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
        return bool(_WORD.search(self.text, start, end))
