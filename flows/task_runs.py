"""A step as a Prefect task run: one run a batch, never one an article."""

from collections.abc import Callable
from typing import TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

T = TypeVar("T")


def call_as_task(step: str, work: Callable[[], T]) -> T:
    """Run a step's work as a task run of that name, inside the flow run that is under way.

    The work takes no parameters, since Prefect would walk through every record of a batch to look for futures;
    results are neither cached nor stored, since the warehouse's ledger says what is done.
    """
    as_task = task(name=step, cache_policy=NO_CACHE, persist_result=False)
    return as_task(work)()
