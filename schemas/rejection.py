"""An input that was held, with its reason and the mend."""

from typing import Literal

from pydantic import Field

from schemas.record import Record

Stage = Literal["read", "normalise", "match", "enrich", "check", "load"]


class Rejected(Record):
    """A record that failed: it never fails its batch, and its raw input is kept."""

    stage: Stage
    reason: str = Field(description="a stable code, such as empty_file; docs/quarantine.md explains each")
    detail: str = Field(description="one readable sentence that says the mend")
    source_ref: str = Field(description="path or URL, with #n for the n-th article of a container")
    input_id: str = Field(description="the manifest's id, else the same as source_ref")
    payload: bytes = b""
    payload_key: str | None = Field(None, description="article_id where one is known")


class Refusal(Exception):
    """Raised inside a step to hold one record; the step's batch function turns it into a Rejected."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
