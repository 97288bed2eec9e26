"""Alerts: who is told when a run fails, is stopped, or warns; what cannot be delivered is logged and stops nothing."""

import logging
import re
import smtplib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from typing import Literal

from flows.events import BatchDone, Event, RunBegan, Tell
from flows.pipeline import BatchStopped
from schemas.record import Record
from schemas.run import Alarm, RunReport
from schemas.settings import Settings
from warehouse.history import stopped_before
from warehouse.session import open_warehouse

_LOG = logging.getLogger("copydesk.alerts")
_TIMEOUT = 10.0
_MOST_ALARMS = 20


class Alert(Record):
    """What is told of one run: posted as this object, mailed and logged as its `text`."""

    level: Literal["failure", "warning"]
    text: str
    flow: str | None = None
    run_id: str | None = None
    warehouse: str
    error: str | None = None
    alarms: tuple[Alarm, ...] = ()
    report: RunReport | None = None


Way = Callable[[Alert], None]


class _Heard:
    """What a run has told so far."""

    def __init__(self) -> None:
        self.began: RunBegan | None = None
        self.report: RunReport | None = None
        self.alarms: list[Alarm] = []

    def tell(self, event: Event) -> None:
        """Listen."""
        if isinstance(event, RunBegan):
            self.began = event
        elif isinstance(event, BatchDone):
            self.alarms += event.alarms
        elif event.report:
            self.report = event.report
            self.alarms = list(event.report.alarms)

    def without(self, sources: Collection[str]) -> list[Alarm]:
        """The alarms that do not speak of these sources."""
        return [one for one in self.alarms if one.source not in sources]


@contextmanager
def alerting(settings: Settings, **more: Way) -> Iterator[Tell]:
    """Listens to a run, and sends an alert when the block ends in an error or the run had warnings.

    `more` are ways of delivery, by name, beside those of the settings. A source that is stopped again, and waits for
    a decision since an earlier run, is only logged.
    """
    heard = _Heard()
    try:
        yield heard.tell
    except BatchStopped as stopped:
        _tell_stop(heard, settings, stopped, more)
        raise
    except Exception as exc:
        send(_alert(settings, heard, heard.alarms, _said(exc)), settings, **more)
        raise
    if heard.alarms:
        _warn(heard, settings, heard.alarms, more)


def _tell_stop(heard: _Heard, settings: Settings, stopped: BatchStopped, more: Mapping[str, Way]) -> None:
    known = _stopped_before(settings, stopped.report)
    rest = heard.without(known)
    if not known or any(alarm.severity == "stop" for alarm in rest):
        send(_alert(settings, heard, heard.alarms, _said(stopped)), settings, **more)
        return
    _LOG.warning("stopped again, as told before, until somebody releases or drops it: %s", ", ".join(sorted(known)))
    if rest:
        _warn(heard, settings, rest, more)


def _warn(heard: _Heard, settings: Settings, alarms: Sequence[Alarm], more: Mapping[str, Way]) -> None:
    if settings.alert_on == "warning":
        send(_alert(settings, heard, alarms, None), settings, **more)


def _stopped_before(settings: Settings, report: RunReport) -> set[str]:
    rules = {alarm.rule for alarm in report.alarms if alarm.severity == "stop"}
    try:
        with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
            return stopped_before(connection, report.run_id, rules)
    # Told twice is better than not at all.
    except Exception as exc:
        _LOG.error("earlier stops cannot be read (%s: %s)", type(exc).__name__, exc)
        return set()


def _said(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}"


def send(alert: Alert, settings: Settings, **more: Way) -> None:
    """Deliver by every way that the settings name, and by `more`; never raises."""
    # Whoever started the run is shown its error and its report.
    fields = {"alert": alert.model_dump(mode="json")}
    _LOG.log(logging.ERROR if alert.level == "failure" else logging.WARNING, _headline(alert), extra={"fields": fields})
    if settings.alert_webhook:
        _try("webhook", lambda: _post(str(settings.alert_webhook), alert))
    if settings.alert_email and settings.smtp_host:
        _try("mail", lambda: _mail(alert, settings))
    elif settings.alert_email:
        _LOG.error("alert not mailed: set smtp_host")
    for name, way in more.items():
        _try(name, partial(way, alert))


def subject(alert: Alert) -> str:
    """One short line."""
    return " ".join(f"copydesk: {alert.text.splitlines()[0]}".split())[:150]


def _headline(alert: Alert) -> str:
    rules = ", ".join(dict.fromkeys(alarm.rule for alarm in alert.alarms))
    what = f"{alert.flow or 'run'} of {alert.warehouse} {'failed' if alert.error else 'is done, with warnings'}"
    return f"{what}: {rules}" if rules else what


def _alert(settings: Settings, heard: _Heard, alarms: Sequence[Alarm], error: str | None) -> Alert:
    flow = heard.began.request.flow if heard.began else None
    told = tuple(alarms[:_MOST_ALARMS])
    return Alert(
        level="failure" if error else "warning",
        text="\n".join(_lines(settings, flow, heard.report, told, error)),
        flow=flow,
        run_id=heard.began.run_id if heard.began else None,
        warehouse=str(settings.place),
        error=error,
        alarms=told,
        report=heard.report,
    )


def _lines(
    settings: Settings, flow: str | None, report: RunReport | None, alarms: tuple[Alarm, ...], error: str | None
) -> Iterator[str]:
    what = f"{flow or 'run'} of {settings.place}"
    yield f"{what} failed: {error}" if error else f"{what} is done, with warnings"
    if report:
        totals = report.totals
        yield (
            f"{totals.read} read = {totals.loaded} loaded + {totals.unchanged} unchanged"
            f" + {totals.quarantined} quarantined"
        )
        if report.failed_batches:
            yield f"{report.failed_batches} batches failed as a whole"
        yield from (f"held: {count} {reason}" for reason, count in report.held.items())
    # A stop's sentence is in the error already.
    rest = [alarm for alarm in alarms if alarm.sentence not in (error or "")]
    yield from (f"{alarm.severity} {alarm.rule}: {alarm.sentence}" for alarm in rest)


def _try(way: str, deliver: Callable[[], None]) -> None:
    try:
        deliver()
    # Whatever a receiver does: the run's own outcome is what counts.
    except Exception as exc:
        # Of an address the way to whom it leads is as good as a password.
        why = re.sub(r"\b[a-z][a-z0-9+.-]*://[^\s'\"]+", "…", str(exc), flags=re.IGNORECASE)
        _LOG.error("alert not delivered by %s (%s: %s)", way, type(exc).__name__, why)


def _post(address: str, alert: Alert) -> None:
    import httpx

    httpx.post(address, json=alert.model_dump(mode="json"), timeout=_TIMEOUT).raise_for_status()


def _mail(alert: Alert, settings: Settings) -> None:
    message = EmailMessage()
    message["Subject"] = subject(alert)
    message["From"] = settings.alert_sender
    message["To"] = ", ".join(settings.alert_email)
    message.set_content(alert.text)
    host, _, port = str(settings.smtp_host).partition(":")
    with smtplib.SMTP(host, int(port or (587 if settings.smtp_user else 25)), timeout=_TIMEOUT) as server:
        if settings.smtp_user:
            server.starttls()
            password = settings.smtp_password
            server.login(settings.smtp_user, password.get_secret_value() if password else "")
        server.send_message(message)
