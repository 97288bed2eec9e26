"""A document as plain lists, so that the rules below read tokens without calling into spaCy for each."""

from dataclasses import dataclass

from spacy.tokens import Doc

from tasks.enrich.entities.facts import Facts, facts

TEXT, TITLE, CAPS = "text", "title", "caps"
# A headline is short; a longer line of capitals is a table or a legal notice, and read as text.
_LONGEST_HEADLINE = 25
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "its",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "out",
        "over",
        "per",
        "so",
        "than",
        "that",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Page:
    """The tokens of one document: texts, tags, dependencies, and in which style of capitals their line is set."""

    doc: Doc
    facts: Facts
    words: list[str]
    lowered: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    spaced: list[bool]
    opens: list[bool]
    styles: list[str]
    lowercase_words: frozenset[str]

    def __len__(self) -> int:
        return len(self.words)

    def text(self, start: int, end: int) -> str:
        """The text of the tokens from `start` to before `end`."""
        first, last = self.starts[start], end - 1
        return self.doc.text[first : self.starts[last] + len(self.words[last])]

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

    def lemma(self, i: int) -> str:
        """The lemma of the token, lower-case; its lower-case text where the pipeline has no lemmatizer."""
        return self.doc[i].lemma_.lower() or self.lowered[i]


def read_page(doc: Doc) -> Page:
    """The document as lists, each as long as the document."""
    words = [token.text for token in doc]
    spaced = [bool(token.whitespace_) for token in doc]
    opens = _openings(words, [bool(token.is_sent_start) for token in doc])
    return Page(
        doc=doc,
        facts=facts(),
        words=words,
        lowered=[word.lower() for word in words],
        tags=[token.tag_ for token in doc],
        deps=[token.dep_ for token in doc],
        heads=[token.head.i for token in doc],
        starts=[token.idx for token in doc],
        spaced=spaced,
        opens=opens,
        styles=_styles(words),
        lowercase_words=frozenset(word for word in words if word.islower()),
    )


def _openings(words: list[str], sentence_starts: list[bool]) -> list[bool]:
    """Which tokens stand where any word takes a capital: after a sentence's end, a mark, a colon or a bullet."""
    opens, opening = [], True
    for word, starts in zip(words, sentence_starts, strict=True):
        opening = opening or starts
        opens.append(opening)
        if word.strip():
            opening = word in {"“", '"', "‘", "'", ":", "•", "*", "—", "–"} or (opening and not word[0].isalnum())
        else:
            opening = True
    return opens


def _styles(words: list[str]) -> list[str]:
    styles: list[str] = []
    line: list[str] = []
    for word in words:
        line.append(word)
        if "\n" in word:
            styles += [_style(line)] * len(line)
            line = []
    return styles + [_style(line)] * len(line)


def _style(line: list[str]) -> str:
    """How one line is set: all capitals, Title Case, or as running text."""
    letters = [word for word in line if word[0].isalpha()]
    if len(letters) < 3 or len(letters) > _LONGEST_HEADLINE:
        return TEXT
    if all(word.isupper() for word in letters):
        return CAPS
    content = [word for word in letters if word.lower() not in _SMALL_WORDS and word not in {"’s", "'s"}]
    closed = next((word for word in reversed(line) if word.strip()), "") in {".", "!", "”", '"'}
    if len(content) >= 4 and not closed and all(word[0].isupper() for word in content):
        return TITLE
    return TEXT
