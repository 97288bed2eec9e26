"""The rows of what people decide: the authority file, corrections, and what views show in their stead.

Like those of schemas.rows, the one definition of their columns.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.article import Precision
from schemas.record import Record
from schemas.rows import VERSION_ID, MentionRow, QuoteRow


class AuthorityRow(Record):
    """One name of a person in the user's authority file."""

    person_id: str = Field(description="the person, as in entities")
    name: str = Field(description="the person's canonical name")
    alias: str = Field(description="the canonical name or another one, as the file has it")
    name_key: str = Field(description="key of the alias, as in entities")
    evidence: tuple[str, ...] = Field(description="the file's roles and affiliations, as compared across articles")
    wikidata_id: str | None = Field(description="Wikidata item")


CorrectionKind = Literal[
    "merge_entities",
    "split_entity",
    "rename_entity",
    "merge_persons",
    "split_person",
    "rename_person",
    "right_speaker",
    "not_a_quote",
    "wrong_date",
]


class CorrectionRow(Record):
    """What a person decided; it outlives every re-run, and is applied in the views."""

    correction_id: str = Field(description="key of the correction")
    kind: CorrectionKind = Field(
        description="merge_entities, split_entity, rename_entity, merge_persons, split_person, rename_person, "
        "right_speaker, not_a_quote or wrong_date"
    )
    target_id: str = Field(description="the article, entity, person or quote, by the id that it had then")
    article_id: str = Field(description="the article in which the target stands; for a person one that names them")
    target_key: str | None = Field(description="name_key of the entity, text_key of the quote; null for an article")
    other_id: str | None = Field(description="the second one, where two are joined or parted")
    other_article_id: str | None = Field(description="the article in which the second one stands")
    other_key: str | None = Field(description="name_key of the second one")
    value: str | None = Field(description="the right value, where there is one")
    reason: str = Field(description="why, in the author's words")
    author: str = Field(description="who decided")
    at: datetime = Field(description="instant of the decision")
    undone_at: datetime | None = Field(description="instant at which it was taken back; null while it holds")
    undone_by: str | None = Field(description="who took it back")


class RuleSetRow(Record):
    """The rules by which rows were last worked out, so that a run notices when they are others."""

    name: str = Field(description="what they are for: people")
    digest: str = Field(description="key of the rules and their data")
    applied_at: datetime = Field(description="instant at which all rows were worked out by them")


class DecidedVersionRow(Record):
    """A version to which corrections apply: of these, views show the decided_… rows."""

    version_id: str = Field(description=VERSION_ID)


class DecidedDateRow(Record):
    """An article's date of publication, as a correction has it."""

    article_id: str = Field(description="the article")
    published_at: datetime = Field(description="instant of publication; of a day its first in the source's zone")
    published_on: date = Field(description="calendar day of publication")
    published_precision: Precision = Field(description="minute or day")


class DecidedPersonRow(Record):
    """A person of whom corrections or the authority file say something."""

    node: str = Field(description="the person, as in entities, or as a correction made it")
    person_id: str = Field(description="the person that it was joined with; itself where it is not joined")
    name: str = Field(description="the name that a correction or the authority file gives")
    wikidata_id: str | None = Field(description="Wikidata item that the authority file gives")


class DecidedEntityRow(Record):
    """An entity of a version to which corrections apply, as corrected."""

    entity_id: str = Field(description="stable key of the version and the name")
    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    joined_entity_id: str = Field(description="the entity of the version that it was joined with; else itself")
    type: str = Field(description="OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT …")
    name: str = Field(description="the name that a correction or the authority file gives, else as in entities")
    decided_name: str | None = Field(description="the same, null where neither says anything")
    name_key: str = Field(description="key of the name in the article, as in entities")
    evidence: tuple[str, ...] | None = Field(description="as in entities")
    person_id: str | None = Field(description="person across articles, when linked")
    wikidata_id: str | None = Field(description="Wikidata item, when linked")


class DecidedMentionRow(MentionRow):
    """A mention of a version to which corrections apply, as corrected."""


class DecidedQuoteRow(QuoteRow):
    """A quotation of a version to which corrections apply, as corrected."""

    speaker_wikidata_id: str | None = Field(description="Wikidata item of who speaks, when linked")
