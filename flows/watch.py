"""Who listens to a run: progress on a terminal, the log, the metrics file, whoever is alerted."""

from collections.abc import Iterator
from contextlib import contextmanager

from flows.alerts import Way, alerting
from flows.events import Tell, tell_all
from flows.logs import log_events, set_up_logs
from flows.progress import progress
from schemas.settings import Settings


@contextmanager
def watching(settings: Settings, *more: Tell, **ways: Way) -> Iterator[Tell]:
    """The listeners that the settings ask for, and `more`; `ways` deliver alerts beside those of the settings."""
    set_up_logs(as_json=settings.log_json)
    listeners = [log_events, *more]
    if settings.metrics:
        from flows.metrics import MetricsFile  # imported where it is asked for

        listeners.append(MetricsFile(settings.metrics))
    with alerting(settings, **ways) as alert, progress() as shown:
        yield tell_all(shown, *listeners, alert)
