"""Alerts: who is told when a run fails, is stopped, or warns; what cannot be delivered is logged and stops nothing."""

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Literal

from flows.events import Event, RunBegan, RunEnded, Tell
from schemas.record import Record
from schemas.run import Alarm, RunReport
from schemas.settings import Settings

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


@contextmanager
def alerting(settings: Settings) -> Iterator[Tell]:
    """Listens to a run, and sends an alert when the block ends in an error or the run's report has warnings."""
    began: list[RunBegan] = []
    ended: list[RunEnded] = []

    def tell(event: Event) -> None:
        if isinstance(event, RunBegan):
            began.append(event)
        elif isinstance(event, RunEnded):
            ended.append(event)

    try:
        yield tell
    except Exception as exc:
        send(_alert(settings, began, ended, f"{type(exc).__name__}: {exc}"), settings)
        raise
    report = ended[-1].report if ended else None
    if report and (report.alarms or report.failed_batches) and settings.alert_on == "warning":
        send(_alert(settings, began, ended, None), settings)


def send(alert: Alert, settings: Settings) -> None:
    """Deliver by every way that the settings name; never raises."""
    _LOG.log(logging.ERROR if alert.level == "failure" else logging.WARNING, "%s", alert.text)
    if settings.alert_webhook:
        _try("webhook", lambda: _post(str(settings.alert_webhook), alert))
    if settings.alert_email and settings.smtp_host:
        _try("mail", lambda: _mail(alert, settings))
    elif settings.alert_email:
        _LOG.error("alert not mailed: set smtp_host")


def _alert(settings: Settings, began: list[RunBegan], ended: list[RunEnded], error: str | None) -> Alert:
    report = ended[-1].report if ended else None
    flow = began[-1].request.flow if began else None
    alarms = report.alarms[:_MOST_ALARMS] if report else ()
    text = "\n".join(_lines(settings, flow, report, alarms, error))
    return Alert(
        level="failure" if error else "warning",
        text=text,
        flow=flow,
        run_id=began[-1].run_id if began else None,
        warehouse=str(settings.place),
        error=error,
        alarms=alarms,
        report=report,
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
        _LOG.error("alert not delivered by %s (%s: %s)", way, type(exc).__name__, exc)


def _post(address: str, alert: Alert) -> None:
    import httpx

    httpx.post(address, json=alert.model_dump(mode="json"), timeout=_TIMEOUT).raise_for_status()


def _mail(alert: Alert, settings: Settings) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(f"copydesk: {alert.text.splitlines()[0]}".split())[:150]
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
