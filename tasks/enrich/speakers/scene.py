"""The document as speakers are looked for in it: which tokens are names, which are somebody's words."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from schemas.enrichment import Entity, Quote, Span

SPEAKING_TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART"})
BODY_TYPES = SPEAKING_TYPES - {"PERSON"}


@dataclass(frozen=True)
class Named:
    """A mention of an entity; `start` and `end` count tokens, half-open."""

    entity: Entity
    start: int
    end: int

    @property
    def is_person(self) -> bool:
        return self.entity.type == "PERSON"


@dataclass(frozen=True)
class Scene:
    """A parsed document with its names and quotes laid over the tokens."""

    doc: Doc
    entities: dict[str, Entity]
    named: tuple[Named, ...]
    owner: dict[int, Named]
    content: bytearray
    """One byte a token: 0 outside quotes, 1 in indirect words, 2 in words between quote marks."""
    paragraph: tuple[int, ...]
    sentences: tuple[Tokens, ...]
    sentence_of: tuple[int, ...]

    def tokens(self, span: Span) -> Tokens | None:
        """The tokens that the span touches; None where it touches none."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        return found if found is not None and len(found) else None

    def ends_at(self, index: int) -> Named | None:
        """The mention whose last token is the one before `index`."""
        mention = self.owner.get(index - 1)
        return mention if mention and mention.end == index else None

    def within(self, start: int, end: int) -> Iterator[Named]:
        """The mentions that begin in these tokens."""
        index = start
        while index < end:
            mention = self.owner.get(index)
            if mention and mention.start >= start:
                yield mention
            index = mention.end if mention else index + 1

    def before(self, index: int) -> Iterator[Named]:
        """The mentions that end before this token, the nearest first."""
        last = bisect_right(self.named, index, key=lambda mention: mention.start)
        return (mention for mention in reversed(self.named[:last]) if mention.end <= index)

    def sentence_start(self, token: Token) -> int:
        return self.sentences[self.sentence_of[token.i]].start


def set_scene(doc: Doc, entities: Sequence[Entity], quotes: Sequence[Quote]) -> Scene:
    """Lay names and quotes over the tokens of `doc`; a mention that fits no token is passed over."""
    named: list[Named] = []
    owner: dict[int, Named] = {}
    for entity in entities:
        for mention in entity.mentions:
            tokens = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if tokens is None:
                continue
            found = Named(entity, tokens.start, tokens.end)
            named.append(found)
            for index in range(tokens.start, tokens.end):
                owner.setdefault(index, found)
    sentences = tuple(doc.sents)
    sentence_of = [0] * len(doc)
    for number, sentence in enumerate(sentences):
        sentence_of[sentence.start : sentence.end] = [number] * len(sentence)
    return Scene(
        doc=doc,
        entities={entity.key: entity for entity in entities},
        named=tuple(sorted(named, key=lambda mention: (mention.start, mention.end))),
        owner=owner,
        content=_content(doc, quotes),
        paragraph=tuple(_paragraphs(doc)),
        sentences=sentences,
        sentence_of=tuple(sentence_of),
    )


def _content(doc: Doc, quotes: Sequence[Quote]) -> bytearray:
    content = bytearray(len(doc))
    for quote in quotes:
        for span in (quote, *quote.quoted):
            tokens = doc.char_span(span.start, span.end, alignment_mode="contract")
            level = 2 if quote.type == "direct" or span is not quote else 1
            if tokens is not None:
                for index in range(tokens.start, tokens.end):
                    content[index] = max(content[index], level)
    return content


def _paragraphs(doc: Doc) -> Iterator[int]:
    number = 0
    for token in doc:
        yield number
        number += "\n" in token.text or "\n" in token.whitespace_
