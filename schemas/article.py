"""The article on its way from a file to a matched, normalised record."""

from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from schemas.keys import content_hash, stable_key, version_key
from schemas.record import Record

ZoneBasis = Literal["given", "source", "country", "unknown"]
Precision = Literal["second", "minute", "day"]
CreditRole = Literal["author", "contributor", "agency", "translator"]
ArticleStatus = Literal["ok", "partial", "withdrawn"]


class SourceHint(Record):
    """What a manifest, a command line or a container says of where an article comes from."""

    name: str | None = None
    domain: str | None = None
    country: str | None = Field(None, description="ISO 3166 alpha-2, lower case")
    tz: str | None = Field(None, description="IANA time zone name")
    language: str | None = Field(None, description="BCP 47")
    columns: tuple[str, ...] = Field((), description="which column holds which field, each as field=column")


class Evidence(Record):
    """Which rule or field of the input a normalised value came from."""

    field: str
    rule: str = Field(description="for instance json-ld:datePublished, meta:og:title, text:date-line, profile:tz")
    raw: str | None = Field(None, description="the input's own wording")


class RawFields(Record):
    """What a shape says of an article, as it says it: strings, not yet judged. Absent is None or ()."""

    title: str | None = None
    standfirst: str | None = None
    bylines: tuple[str, ...] = Field((), description="byline lines or author names as printed, in order")
    credits: tuple[str, ...] = Field((), description="credit lines as printed: 'Additional reporting by …'")
    agency: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    provider_id: str | None = Field(None, description="guid, accession number, NewsML id")
    published: str | None = None
    updated: str | None = None
    dateline: str | None = None
    body_html: str | None = None
    body_text: str | None = Field(None, description="paragraphs parted by a blank line")
    keywords: tuple[str, ...] = ()
    rights: str | None = None
    embargo: str | None = None
    pub_status: str | None = Field(None, description="usable, canceled, withheld … as the format has it")
    evidence: tuple[Evidence, ...] = ()


class RawArticle(Record):
    """One article as read: where it stood, what was there, and the fields that its shape names."""

    ref: str = Field(description="path or URL, with #n for the n-th article of a container, from 1")
    input_id: str = Field(description="the manifest's id (#n for containers), else the same as ref")
    shape: str = Field(description="text, html, rss, atom, jsonl, …: the reader that read it")
    payload: bytes = Field(description="the raw input of this one article, kept for quarantine and replay")
    text: str | None = Field(None, description="the decoded input, for shapes that normalise must still take apart")
    fields: RawFields = RawFields()
    hint: SourceHint = SourceHint()
    fetched_at: datetime | None = None
    notes: tuple[str, ...] = Field((), description="what reading had to repair, such as encoding:cp1252")


class Source(Record):
    """An outlet or feed, as resolved from a source profile, a hint or the article's own address."""

    source_id: str = Field(description="stable key of the folded name or the domain")
    name: str
    domain: str | None = None
    country: str | None = Field(None, description="ISO 3166 alpha-2, lower case")
    language: str | None = Field(None, description="BCP 47")
    timezone: str | None = Field(None, description="IANA time zone name")


class Moment(Record):
    """A point in time as precisely as it is known, and how its zone is known.

    `at` is an instant with an offset where one is known, else None; `day` is the calendar day as printed.
    """

    day: date
    at: datetime | None = None
    precision: Precision = "day"
    zone_basis: ZoneBasis = "unknown"
    raw: str | None = None

    def isoformat(self) -> str:
        """ISO 8601: with time and offset where the instant is known, else the day alone."""
        return self.at.isoformat() if self.at else self.day.isoformat()

    def instant(self, zone: str | None) -> datetime:
        """The instant where known, else the first instant of the day in `zone` (UTC where that is unknown too)."""
        return self.at or datetime.combine(self.day, time.min, ZoneInfo(zone) if zone else UTC)


class Credit(Record):
    """A person or organisation credited with an article."""

    name: str
    role: CreditRole = "author"
    kind: Literal["person", "organisation"] = "person"


class Article(Record):
    """A normalised article. Paragraphs of the body are parted by one blank line."""

    ref: str
    input_id: str
    shape: str
    status: ArticleStatus = Field(
        "ok", description="partial: kept but incomplete, such as a paywall stub; withdrawn: killed by its publisher"
    )
    source: Source
    title: str | None
    standfirst: str | None = None
    section: str | None = None
    language: str | None = Field(None, description="BCP 47")
    url: str | None = Field(None, description="as given, for fetching")
    canonical_url: str | None = Field(None, description="folded: host case, tracking parameters, order")
    address: str | None = Field(None, description="what identifies it: canonical_url, unless on another's site")
    provider_id: str | None = None
    credits: tuple[Credit, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    fetched_at: datetime | None = None
    dateline: str | None = None
    body: str
    keywords: tuple[str, ...] = ()
    rights: str | None = None
    embargo: Moment | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = Field((), description="repairs and doubts as codes, such as date:ambiguous-zone")
    payload: bytes = b""

    @property
    def content_hash(self) -> str:
        return content_hash(self.title, self.standfirst, self.body)

    @property
    def version_at(self) -> datetime | None:
        """What the article says of its own age: updated, then published, then fetched.

        A withdrawal repeats when the article was published, but was not made then: it counts from when it came.
        """
        for moment in (self.updated,) if self.status == "withdrawn" else (self.updated, self.published):
            if moment:
                return moment.instant(self.source.timezone)
        return self.fetched_at

    @property
    def metadata_hash(self) -> str:
        """The key of what a publisher may correct without touching the wording."""
        published = self.published and self.published.isoformat()
        credits = [(credit.name, credit.role) for credit in self.credits]
        return stable_key(self.status, self.section, published, credits)

    @property
    def word_count(self) -> int:
        return len(self.body.split())


MatchState = Literal["new", "changed", "unchanged"]


class MatchedArticle(Record):
    """An article with its identity, and how it stands to what the warehouse already holds."""

    article: Article
    article_id: str
    content_hash: str
    state: MatchState
    version: int = Field(description="from 1, in the order of version_at")
    is_current: bool
    repeat: int = Field(0, description="how many known versions of the article have the same wording")
    forgotten: bool = Field(False, description="it was forgotten by request: nothing of it may be stored again")
    copy_group: str | None = Field(None, description="shared by copies of one story: article_id of its first member")
    signature: bytes = Field(b"", description="MinHash over the body's shingles; empty for a body too short to compare")
    bands: tuple[int, ...] = Field((), description="keys of the signature's bands")

    @property
    def version_id(self) -> str:
        return version_key(self.article_id, self.content_hash, self.repeat)
