"""Deciding what becomes of held records: try them again, let them pass, or drop them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

import sqlalchemy as sa

from flows.as_set import read_limits
from flows.events import Tell, tell_nobody
from flows.held import Held, waivers
from flows.pipeline import RunFailed, run_pipeline
from flows.runs import Turn, writing
from flows.spreading import Spread, on_cluster
from flows.steps import Call, call_directly
from schemas.errors import SettingsError
from schemas.record import Record
from schemas.rows import QuarantineRow
from schemas.run import RunReport, RunRequest
from schemas.settings import Settings
from tasks.check import LAYOUT, load_suites
from tasks.load.quarantine import Settled, decide, settle
from warehouse.quarantine import Selection, held_ids, held_rows
from warehouse.session import open_warehouse


class Decision(Record):
    """Who decided, and why."""

    by: str
    why: str


def replay_held(
    selection: Selection,
    settings: Settings,
    *,
    call: Call = call_directly,
    turn: Turn = nullcontext,
    spread: Spread = on_cluster,
    tell: Tell = tell_nobody,
) -> RunReport:
    """Run the selected held inputs again through the ordinary pipeline: what passes is loaded and released.

    What fails again counts one attempt more; what fails for another reason is held for that one. Raises NotHeld for
    an id that is not held, and what a run raises.
    """
    held = Held(_select(selection, settings), read_limits(settings))
    return _replay(held, _request(selection), settings, call, turn, spread, tell)


def release_held(
    selection: Selection, settings: Settings, decision: Decision, *, tell: Tell = tell_nobody
) -> RunReport:
    """Run the selected records again, past the rules of the gate that they failed; who let them pass is recorded.

    A record that now fails another rule is held for that one. Raises SettingsError where a record was not held by
    the gate, or failed a rule on which the tables rest.
    """
    ids = _select(selection, settings)
    with _open(settings, read_only=True) as connection:
        rows = list(held_rows(connection, ids))
    _require_releasable(rows, settings)
    held = Held(ids, read_limits(settings), waivers(rows))
    return _replay(held, _request(selection), settings, call_directly, nullcontext, on_cluster, tell, decision)


def drop_held(selection: Selection, settings: Settings, decision: Decision) -> int:
    """Mark the selected records as not wanted, and say how many; they stay so when their input is read again."""
    ids = _select(selection, settings)
    with writing(settings), _open(settings) as connection, connection.begin():
        decide(connection, ids, status="dropped", by=decision.by, why=decision.why, now=datetime.now(UTC))
    return len(ids)


def _open(settings: Settings, *, read_only: bool = False) -> AbstractContextManager[sa.Connection]:
    return open_warehouse(settings.place, read_only=read_only, lock_timeout=settings.lock_timeout)


def _select(selection: Selection, settings: Settings) -> list[str]:
    with _open(settings, read_only=True) as connection:
        return held_ids(connection, selection)


def _request(selection: Selection) -> RunRequest:
    """What is asked for, as the runs table keeps it."""
    asked = [f"{name}={value}" for name, value in selection.model_dump(exclude={"ids"}).items() if value]
    return RunRequest(flow="replay", inputs=(*selection.ids, *asked))


def _replay(
    held: Held,
    request: RunRequest,
    settings: Settings,
    call: Call,
    turn: Turn,
    spread: Spread,
    tell: Tell,
    decision: Decision | None = None,
) -> RunReport:
    try:
        report = run_pipeline(request, settings, call=call, turn=turn, spread=spread, tell=tell, held=held)
    except RunFailed as failed:
        _settle(held, settings, failed.report, turn, decision)
        raise
    _settle(held, settings, report, turn, decision)
    return report


def _settle(held: Held, settings: Settings, report: RunReport, turn: Turn, decision: Decision | None) -> Settled:
    with writing(settings, turn), _open(settings) as connection, connection.begin():
        settled = settle(connection, held.ids, run_id=report.run_id)
        if decision:
            decide(
                connection,
                settled.released,
                status="released",
                by=decision.by,
                why=decision.why,
                now=datetime.now(UTC),
            )
    return settled


def _require_releasable(rows: Sequence[QuarantineRow], settings: Settings) -> None:
    final = {
        f"{record}.{rule.name}"
        for record, rules in load_suites(settings.suites).rules.items()
        for rule in rules
        if rule.final
    } | {LAYOUT}
    for row in rows:
        name = f"{row.quarantine_id[:12]} ({row.source_ref})"
        if row.stage != "check":
            raise SettingsError(
                f"{name}: held by {row.stage} ({row.reason}), so there is no article to let pass; mend the cause and "
                "replay it, or drop it"
            )
        if bound := [rule for rule in row.rules if rule in final]:
            raise SettingsError(
                f"{name}: failed {', '.join(bound)}, on which the tables rest, so it cannot be released; "
                "mend the cause and replay it, or drop it"
            )
