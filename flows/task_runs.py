"""The pipeline inside Prefect: a step as a task run, one run a batch, never one an article; one writer at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import httpx
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency

from schemas.errors import UserError
from schemas.settings import Settings
from tasks.enrich.cluster import Cluster, enrich_there
from tasks.enrich.worker import HandOut

T = TypeVar("T")
WRITER_LIMIT = "copydesk-writer"
# Seconds after which the slot of a run that was killed is free again: the least that Prefect takes.
_LEASE = 60.0
# Seconds in which a server on SQLite has written down the task runs that have just ended. It refuses whoever asks for a
# slot meanwhile, and Prefect's client waits two seconds before it asks again.
_SETTLED = 0.3


class NoTurn(UserError):
    """The server's slot for a writer was not to be had."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"no turn to write from Prefect's limit {WRITER_LIMIT} ({why}); see on its page who holds it, wait longer "
            "(writer_timeout), and run the same again: what is loaded is skipped"
        )


def call_as_task(step: str, work: Callable[[], T]) -> T:
    """Run a step's work as a task run of that name, inside the flow run that is under way.

    The work takes no parameters, since Prefect would walk through every record of a batch to look for futures;
    results are neither cached nor stored, since the warehouse's ledger says what is done. A step is not tried again
    here: bad data stays bad, and reading and the warehouse wait and try again by themselves.
    """
    as_task = task(name=step, cache_policy=NO_CACHE, persist_result=False)
    return as_task(work)()


@contextmanager
def on_cluster_as_tasks(settings: Settings) -> Iterator[HandOut | None]:
    """As flows.spreading.on_cluster; each group of texts is a task run of Prefect's own runner for Dask."""
    if not (address := settings.dask_scheduler):
        yield None
        return

    def connect(stack: ExitStack) -> Any:
        from prefect_dask.task_runners import DaskTaskRunner  # imported where it is asked for: an extra

        return stack.enter_context(DaskTaskRunner(address=address)).client

    as_task = task(name="enrich-there", cache_policy=NO_CACHE, persist_result=False)
    with ExitStack() as stack:
        yield Cluster(lambda: connect(stack), as_task(enrich_there), settings.model, **settings.article_limits)


@contextmanager
def writer_turn(timeout: float = 600.0) -> Iterator[None]:
    """The writer's slot of the server's limit `copydesk-writer`; where that was never made, the warehouse's lock rules.

    Flow runs that wait for it show so on Prefect's pages, whatever machine they are on. Raises NoTurn.
    """
    time.sleep(_SETTLED)
    with ExitStack() as slot:
        try:
            slot.enter_context(concurrency(WRITER_LIMIT, occupy=1, timeout_seconds=timeout, lease_duration=_LEASE))
        except (TimeoutError, ConcurrencySlotAcquisitionError, httpx.HTTPError) as exc:
            raise NoTurn(str(exc) or type(exc).__name__) from exc
        yield
