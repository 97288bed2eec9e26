"""A Dask cluster that enriches: each group of texts is one task of it, done again where its worker is lost."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from threading import Thread
from typing import Any

from schemas.errors import UserError
from tasks.enrich.version import enrichment_version
from tasks.enrich.worker import Timed
from tasks.enrich.workers import workers_of

_CONNECT_SECONDS, _WORKER_SECONDS, _LOOK_SECONDS = 30, 120, 2


class ClusterMissing(UserError):
    """The cluster of the settings is not to be had."""


class WorkerDiffers(UserError):
    """A worker of the cluster would find something else than this machine."""


def enrich_there(model: str, version: str, limits: tuple[float, float], texts: Sequence[str]) -> list[Timed]:
    """On a worker: as on this machine, in processes of its own that can be stopped, one a thread of the worker.

    Raises WorkerDiffers where the worker has another model or rule set than `version`.
    """
    from distributed import get_worker

    worker = get_worker()
    if (own := enrichment_version(model)) != version:
        raise WorkerDiffers(f"{worker.address} has {own}, not {version}; install the same Copydesk and model there")
    return workers_of(model, worker.state.nthreads, *limits).submit(texts).result()


class Cluster:
    """Hands groups of texts out to the workers of a cluster; it is connected to with the first.

    `connect` gives a client of the cluster, `enrich` is enrich_there or what wraps it.
    """

    def __init__(
        self, connect: Callable[[], Any], enrich: Any, model: str, article_timeout: float, article_memory: float
    ) -> None:
        self._connect = connect
        self._awaited: set[Future[list[Timed]]] = set()
        self._enrich = partial(_submitted, enrich, model, (article_timeout, article_memory))

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        """A future of the enrichment of each text, or its Refusal, in order. Raises ClusterMissing.

        The future does too, once the cluster has been without a worker for two minutes.
        """
        whole: Future[list[Timed]] = Future()
        if self._client.status != "running":
            raise _lost("its scheduler was lost")
        there = self._enrich(self._client, texts)
        self._awaited.add(whole)
        whole.add_done_callback(self._awaited.discard)
        there.add_done_callback(partial(_settle, whole))
        # Dask gives up what nobody refers to any more.
        whole.add_done_callback(lambda ended: there.cancel() if ended.cancelled() else None)
        return whole

    def expect(self, chars: int) -> None:
        """Nothing: its workers are there already, and it is connected to when there is something to enrich."""

    @cached_property
    def _client(self) -> Any:
        try:
            client = self._connect()
            client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except ImportError as exc:
            raise ClusterMissing(
                f"dask_scheduler needs packages that are not installed ({exc}); run: pip install -e '.[dask]' "
                "in the checkout of each machine"
            ) from exc
        except OSError as exc:  # a time-out too
            raise ClusterMissing(
                f"no Dask scheduler with a worker ({exc}); start `dask scheduler` and `dask worker`, or take "
                "dask_scheduler out of the settings"
            ) from exc
        Thread(target=self._watch, args=(client,), name="copydesk-cluster", daemon=True).start()
        return client

    def _watch(self, client: Any) -> None:
        """Dask waits for another worker without an end, so who waits here is told."""
        last_seen = time.monotonic()
        while client.status in ("running", "connecting"):
            if _has_workers(client):
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > _WORKER_SECONDS:
                for one in list(self._awaited):
                    _fail(one, _lost(f"it has had no worker for {_WORKER_SECONDS} s"))
            time.sleep(_LOOK_SECONDS)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at this address."""
    from distributed import Client

    open_client: Any = Client
    with open_client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="copydesk") as client:
        yield client


def _submitted(enrich: Any, model: str, limits: tuple[float, float], client: Any, texts: Sequence[str]) -> Any:
    return client.submit(
        enrich,
        model=model,
        version=enrichment_version(model),
        limits=limits,
        texts=list(texts),
        pure=False,  # to find the same texts again would cost a walk through all of them
    )


def _lost(why: str) -> ClusterMissing:
    return ClusterMissing(
        f"the Dask cluster is gone: {why}; start `dask scheduler` and `dask worker` again, and run the same once more: "
        "what is loaded is skipped"
    )


def _has_workers(client: Any) -> bool:
    try:
        return bool(client.scheduler_info(n_workers=1)["workers"])
    except Exception:  # a scheduler that does not answer is as good as none
        return False


def _settle(whole: "Future[list[Timed]]", there: Any) -> None:
    """Bring a result or an error of the cluster to who waits for it here."""
    try:
        found = there.result()
    except CancelledError:
        _fail(whole, _lost("its scheduler was lost"))
        return
    except Exception as exc:
        _fail(whole, exc)
        return
    with suppress(InvalidStateError):  # given up, or told that there are no workers
        whole.set_result(found)


def _fail(whole: "Future[list[Timed]]", error: Exception) -> None:
    with suppress(InvalidStateError):
        whole.set_exception(error)
