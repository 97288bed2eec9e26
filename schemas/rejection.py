"""An input that was held, with its reason and the mend."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from schemas.article import SourceHint
from schemas.record import Record

Stage = Literal["read", "normalise", "match", "enrich", "check", "load"]


class Origin(Record):
    """What was known of an input beside its content: with it, the kept content is read again as it was at first."""

    input_id: str = Field(description="the manifest's id, else the path or URL")
    media_type: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    hint: SourceHint = SourceHint()


class Rejected(Record):
    """A record that failed: it never fails its batch, and its raw input is kept."""

    stage: Stage
    reason: str = Field(description="a stable code, such as empty_file; docs/quarantine.md explains each")
    detail: str = Field(description="one readable sentence that says the mend")
    source_ref: str = Field(description="path or URL, with #n for the n-th article of a container")
    input_id: str = Field(description="the manifest's id, else the same as source_ref")
    payload: bytes = b""
    payload_key: str | None = Field(None, description="article_id where one is known")
    source_name: str | None = Field(None, description="the outlet, where known")
    rules: tuple[str, ...] = Field((), description="the gate's rules that it failed, such as texts.no_markup")
    origin: Origin | None = Field(None, description="what was known of the input beside its content")


class Refusal(Exception):
    """Raised inside a step to hold one record; the step's batch function turns it into a Rejected."""

    def __init__(self, reason: str, detail: str) -> None:
        # Both are arguments of the exception, so that it comes whole out of another process.
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail
