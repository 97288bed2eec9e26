"""A step as a Prefect task run: one run a batch, never one an article."""

from collections.abc import Callable
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

T = TypeVar("T")


def call_as_task(step: Callable[..., T], *arguments: Any) -> T:
    """Run a step as a task run named after it, inside the flow run that is under way.

    Results are neither cached nor stored: the warehouse's ledger says what is done.
    """
    name = step.__name__.removesuffix("_step")
    run: Callable[..., T] = task(step, name=name, cache_policy=NO_CACHE, persist_result=False)
    return run(*arguments)
