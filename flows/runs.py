"""A run in the ledger: how it begins, that it lives, and when it may write."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from typing import TypeVar

import sqlalchemy as sa

from schemas.rows import RunRow
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.load.runs import Started, new_run, start_run
from warehouse.authority import bring_authority
from warehouse.lease import RunLease, holder_name, is_alive
from warehouse.migrate import migrate
from warehouse.person_rules import keep_person_rules
from warehouse.session import WriterLock
from warehouse.turns import after_conflicts, transact

_LOG = logging.getLogger("copydesk.run")
T = TypeVar("T")
Turn = Callable[[], AbstractContextManager[object]]


@contextmanager
def writing(settings: Settings, turn: Turn = nullcontext) -> Iterator[None]:
    """Held while a run writes: the orchestrator's turn, then the warehouse's own lock. Raises WarehouseBusy."""
    with turn(), WriterLock(settings.place, lock_timeout=settings.writer_timeout):
        yield


@contextmanager
def writing_the_end(settings: Settings) -> Iterator[None]:
    """Held while a run that failed writes so, maybe for want of a turn: it does not wait for as long once more."""
    with WriterLock(settings.place, lock_timeout=settings.lock_timeout):
        yield


def changed(settings: Settings, work: Callable[[sa.Connection], T]) -> T:
    """What work on the warehouse of the settings gives that writes in transactions of its own."""
    return transact(settings.place, work, lock_timeout=settings.lock_timeout, patience=settings.writer_timeout)


@contextmanager
def begun_run(
    request: RunRequest, settings: Settings, enrichment_version: str, turn: Turn = nullcontext
) -> Iterator[Started]:
    """A run in the runs table, alive until the block ends; earlier runs that had ended without a word are marked so."""
    row = new_run(
        flow=request.flow,
        parameters=request.parameters(),
        code_version=version("copydesk"),
        enrichment_version=enrichment_version,
        holder=holder_name(),
        now=datetime.now(UTC),
    )
    with RunLease(settings.place, row.run_id):
        with writing(settings, turn):
            bring_up_to_date = partial(migrate, settings.place, lock_timeout=settings.lock_timeout)
            after_conflicts(bring_up_to_date, patience=settings.writer_timeout)
            changed(settings, partial(keep_person_rules, now=row.started_at))
            changed(settings, partial(bring_authority, path=settings.authority))
            lease = timedelta(seconds=settings.lease)
            started = changed(settings, partial(start_run, row=row, is_alive=_alive(settings), lease=lease))
        for one in started.crashed:
            _LOG.warning("took over from %s %s of %s, which had ended without a word", one.flow, one.run_id, one.holder)
        yield started


def _alive(settings: Settings) -> Callable[[RunRow], bool | None]:
    return lambda run: is_alive(settings.place, run.run_id, run.holder)
