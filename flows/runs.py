"""A run in the ledger: how it begins, that it lives, and when it may write."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import sqlalchemy as sa

from schemas.rows import CursorRow, RunRow
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.load.cursors import known_cursors
from tasks.load.runs import loaded_inputs, new_run, start_run
from warehouse.authority import bring_authority
from warehouse.lease import RunLease, holder_name, is_alive
from warehouse.migrate import open_up_to_date
from warehouse.person_rules import keep_person_rules
from warehouse.session import WriterLock
from warehouse.turns import after_conflicts, transact

_LOG = logging.getLogger("copydesk.run")
T = TypeVar("T")
Turn = Callable[[], AbstractContextManager[object]]


class Begun(NamedTuple):
    """A run that has begun, the runs that it found dead, and what earlier ones leave it to pass over."""

    row: RunRow
    crashed: tuple[RunRow, ...]
    loaded: Collection[str] = ()
    """A backfill's: digests of the batches that are loaded."""
    cursors: Mapping[str, CursorRow] = MappingProxyType({})
    """An ingest's: how far inputs had been read."""


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
) -> Iterator[Begun]:
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
            begun = after_conflicts(partial(_begin, request, settings, row), patience=settings.writer_timeout)
        for one in begun.crashed:
            _LOG.warning("took over from %s %s of %s, which had ended without a word", one.flow, one.run_id, one.holder)
        yield begun


def _begin(request: RunRequest, settings: Settings, row: RunRow) -> Begun:
    """All at one opening of the warehouse. After a conflict in a lake it is done again: what was done stays so."""
    with open_up_to_date(settings.place, lock_timeout=settings.lock_timeout) as connection:
        keep_person_rules(connection, now=row.started_at)
        bring_authority(connection, settings.authority)
        loaded = loaded_inputs(connection) if request.flow == "backfill" else ()
        cursors = known_cursors(connection) if request.flow == "ingest" and not request.again else {}
        # Last, since it is what must not be done twice.
        started = start_run(connection, row, is_alive=_alive(settings), lease=timedelta(seconds=settings.lease))
    return Begun(*started, loaded, cursors)


def _alive(settings: Settings) -> Callable[[RunRow], bool | None]:
    return lambda run: is_alive(settings.place, run.run_id, run.holder)
