"""What enrichment finds in a text. Offsets are code points, half-open, into the text of `part`."""

from typing import Literal

from pydantic import Field

from schemas.article import MatchedArticle
from schemas.record import Record

Part = Literal["title", "standfirst", "body"]
QuoteType = Literal["direct", "indirect", "mixed"]
Marks = Literal["none", "closed", "unclosed", "reopened"]
CueClass = Literal["neutral", "assertive", "denial", "question", "order", "promise"]
Tense = Literal["past", "present", "future", "conditional"]
Anonymity = Literal["official", "person_familiar", "insider", "witness", "source"]


class Span(Record):
    """A stretch of text: `text == part_text[start:end]`."""

    start: int
    end: int
    text: str


class Mention(Span):
    """One named mention of an entity."""

    part: Part = "body"
    note: str | None = Field(None, description="government where a place's name stands for those who govern it")


class Role(Span):
    """What the text says a person is; the span is the evidence."""

    part: Part = "body"
    role: str | None = None
    affiliation: str | None = None
    place: str | None = None
    rule: str | None = Field(None, description="where the words stand: apposition, pre-modifier, …, for --explain")


class Entity(Record):
    """A person, organisation or place of one article, with all its named mentions in text order."""

    key: str = Field(description="unique within the text, such as e3")
    type: str = Field(description="OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT …")
    name: str = Field(description="the fullest name in the text")
    mentions: tuple[Mention, ...]
    roles: tuple[Role, ...] = ()
    rule: str = Field("", description="which rule joined the mentions, for --explain")
    type_rule: str | None = Field(None, description="what told the type: title before it, known place …, for --explain")


class Quote(Span):
    """Content attributed to a source. One record a contiguous stretch; fragments of one utterance share `utterance`."""

    part: Part = "body"
    type: QuoteType
    quoted: tuple[Span, ...] = Field((), description="the verbatim parts, marks included")
    marks: Marks = "none"
    cue: Span | None = None
    cue_lemma: str | None = None
    cue_class: CueClass | None = Field(
        None, description="what the report does; None without a cue or beside the lexicon"
    )
    negated: bool | None = Field(None, description="whether the report says it was not said; None without a cue")
    tense: Tense | None = Field(None, description="of the report, not of the content; None for nouns and phrases")
    hedge: Span | None = Field(None, description="the word that leaves open whether it was said: reportedly")
    addressee: Span | None = Field(None, description="to whom it was said: told the Courier")
    speaker: Span | None = Field(None, description="the mention beside the cue: a name, a pronoun, a noun phrase")
    speaker_entity: str | None = Field(None, description="key of the entity that speaks; None where unresolved")
    speaker_name: str | None = Field(None, description="its fullest name; an institution may have only this")
    unresolved: str | None = Field(None, description="why there is no speaker: no_mention, ambiguous_pronoun, group, …")
    anonymity: Anonymity | None = Field(None, description="which kind of source the text leaves unnamed")
    anonymity_reason: Span | None = Field(None, description="why the source is not named, as the text says")
    relayed_by: str | None = Field(None, description="who passes the words on")
    speaker_rule: str | None = Field(None, description="how the mention was tied to who speaks, for --explain")
    utterance: int = Field(description="from 1 within the text")
    confidence: float = Field(ge=0, le=1)
    method: str = Field(description="the rule or model that found it")


class Enrichment(Record):
    """Everything found in one text."""

    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    quoted_terms: tuple[Mention, ...] = Field((), description="in quote marks, not speech: titles, scare quotes")


class EnrichedArticle(Record):
    """A matched article with what was found in its title, standfirst and body."""

    matched: MatchedArticle
    enrichment: Enrichment
    enrichment_version: str = Field(description="model name and version + rule set version")
