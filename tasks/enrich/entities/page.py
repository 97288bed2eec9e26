"""A document as plain lists, so that the rules below read tokens without calling into spaCy for each."""

import re
from dataclasses import dataclass
from itertools import accumulate

from spacy.tokens import Doc

from tasks.enrich.entities.facts import Facts, facts

TEXT, TITLE, CAPS = "text", "title", "caps"
# After these any word may take a capital; full stops too, for pipelines that mark no sentences.
_OPENERS = frozenset(["“", '"', "‘", "'", ":", "•", "*", "—", "–", ".", "!", "?"])
# A possessive typed with a left mark is no token of its own: Marsh‘s.
_LEFT_QUOTE_S = re.compile(r"(?<=[^\W\d_])[‘`´][sS]$")
# A headline is short; a longer line of capitals is a table or a legal notice, and read as text.
_LONGEST_HEADLINE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """The tokens of one document: texts, tags, and in which style of capitals their line is set."""

    doc: Doc
    whole: str
    facts: Facts
    words: list[str]
    lowered: list[str]
    tags: list[str]
    starts: list[int]
    spaced: list[bool]
    opens: list[bool]
    styles: list[str]
    sentences: list[int]
    lowercase_words: frozenset[str]

    def __len__(self) -> int:
        return len(self.words)

    def text(self, start: int, end: int) -> str:
        """The text of the tokens from `start` to before `end`."""
        first, last = self.starts[start], end - 1
        return self.whole[first : self.starts[last] + len(self.words[last])]

    def is_name_word(self, i: int) -> bool:
        """Whether the token is a capitalised word that the tagger takes for a name."""
        return self.tags[i].startswith("NNP") and self.words[i][0].isupper()

    def joins(self, i: int) -> bool:
        """Whether the token is a hyphen between two words, with no space on either side."""
        return (
            self.words[i] in "-‑–"
            and 0 < i < len(self.words) - 1
            and not self.spaced[i]
            and not self.spaced[i - 1]
            and self.words[i + 1][0].isalnum()
        )


def read_page(doc: Doc) -> Page:
    """The document as lists, each as long as the document."""
    words = [token.text for token in doc]
    if any(mark in doc.text for mark in "‘`´"):
        words = [_LEFT_QUOTE_S.sub("", word) for word in words]
    spaced = [bool(token.whitespace_) for token in doc]
    sentence_starts = [bool(token.is_sent_start) for token in doc]
    opens = _openings(words, sentence_starts)
    return Page(
        doc=doc,
        whole=doc.text,
        facts=facts(),
        words=words,
        lowered=[word.lower() for word in words],
        tags=[token.tag_ for token in doc] if doc.has_annotation("TAG") else _guessed_tags(words, opens, facts()),
        starts=[token.idx for token in doc],
        spaced=spaced,
        opens=opens,
        styles=_styles(words, facts().small_words),
        sentences=list(accumulate(sentence_starts)),
        lowercase_words=frozenset(word for word in words if word.islower()),
    )


def _openings(words: list[str], sentence_starts: list[bool]) -> list[bool]:
    """Which tokens stand where any word takes a capital: after a sentence's end, a mark, a colon or a bullet."""
    opens, opening = [], True
    for word, starts in zip(words, sentence_starts, strict=True):
        opening = opening or starts
        opens.append(opening)
        opening = not word.strip() or word in _OPENERS or (opening and not word[0].isalnum())
    return opens


def _guessed_tags(words: list[str], opens: list[bool], known: Facts) -> list[str]:
    """For pipelines without a tagger: names are what has a capital, where not every word may have one; else nouns."""
    tags = []
    for word, opening in zip(words, opens, strict=True):
        name = word[0].isupper() and not (opening and word.lower() in known.openers)
        tags.append("NNP" if name else "NN" if word[0].isalpha() else word)
    return tags


def _styles(words: list[str], small: frozenset[str]) -> list[str]:
    styles: list[str] = []
    line: list[str] = []
    for word in words:
        line.append(word)
        if "\n" in word:
            styles += [_style(line, small)] * len(line)
            line = []
    styles += [_style(line, small)] * len(line)
    # a text that is nothing but a headline is read as it stands
    return styles if TEXT in styles else [TEXT if style == TITLE else style for style in styles]


def _style(line: list[str], small: frozenset[str]) -> str:
    """How one line is set: all capitals, Title Case (a heading of a few words too), or as running text."""
    letters = [word for word in line if word[0].isalpha()]
    if not letters or len(letters) > _LONGEST_HEADLINE:
        return TEXT
    if len(letters) > 2 and all(word.isupper() for word in letters):
        return CAPS
    content = [word for word in letters if word.lower() not in small and "’" not in word and "'" not in word]
    closed = next((word for word in reversed(line) if word.strip()), "") in {".", "!", "”", '"'}
    # a sentence of five or more words never has them all in capitals, whatever mark ends it
    if len(content) >= (5 if closed else 1) and all(word[0].isupper() for word in content):
        return TITLE
    return TEXT
