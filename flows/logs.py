"""The log of a run: a line a batch, with run and batch ids; sentences, or one JSON object a line."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from flows.events import BatchDone, Event, RunBegan

_LOG = logging.getLogger("copydesk.run")


def set_up_logs(*, as_json: bool) -> None:
    """Send Copydesk's log to standard error: everything as JSON where that is asked for, else warnings as sentences."""
    logger = logging.getLogger("copydesk")
    for handler in [one for one in logger.handlers if isinstance(one, _StandardError)]:
        logger.removeHandler(handler)
    handler = _StandardError()
    handler.setFormatter(_AsJson() if as_json else logging.Formatter("copydesk: %(message)s"))
    handler.setLevel(logging.INFO if as_json else logging.WARNING)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def log_events(event: Event) -> None:
    """A line for the begin and the end of a run, and for every batch."""
    if isinstance(event, RunBegan):
        _LOG.info("run begun", extra={"fields": _fields(event, exclude={"request"}) | {"flow": event.request.flow}})
    elif isinstance(event, BatchDone):
        said = "batch skipped: loaded before" if not event.batch_id else "batch done"
        _LOG.info(said, extra={"fields": _fields(event)})
    else:
        said = "run done" if event.is_done else "run failed"
        _LOG.log(logging.INFO if event.is_done else logging.ERROR, said, extra={"fields": _fields(event)})


def _fields(event: Event, exclude: set[str] | None = None) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude=exclude)


class _StandardError(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at the time: tests and Prefect put another in its place."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _AsJson(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
