"""What a run is asked to do, and what became of every record that it read."""

from collections.abc import Sequence
from datetime import date
from glob import has_magic
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field

from schemas.addresses import without_login
from schemas.article import SourceHint
from schemas.errors import SettingsError
from schemas.record import Record


class RunRequest(Record):
    """The inputs of a run and how to treat them."""

    flow: Literal["ingest", "backfill", "normalise", "replay", "reenrich"]
    inputs: tuple[str, ...] = Field(description="files, folders, globs, feeds, manifests, http(s) addresses")
    hint: SourceHint = SourceHint()
    since: date | None = Field(None, description="first day of publication that is wanted")
    until: date | None = Field(None, description="last day of publication that is wanted")
    again: bool = Field(False, description="read inputs even where they have not changed since the last time")

    @classmethod
    def of(
        cls,
        flow: Literal["ingest", "backfill", "normalise"],
        inputs: Sequence[str],
        *,
        source: str | None = None,
        since: date | None = None,
        until: date | None = None,
        again: bool = False,
        columns: Sequence[str] = (),
    ) -> Self:
        """The request of a person's words; `columns` as SourceHint has them.

        Raises SettingsError for a path that is not there, a name that is no text, a range that ends before it begins.
        """
        for path in inputs:
            shown = path.encode("utf-8", "backslashreplace").decode()
            if shown != path:  # how Python has the bytes of a name that is not UTF-8
                raise SettingsError(f"{shown}: its name is not in UTF-8, so that no table can keep it; rename it")
            if "://" not in path and not has_magic(path) and not Path(path).exists():
                raise SettingsError(f"{path}: no such file or folder; name one that exists, a glob or an address")
        if since and until and until < since:
            raise SettingsError(f"--until {until} is before --since {since}; swap them")
        hint = SourceHint(name=source, columns=tuple(columns))
        return cls(flow=flow, inputs=tuple(inputs), hint=hint, since=since, until=until, again=again)

    def parameters(self) -> dict[str, Any]:
        """What the runs table keeps of it: all but the names and passwords in addresses."""
        kept = self.model_copy(update={"inputs": tuple(map(without_login, self.inputs))})
        return kept.model_dump(mode="json", exclude={"flow"})


class Totals(Record):
    """Records of a batch or a run: read = loaded + unchanged + quarantined."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(**{name: getattr(self, name) + getattr(other, name) for name in Totals.model_fields})


class Alarm(Record):
    """A rule that only warns, or that stopped a source's articles, on one batch."""

    severity: Literal["warn", "stop"]
    rule: str = Field(description="such as sources.words_collapsed")
    sentence: str = Field(description="what is wrong, how to mend it, and examples")
    unexpected_count: int = Field(description="rows that failed the rule")
    source: str | None = Field(None, description="name of the source that it speaks of, where it speaks of one")


class RunReport(Record):
    """The outcome of a run."""

    run_id: str
    flow: str
    warehouse: str
    totals: Totals
    held: dict[str, int] = Field(description="held records by reason")
    dropped: int = Field(0, description="quarantined records that somebody has dropped before")
    quotes: int = Field(description="quotes loaded")
    alarms: tuple[Alarm, ...] = Field((), description="warnings of the gate, and what it stopped")
    outside_range: int = Field(0, description="articles passed over by --since and --until")
    batches: int = Field(description="batches loaded")
    skipped_batches: int = Field(0, description="batches that an earlier backfill had loaded")
    failed_batches: int = Field(0, description="batches that failed as a whole; their records are held")
    unchanged_inputs: int = Field(0, description="files and addresses that had not changed, so were not read again")
    crashed: tuple[str, ...] = Field((), description="earlier runs that had ended without a word, now marked so")


class Forecast(Record):
    """What a backfill would do, against the warehouse as it is."""

    inputs: int = Field(0, description="files and addresses")
    batches: int = Field(0, description="batches to load")
    skipped_batches: int = Field(0, description="batches that an earlier backfill has loaded")
    read: int = Field(0, description="records read of the batches to load, those outside the dates left out")
    new: int = Field(0, description="articles that the warehouse does not hold")
    changed: int = Field(0, description="articles of which the warehouse holds other versions")
    unchanged: int = Field(0, description="articles that the warehouse holds")
    outside_range: int = Field(0, description="articles outside the dates asked for")
    held: dict[str, int] = Field({}, description="records that would be held before enrichment, by reason")


class Reenriched(Record):
    """What became of a re-enrichment."""

    run_id: str
    warehouse: str
    enrichment_version: str = Field(description="model and rule set of the new results")
    totals: Totals = Field(description="versions of articles: loaded are those switched to new results")
    staged: int = Field(0, description="versions whose new results wait for the next run to switch them")
    held: dict[str, int] = Field({}, description="versions that keep their earlier results, by reason")
    quotes_kept: int = Field(0, description="quotes at the same place with the same speaker")
    quotes_gained: int = 0
    quotes_lost: int = 0
    speakers_changed: int = Field(0, description="quotes at the same place with another speaker")
    entities_gained: int = Field(0, description="names that an article had not before")
    entities_lost: int = 0
    alarms: tuple[Alarm, ...] = Field((), description="warnings of the gate")
    crashed: tuple[str, ...] = Field((), description="earlier runs that had ended without a word, now marked so")


class QuoteChange(Record):
    """One quotation that a re-enrichment found, lost, or gave to another speaker."""

    change: Literal["gained", "lost", "speaker_changed"]
    article_id: str
    version_id: str
    title: str | None
    part: str
    start_char: int
    end_char: int
    text: str
    speaker_before: str | None = None
    speaker_after: str | None = None
