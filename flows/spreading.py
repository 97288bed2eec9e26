"""Where a run enriches: on this machine, or on the Dask cluster of the settings."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from schemas.settings import Settings
from tasks.enrich.cluster import Cluster, connected, enrich_there
from tasks.enrich.worker import HandOut

Spread = Callable[[Settings], AbstractContextManager[HandOut | None]]


@contextmanager
def on_cluster(settings: Settings) -> Iterator[HandOut | None]:
    """The cluster that the settings name, from the first batch until the block ends; None where they name none."""
    if not (address := settings.dask_scheduler):
        yield None
        return
    with ExitStack() as stack:
        yield Cluster(
            lambda: stack.enter_context(connected(address)), enrich_there, settings.model, **settings.article_limits
        )
