"""The composition of the steps: read → normalise → match → enrich → check → load, a batch at a time.

Nothing here knows Prefect: `call` runs a step, directly or as a task run.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol, TypeVar

from schemas.article import Article, MatchedArticle, RawArticle
from schemas.keys import stable_key
from schemas.rejection import Rejected
from schemas.run import RunReport, RunRequest, Totals
from schemas.settings import Settings

T = TypeVar("T")


class Call(Protocol):
    """Runs a step over one batch."""

    def __call__(self, step: Callable[..., T], *arguments: Any) -> T: ...


def call_directly(step: Callable[..., T], *arguments: Any) -> T:
    """Run a step in this process, without any server."""
    return step(*arguments)
