"""The rows of the warehouse: the one definition of its columns.

The SQLAlchemy tables, the Arrow batches and docs/tables.md all follow from these records.
Offsets are code points, half-open, into the stored text of the row's part.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.article import ArticleStatus, CreditRole, Precision, ZoneBasis
from schemas.enrichment import Anonymity, CueClass, Marks, Part, QuoteType, Tense
from schemas.record import Record
from schemas.rejection import Stage

PART = "title, standfirst or body: the text that the offsets count in"
START = "first code point of the span in the part's text, from 0"
END = "code point after the span's last"
VERSION_ID = "the version, in article_versions"
GENERATION = "rows of the one that key_index has, and of earlier ones, are in its files too"


class SourceRow(Record):
    """An outlet or feed."""

    source_id: str = Field(description="stable key of the source's domain, else of its name")
    name: str = Field(description="the outlet's name")
    domain: str | None = Field(description="host name without www")
    country: str | None = Field(description="ISO 3166 alpha-2, lower case")
    language: str | None = Field(description="BCP 47 tag")
    timezone: str | None = Field(description="IANA time zone name")


class ArticleVersionRow(Record):
    """One version of an article."""

    version_id: str = Field(description="stable key of article_id and content_hash; a wording that returns has its own")
    article_id: str = Field(description="stable across runs, machines and versions")
    version: int = Field(description="from 1, ordered by version_at")
    is_current: bool = Field(description="true for the newest version, unless that one withdraws the article")
    source_id: str = Field(description="the outlet, in sources")
    url: str | None = Field(description="canonical address")
    url_given: str | None = Field(description="address as it was given, for fetching")
    provider_id: str | None = Field(description="the provider's own id: guid, accession number, NewsML id")
    title: str | None = Field(description="headline without site or section affix")
    standfirst: str | None = Field(description="summary under the headline")
    section: str | None = Field(description="section of the paper as printed")
    language: str | None = Field(description="BCP 47 tag of the text")
    dateline: str | None = Field(description="place and agency line cut from the first paragraph")
    published_at: datetime | None = Field(
        description="instant of publication; with precision day the first instant of that day in the source's zone"
    )
    first_published_at: datetime | None = Field(
        description="earliest published_at of all versions; live pages move theirs with every post"
    )
    published_on: date | None = Field(description="calendar day of publication as printed")
    published_precision: Precision | None = Field(description="second, minute or day")
    published_zone_basis: ZoneBasis | None = Field(
        description="how the zone is known: given, source, country or unknown (then published_at is the day in UTC)"
    )
    published_raw: str | None = Field(description="the date as printed")
    updated_at: datetime | None = Field(description="instant of the last update that the article names")
    fetched_at: datetime | None = Field(description="instant of fetching, where known")
    version_at: datetime | None = Field(description="what orders versions: updated, else published, else fetched")
    embargo_at: datetime | None = Field(description="instant before which the provider forbids publication")
    rights: str | None = Field(description="rights or copyright line as given")
    keywords: tuple[str, ...] = Field(description="the publisher's keywords")
    notes: tuple[str, ...] = Field(description="repairs and doubts as codes, such as date:ambiguous-zone")
    body: str = Field(description="paragraphs parted by one blank line")
    word_count: int = Field(description="words of the body")
    status: ArticleStatus = Field(description="ok, partial (incomplete, such as a paywall stub) or withdrawn")
    content_hash: str = Field(description="key of title, standfirst and body")
    metadata_hash: str = Field(description="key of status, section, publication date and credits")
    copy_group: str | None = Field(
        description="shared by copies of one story: article_id of its first member; null where no copy is known"
    )
    shape: str = Field(description="the reader that read it: text, html, rss …")
    source_ref: str = Field(description="path or URL that it was read from, with #n for the n-th of a container")
    enrichment_version: str = Field(description="model and rule set that found entities and quotes")
    first_seen_at: datetime = Field(description="instant at which the warehouse first saw this version")
    run_id: str = Field(description="the run that loaded it, in runs")


class ArticleUrlRow(Record):
    """An address under which an article was seen."""

    article_id: str = Field(description="the article")
    url: str = Field(description="canonical address; its own or an alias")
    source_id: str = Field(description="the outlet or feed that named it, in sources")
    first_seen_at: datetime = Field(description="instant at which the source first named the address")


class ArticleAuthorRow(Record):
    """A byline or credit of one version."""

    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    position: int = Field(description="order of the credit, from 1")
    name: str = Field(description="person or organisation without 'By', title or place")
    role: CreditRole = Field(description="author, contributor, agency or translator")
    kind: Literal["person", "organisation"] = Field(description="person or organisation")


class EvidenceRow(Record):
    """Which rule or field of the input a value of an article came from."""

    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    field: str = Field(description="the field of article_versions")
    rule: str = Field(description="rule or field of the input")
    raw: str | None = Field(description="the input's own wording")


class EntityRow(Record):
    """A person, organisation or place of one version of an article."""

    entity_id: str = Field(description="stable key of the version and the name")
    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    type: str = Field(description="OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT …")
    name: str = Field(description="the fullest name in the article")
    name_key: str = Field(description="key of the name's words, without case, accents, punctuation and title")
    evidence: tuple[str, ...] | None = Field(
        description="what the article says of a person with a full name, as compared across articles; else null"
    )
    person_id: str | None = Field(description="person across articles, when linked")
    wikidata_id: str | None = Field(description="Wikidata item, when linked")


class PersonNameRow(Record):
    """A full name with what articles say of who bears it: entities of people, each of several alike once."""

    name_key: str = Field(description="key of the name's words, as in entities")
    name: str = Field(description="the name as entities have it")
    evidence: tuple[str, ...] = Field(description="what one article says of the person, as in entities")
    person_id: str | None = Field(description="person across articles, when linked; the same in entities")
    wikidata_id: str | None = Field(description="Wikidata item, when linked")


class MentionRow(Record):
    """One named mention in the text."""

    entity_id: str = Field(description="the entity")
    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    part: Part = Field(description=PART)
    start_char: int = Field(description=START)
    end_char: int = Field(description=END)
    text: str = Field(description="the mention's own words")
    note: str | None = Field(description="government where a place's name stands for those who govern it, else null")


class RoleRow(Record):
    """What the article says a person is."""

    entity_id: str = Field(description="the person, in entities")
    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    role: str | None = Field(description="office, job or title, as worded")
    affiliation: str | None = Field(description="organisation, as worded")
    place: str | None = Field(description="country, city or region, as worded")
    part: Part = Field(description=PART)
    start_char: int = Field(description=START)
    end_char: int = Field(description=END)
    text: str = Field(description="the words that say so")


class QuoteRow(Record):
    """A quotation: content attributed to a source."""

    quote_id: str = Field(description="stable key of the version, the part and the offsets")
    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    type: QuoteType = Field(description="direct (all in quote marks), indirect (none) or mixed")
    part: Part = Field(description=PART)
    start_char: int = Field(description=START)
    end_char: int = Field(description=END)
    text: str = Field(description="the content, quote marks included")
    text_key: str = Field(description="key of the content's words, without case and punctuation; shared by copies")
    copy_key: str = Field(description="shared by the copies of one quotation, however trimmed: their least text_key")
    marks: Marks = Field(description="state of the quote marks: none, closed, unclosed or reopened")
    cue_text: str | None = Field(description="the words that report: said, according to")
    cue_lemma: str | None = Field(description="base form of the cue's verb or noun")
    cue_start_char: int | None = Field(description="first code point of the cue in the part's text")
    cue_end_char: int | None = Field(description="code point after the cue")
    cue_class: CueClass | None = Field(
        None, description="what the report does: neutral, assertive, denial, question, order or promise"
    )
    negated: bool | None = Field(
        None, description="true where the text reports that it was not said; null without a cue"
    )
    tense: Tense | None = Field(None, description="of the report: past, present, future or conditional")
    hedge_text: str | None = Field(None, description="the word that leaves open whether it was said: reportedly")
    addressee_text: str | None = Field(None, description="to whom it was said, as worded: told the Courier")
    addressee_start_char: int | None = Field(None, description="first code point of the addressee in the part's text")
    addressee_end_char: int | None = Field(None, description="code point after the addressee")
    speaker_text: str | None = Field(description="the speaker's mention beside the cue: he, the ministry, Xi")
    speaker_start_char: int | None = Field(description="first code point of the speaker's mention in the part's text")
    speaker_end_char: int | None = Field(description="code point after the speaker's mention")
    speaker_entity_id: str | None = Field(description="who speaks, in entities; null where unresolved")
    speaker_name: str | None = Field(description="the fullest name of who speaks; null where unresolved")
    speaker_role: str | None = Field(description="what the article calls the speaker, several parted by a semicolon")
    speaker_affiliation: str | None = Field(
        description="the speaker's organisations as worded, several parted by a semicolon"
    )
    speaker_person_id: str | None = Field(description="who speaks across articles, as in entities, when linked")
    unresolved: str | None = Field(description="why nobody is named as the speaker")
    anonymity: Anonymity | None = Field(
        None, description="kind of a source left unnamed: official, person_familiar, insider, witness or source"
    )
    anonymity_reason: str | None = Field(None, description="why the source is not named, as worded")
    relayed_by: str | None = Field(description="who passes the words on, as in: according to KCNA, Kim said")
    utterance: int = Field(description="fragments of one utterance share it; from 1 within the version")
    confidence: float = Field(description="0 to 1, that content and speaker are right")
    method: str = Field(description="the rule or model that found it")


class QuotedTermRow(Record):
    """Words in quote marks that are not speech: scare quotes, titles of works, nicknames."""

    article_id: str = Field(description="the article")
    version_id: str = Field(description=VERSION_ID)
    version: int = Field(description="the version")
    part: Part = Field(description=PART)
    start_char: int = Field(description=START)
    end_char: int = Field(description=END)
    text: str = Field(description="the words, quote marks included")


class MinhashSignatureRow(Record):
    """What the body of one version is compared by when copies are looked for."""

    version_id: str = Field(description=VERSION_ID)
    article_id: str = Field(description="the article")
    signature: bytes = Field(description="MinHash values of the body's word shingles, 32 bits each, little-endian")


class MinhashBandRow(Record):
    """One band of a signature: versions that share a band key may be copies."""

    band_key: int = Field(description="key of the band's number and values")
    version_id: str = Field(description=VERSION_ID)
    generation: int = Field(1, description=GENERATION)


class QuarantineRow(Record):
    """A record that was held."""

    quarantine_id: str = Field(description="stable key of the input and its reason, so that a re-run counts attempts")
    run_id: str = Field(description="the run that held it last")
    stage: Stage = Field(description="the step that held it")
    reason: str = Field(description="stable code; docs/quarantine.md explains each")
    detail: str = Field(description="what is wrong and how to mend it, in one sentence")
    source_ref: str = Field(description="path or URL, with #n for the n-th article of a container")
    payload: bytes = Field(description="the raw input")
    attempts: int = Field(description="how often it was tried")
    status: Literal["held", "released", "dropped", "replaced"] = Field(
        description="held, released (loaded later), dropped (not wanted) or replaced (held again for another reason)"
    )
    first_held_at: datetime = Field(description="instant at which it was first held")
    last_held_at: datetime = Field(description="instant at which it was last held")
    source_name: str | None = Field(description="the outlet's name where it is known, else its host")
    rules: tuple[str, ...] = Field(description="the gate's rules that it failed, such as texts.no_markup")
    origin: str | None = Field(description="what was known of the input beside its content, as JSON, for replay")
    decided_by: str | None = Field(description="who released or dropped it by hand")
    decided_why: str | None = Field(description="why, in their words")
    decided_at: datetime | None = Field(description="instant of that decision")


class RunRow(Record):
    """One run of a flow."""

    run_id: str = Field(description="key of the run")
    flow: str = Field(description="ingest, backfill, reenrich, replay or publish")
    parameters: str = Field(description="the run's parameters as JSON")
    code_version: str = Field(description="version of copydesk")
    enrichment_version: str = Field(description="model and rule set in use")
    started_at: datetime = Field(description="instant of the start")
    finished_at: datetime | None = Field(description="instant of the end; null while it runs or when it crashed")
    state: Literal["running", "done", "failed", "crashed"] = Field(
        description="running, done, failed, or crashed: it ended without a word, and a later run took its place"
    )
    holder: str | None = Field(None, description="host and process that run it")
    heartbeat_at: datetime | None = Field(None, description="instant of its last sign of life: a start or a batch")
    read_count: int = Field(description="records read: loaded + unchanged + quarantined")
    loaded_count: int = Field(description="versions loaded")
    unchanged_count: int = Field(description="records that the warehouse already held")
    quarantined_count: int = Field(description="records held")


class BatchRow(Record):
    """One batch of a run: the ledger row that commits with its data."""

    batch_id: str = Field(
        description="stable key of the run and the batch's number; in a backfill of the batch's raw inputs"
    )
    run_id: str = Field(description="the run")
    number: int = Field(description="order within the run, from 1")
    input_digest: str = Field(description="key of the batch's raw inputs")
    state: Literal["loaded", "held", "staged"] = Field(
        description="loaded: its rows are committed; held: it failed as a whole and its records are in quarantine; "
        "staged: its new results wait beside the old ones"
    )
    read_count: int = Field(description="records read")
    loaded_count: int = Field(description="versions loaded")
    unchanged_count: int = Field(description="records that the warehouse already held")
    quarantined_count: int = Field(description="records held")
    loaded_at: datetime = Field(description="instant of the commit")


class CursorRow(Record):
    """How far an input had been read: what it was like when all that it held was last loaded."""

    cursor_id: str = Field(description="stable key of the input and of what is asked of it")
    source_ref: str = Field(description="path or address of the input")
    etag: str | None = Field(description="the server's ETag; null for files")
    last_modified: str | None = Field(description="the server's Last-Modified as sent; null for files")
    size: int | None = Field(description="size in bytes")
    mtime_ns: int | None = Field(description="a file's time of change, nanoseconds since 1970; null for addresses")
    read_to: int | None = Field(
        description="bytes of a file that may grow whose records are all loaded or known; null where it is read whole"
    )
    digest: str | None = Field(description="key of the content, as far as read_to")
    records: int = Field(description="records that it held, as far as read_to, all of them loaded or known")
    run_id: str = Field(description="the run that read it last, in runs")
    read_at: datetime = Field(description="instant at which it was last read, or found as it was")


class CheckRow(Record):
    """One expectation's result on one batch."""

    run_id: str = Field(description="the run")
    batch_id: str = Field(description="the batch")
    name: str = Field(description="the expectation")
    passed: bool = Field(description="false too where the expectation itself failed")
    observed: str | None = Field(description="what was observed, or the error")
    unexpected_count: int = Field(description="rows that failed it")


class StagedVersionRow(Record):
    """A version of which a re-enrichment has new results, in the staged tables, until all are switched at once."""

    version_id: str = Field(description=VERSION_ID)
    article_id: str = Field(description="the article")
    enrichment_version: str = Field(description="model and rule set of the new results")
    batch_id: str = Field(description="the batch that staged them, in batches")
    staged_at: datetime = Field(description="instant of the commit")


class QuoteWordingRow(Record):
    """One wording of quotations, of six words or more, of which trimmed copies are looked for."""

    wording: int = Field(description="number of the wording: the first 15 digits of its text_key")
    text_key: str = Field(description="the wording, as in quotes")
    copy_key: str = Field(description="the group of copies that it is in, as in quotes")
    stretches: int = Field(description="different stretches of four words on end that it has")


class QuoteStretchRow(Record):
    """One stretch of four words on end, by which copies of a quotation are found."""

    stretch: int = Field(description="key of the four words")
    wording: int = Field(description="the wording that holds them, in quote_wordings")
    generation: int = Field(description=GENERATION)


class KeyIndexRow(Record):
    """The files beside the warehouse that hold band keys and stretches in order; no row where none were made."""

    generation: int = Field(description="rows of this generation and earlier ones are in them")
    folder: str | None = Field(
        description="where they lie; null where rows were taken away since, and they are not used"
    )
    versions: int = Field(description="versions that there were when they were made")


class SearchDocumentRow(Record):
    """One version in the full-text index."""

    document: int = Field(description="key of the version within the index")
    version_id: str = Field(description=VERSION_ID)
    segment: str = Field(description="the part of the index that holds its words")
    words: int = Field(description="words of title, standfirst and body together")


class SearchTermRow(Record):
    """In which versions a word stands, for one part of the full-text index."""

    term: str = Field(description="the word as search_words() gives it: lower case, no accents, no plural s")
    segment: str = Field(description="the part of the index: one a batch, until compaction joins them")
    documents: tuple[int, ...] = Field(description="versions that hold the word, as in search_documents")
    counts: tuple[int, ...] = Field(description="how often each of them holds it, in the same order")


class ForgottenRow(Record):
    """What was forgotten and must not come back, as a hash: neither names nor addresses are kept."""

    forgotten_key: str = Field(description="hash of an article's id, address or wording, or of a person's folded name")
    kind: Literal["article", "person"] = Field(description="article or person")
    forgotten_at: datetime = Field(description="instant at which it was forgotten")


class PublicationRow(Record):
    """A copy that was made of the warehouse, so that it can be renewed when something is forgotten."""

    path: str = Field(description="absolute path of the copy, or of the folder of Parquet files")
    kind: Literal["copy", "parquet"] = Field(description="copy (a DuckDB file) or parquet (one file a view)")
    published_at: datetime = Field(description="instant at which it was last made")


class LoadTurnRow(Record):
    """Counts the loads of a lake: two at once meet here, and the later one is done again."""

    turn: int = Field(description="loads so far")
