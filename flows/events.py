"""What a run tells while it works: to a progress bar, a log, metrics, Prefect's pages."""

from collections.abc import Callable
from datetime import datetime

from pydantic import Field

from schemas.record import Record
from schemas.run import Alarm, RunReport, RunRequest


class RunBegan(Record):
    """A run has begun."""

    run_id: str
    request: RunRequest
    started_at: datetime
    total_bytes: int | None = Field(None, description="size of all inputs; None where addresses are among them")
    crashed: tuple[str, ...] = Field((), description="runs that had ended without a word")


class SlowArticle(Record):
    """An article that took long to enrich."""

    ref: str
    title: str | None
    seconds: float = Field(description="model and rules; the model's share is by length")


class BatchDone(Record):
    """A batch is in the warehouse, or was held as a whole."""

    run_id: str
    batch_id: str
    number: int
    read: int
    loaded: int = 0
    unchanged: int = 0
    held: dict[str, int] = Field({}, description="held records by reason")
    dropped: int = Field(0, description="quarantined records that somebody has dropped before")
    failed: str | None = Field(None, description="why the batch failed as a whole")
    done_bytes: int = Field(0, description="size of the inputs up to the end of this batch")
    seconds: dict[str, float] = Field({}, description="by step")
    slowest: tuple[SlowArticle, ...] = ()
    alarms: tuple[Alarm, ...] = Field((), description="warnings of the gate, and what it stopped")


class RunEnded(Record):
    """A run has ended; `report` is that of a run over inputs."""

    run_id: str
    flow: str
    seconds: float
    is_done: bool = Field(False, description="false where it failed")
    report: RunReport | None = None


Event = RunBegan | BatchDone | RunEnded
Tell = Callable[[Event], None]


def tell_nobody(event: Event) -> None:
    """Where nobody listens."""


def tell_all(*listeners: Tell) -> Tell:
    """Tell several listeners, in order."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell
