"""The pipeline inside Prefect: a step as a task run, one run a batch, never one an article; one writer at a time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.sync import concurrency

T = TypeVar("T")
WRITER_LIMIT = "copydesk-writer"


def call_as_task(step: str, work: Callable[[], T]) -> T:
    """Run a step's work as a task run of that name, inside the flow run that is under way.

    The work takes no parameters, since Prefect would walk through every record of a batch to look for futures;
    results are neither cached nor stored, since the warehouse's ledger says what is done. A step is not tried again
    here: bad data stays bad, and reading and the warehouse wait and try again by themselves.
    """
    as_task = task(name=step, cache_policy=NO_CACHE, persist_result=False)
    return as_task(work)()


def writer_turn() -> AbstractContextManager[object]:
    """The writer's slot of the server's limit `copydesk-writer`; where that was never made, the warehouse's lock rules.

    Flow runs that wait for it show so on Prefect's pages, whatever machine they are on.
    """
    return concurrency(WRITER_LIMIT, occupy=1)
