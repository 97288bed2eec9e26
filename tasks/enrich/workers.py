"""Processes that enrich: each may be stopped and replaced, so that one text cannot stop the others."""

import multiprocessing
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from multiprocessing.connection import Connection, wait

from schemas.rejection import Refusal
from tasks.enrich.worker import Timed

_CHUNK_CHARS = 50_000
# The strings of a process that has read so much take more room than a new one takes to start.
_LIFETIME_CHARS = 30_000_000
_START_SECONDS = 300.0
_ALLOWANCE_CHARS = 100_000
# What a process imports first, for a model with components of its own.
_PRELUDE = ""


class WorkerFailed(RuntimeError):
    """A process that enriches ended before it was ready."""


class _Worker:
    """One process, what it is at work on, and until when it may be."""

    def __init__(self, model: str) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.connection: Connection = ours
        # Not one of multiprocessing's processes: those run the main module again, whatever that is.
        serve = f"from tasks.enrich.worker import serve; serve({theirs.fileno()}, {model!r})"
        code = f"import sys; sys.path = {sys.path!r}; {_PRELUDE}{serve}"
        self._process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[theirs.fileno()])
        theirs.close()
        self.is_ready = False
        self.job: list[int] = []
        self.chars = 0
        self.deadline: float | None = time.monotonic() + _START_SECONDS

    def send(self, job: list[int], texts: Sequence[str], limit: float | None) -> None:
        self.job = job
        self.chars += sum(len(texts[number]) for number in job)
        self.deadline = None if limit is None else time.monotonic() + limit
        self.connection.send([texts[number] for number in job])

    def stop(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.wait()

    @property
    def is_worn(self) -> bool:
        return self.chars > _LIFETIME_CHARS

    @property
    def is_dead(self) -> bool:
        """Ended while it had nothing to do."""
        return self.is_ready and self._process.poll() is not None

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline


class Workers:
    """So many processes with one model. They start with the first text, and outlive the run as a loaded model does."""

    def __init__(self, model: str, count: int, article_timeout: float) -> None:
        self._model, self._count, self._timeout = model, count, article_timeout
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()

    def enrich(self, texts: Sequence[str]) -> list[Timed]:
        """The enrichment of each text in order, or the Refusal of one that took too long or ended its process."""
        with self._lock:
            try:
                return self._enrich(texts)
            except BaseException:
                self.stop()  # what they still send is nobody's
                raise

    def stop(self) -> None:
        """End the processes; the next text starts new ones."""
        for worker in self._workers:
            worker.stop()
        self._workers = []

    def _enrich(self, texts: Sequence[str]) -> list[Timed]:
        jobs = deque(chunks(texts))
        found: dict[int, Timed] = {}
        while len(found) < len(texts):
            self._assign(jobs, texts)
            working = [one for one in self._workers if one.job or not one.is_ready]
            ready = wait([one.connection for one in working], timeout=_soonest(working))
            for worker in working:
                if worker.connection in ready:
                    self._receive(worker, jobs, found)
                elif worker.is_late:
                    self._give_up(worker, jobs, found, self._timed_out(worker.job, texts))
        return [found[number] for number in range(len(texts))]

    def _assign(self, jobs: deque[list[int]], texts: Sequence[str]) -> None:
        for worker in [one for one in self._workers if not one.job and (one.is_worn or one.is_dead)]:
            self._remove(worker)
        busy = sum(bool(one.job) or not one.is_ready for one in self._workers)
        while len(self._workers) < self._count and busy < len(jobs) + sum(bool(one.job) for one in self._workers):
            self._workers.append(_Worker(self._model))
            busy += 1
        for worker in self._workers:
            if jobs and worker.is_ready and not worker.job:
                job = jobs.popleft()
                worker.send(job, texts, self._limit(job, texts))

    def _receive(self, worker: _Worker, jobs: deque[list[int]], found: dict[int, Timed]) -> None:
        try:
            answer = worker.connection.recv()
        except (EOFError, ConnectionError) as exc:
            if not worker.is_ready:
                self._remove(worker)
                raise WorkerFailed(
                    f"a process for {self._model} ended before it was ready; its error is above"
                ) from exc
            detail = "its process ended without an answer (out of memory?); report it, then replay"
            self._give_up(worker, jobs, found, Refusal("enrich_failed", detail))
            return
        if worker.is_ready:
            found.update(zip(worker.job, answer, strict=True))
        worker.is_ready, worker.job, worker.deadline = True, [], None

    def _give_up(self, worker: _Worker, jobs: deque[list[int]], found: dict[int, Timed], refusal: Refusal) -> None:
        """End the process; which text of several was to blame shows when each is tried alone."""
        job = worker.job
        self._remove(worker)
        if not job:
            raise WorkerFailed(f"a process for {self._model} was not ready after {_START_SECONDS:g} s")
        if len(job) > 1:
            jobs.extendleft([number] for number in reversed(job))
        else:
            found[job[0]] = (refusal, self._timeout)

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _limit(self, job: list[int], texts: Sequence[str]) -> float | None:
        chars = sum(len(texts[number]) for number in job)
        return self._timeout * max(1.0, chars / _ALLOWANCE_CHARS) if self._timeout else None

    def _timed_out(self, job: list[int], texts: Sequence[str]) -> Refusal:
        limit = self._limit(job, texts) or 0.0
        chars = sum(len(texts[number]) for number in job)
        return Refusal(
            "timeout",
            f"enrichment of its {chars:,} characters was stopped after {limit:g} s; "
            "raise article_timeout and replay it, or report it",
        )


@cache
def workers_of(model: str, count: int, article_timeout: float) -> Workers:
    """The processes of this one for a model; they end with it."""
    return Workers(model, count, article_timeout)


def chunks(texts: Sequence[str]) -> list[list[int]]:
    """Runs of texts of about equal length, by their numbers, so that no process waits long for the others."""
    runs: list[list[int]] = []
    size = _CHUNK_CHARS + 1
    for number, text in enumerate(texts):
        if size > _CHUNK_CHARS:
            runs.append([])
            size = 0
        runs[-1].append(number)
        size += len(text)
    return runs


def _soonest(working: Sequence[_Worker]) -> float | None:
    deadlines = [one.deadline for one in working if one.deadline is not None]
    return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
