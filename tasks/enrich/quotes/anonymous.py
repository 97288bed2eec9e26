"""Sources that a text leaves unnamed: which kind they are, and the reason that it gives."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Span as Tokens

from schemas.enrichment import Anonymity, Quote, Span
from tasks.enrich.quotes.layout import Layout
from tasks.enrich.speakers.words import INDEFINITE

_BECAUSE = r"(?:because|since|as|given|citing|fearing|due to|owing to|for fear|out of fear|to avoid|in order to)"
_REASON = re.compile(rf"\b{_BECAUSE} [^,;:.!?()“”\"\n–—]+")
_NOT_AUTHORISED = re.compile(r"\b(?:not|n[o’']t|never|un)(?: been)? ?authori[sz]ed (?:to|for)[^,;:.!?()“”\"\n–—]+")
_NEAR = 40
_REACH = 60


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: dict[str, Anonymity]
    familiar: tuple[str, ...]
    unnamed: tuple[str, ...]
    marks: frozenset[str]


@cache
def _words() -> _Words:
    raw = tomllib.loads(files("tasks.enrich").joinpath("data/quotes/anonymous.toml").read_text(encoding="utf-8"))
    phrases = raw["phrases"]
    return _Words(
        {noun: kind for kind, nouns in raw["kinds"].items() for noun in nouns},
        tuple(phrases["familiar"]),
        tuple(phrases["unnamed"]),
        frozenset(phrases["marks"]),
    )


def with_anonymity(layout: Layout, quote: Quote) -> Quote:
    """The quote with the kind of its unnamed source and the stated reason; unchanged where the source has a name."""
    if quote.speaker is None or quote.speaker_entity or quote.speaker_name:
        return quote
    first, last = layout.token_at(quote.speaker.start), layout.token_at(quote.speaker.end - 1)
    mention = layout.doc[first : last + 1]
    if mention.root.pos_ != "NOUN" and mention.root.lower_ not in _words().kinds:
        return quote
    sentences = _about_the_source(layout, mention)
    asked = [at for at in sentences if _asks(layout, at)]
    kind = _kind(mention, bool(asked))
    if kind is None:
        return quote
    reasons = (_reason(layout, mention, at) for at in (*asked, *sentences))
    return quote.model_copy(update={"anonymity": kind, "anonymity_reason": next(filter(None, reasons), None)})


def _about_the_source(layout: Layout, mention: Tokens) -> list[tuple[int, int]]:
    """The mention's sentence as tokens, and the next where that goes on about the source: "The official spoke on …"."""
    start, end = layout.sentence(mention.start)
    # Within reach of the mention only: a text without full stops is one sentence.
    sentences = [(max(start, mention.start - _REACH), min(max(end, mention.end), mention.end + _REACH))]
    while end < len(layout.doc) and layout.doc[end].is_space:
        end += 1
    if end + 1 < len(layout.doc):
        behind, noun = layout.sentence(end), layout.doc[end + 1]
        again = layout.doc[end].lower_ in ("the", "both") and noun.lemma_.lower() == mention.root.lemma_.lower()
        if again or layout.doc[end].lower_ in ("he", "she", "they"):
            sentences.append((end, min(behind[1], end + _REACH)))
    return sentences


def _asks(layout: Layout, sentence: tuple[int, int]) -> bool:
    words = "".join(token.text_with_ws for token in layout.doc[slice(*sentence)] if layout.outside(token)).lower()
    return any(phrase in words for phrase in _words().unnamed)


def _kind(mention: Tokens, asks: bool) -> Anonymity | None:
    words, text = _words(), mention.text.lower()
    head = mention.root
    kind = words.kinds.get(head.lemma_.lower(), words.kinds.get(head.lower_))
    if any(phrase in text for phrase in words.familiar) and head.pos_ == "NOUN":
        return "person_familiar" if kind in (None, "source") else kind
    marked = asks or any(token.lower_ in words.marks for token in mention)
    if kind is None:
        return "source" if marked and head.pos_ == "NOUN" else None
    if kind == "source":
        plain = head.lower_ in ("person", "people", "individual", "individuals")
        return None if plain and not marked else kind
    return kind if marked or _is_indefinite(mention) else None


def _is_indefinite(mention: Tokens) -> bool:
    """`a senior official`, `two officials`, `officials in Brussels`: no article or an indefinite one, no owner."""
    head = mention.root
    lead = [token for token in mention if token.i < head.i]
    if any(token.lower_ in INDEFINITE for token in lead):
        return True
    owned = any(token.dep_ == "poss" or token.tag_ == "PRP$" for token in lead)
    return head.tag_ == "NNS" and not owned and not any(token.lower_ in ("the", "these", "those") for token in lead)


def _reason(layout: Layout, mention: Tokens, sentence: tuple[int, int]) -> Span | None:
    """`because he was not authorised to speak`: close behind the request not to be named, or without one."""
    tokens = layout.doc[slice(*sentence)]
    text, start, end = layout.text, tokens.start_char, tokens.end_char
    asked = _asked_at(text[start:end].lower())
    match = _REASON.search(text, start + asked, end) if asked is not None else None
    if asked is None or match is None or match.start() > start + asked + _NEAR:
        match = _NOT_AUTHORISED.search(text, start, end)
    if match is None or not layout.outside(layout.doc[layout.token_at(match.start())]):
        return None
    inside = mention.start_char <= match.start() < mention.end_char
    first, last = layout.trim(match.start(), min(match.end(), mention.end_char) if inside else match.end())
    return Span(start=first, end=last, text=text[first:last])


def _asked_at(sentence: str) -> int | None:
    """Where the request not to be named ends."""
    ends = [at + len(phrase) for phrase in _words().unnamed if (at := sentence.find(phrase)) >= 0]
    return max(ends) if ends else None
