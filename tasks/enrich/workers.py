"""Processes that enrich: each may be stopped and replaced, so that one text cannot stop the others."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from schemas.rejection import Refusal
from tasks.enrich.worker import OUT_OF_MEMORY, Timed, receive_answer, send_texts

_CHUNK_CHARS = 50_000
# The strings of a process that has read so much take more room than a new one takes to start.
_LIFETIME_CHARS = 30_000_000
_START_SECONDS = 300.0
_ALLOWANCE_CHARS = 100_000
# As many processes as cores are asked for by name; threads of each beside would stand in one another's way.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
# What a process imports first, for a model with components of its own.
_PRELUDE = ""


class WorkerFailed(RuntimeError):
    """A process that enriches ended before it was ready."""


class _Batch:
    """Texts that were handed in together, and what has been found in them so far."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.future: Future[list[Timed]] = Future()
        self._found: dict[int, Timed] = {}
        self.settle({})

    def settle(self, found: dict[int, Timed]) -> None:
        """Keep what was found in some of the texts, by their numbers; with the last of them the future is done."""
        self._found |= found
        if len(self._found) == len(self.texts) and self._is_awaited():
            self.future.set_result([self._found[number] for number in range(len(self.texts))])

    def fail(self, error: BaseException) -> None:
        if self._is_awaited():
            self.future.set_exception(error)

    def _is_awaited(self) -> bool:
        return not self.future.done() and self.future.set_running_or_notify_cancel()


class _Job(NamedTuple):
    """Some texts of a batch, by their numbers: what a process is given at once."""

    batch: _Batch
    numbers: list[int]

    @property
    def texts(self) -> list[str]:
        return [self.batch.texts[number] for number in self.numbers]

    @property
    def chars(self) -> int:
        return sum(map(len, self.texts))

    def singly(self) -> list["_Job"]:
        return [_Job(self.batch, [number]) for number in self.numbers]


class _Worker:
    """One process, what it is at work on, and until when it may be."""

    def __init__(self, model: str, article_memory: float) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.connection: Connection = ours
        # Not one of multiprocessing's processes: those run the main module again, whatever that is.
        serve = f"from tasks.enrich.worker import serve; serve({theirs.fileno()}, {model!r}, {article_memory!r})"
        code = f"import sys; sys.path = {sys.path!r}; {_PRELUDE}{serve}"
        environment = os.environ | _ONE_THREAD
        self._process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[theirs.fileno()], env=environment)
        theirs.close()
        self.is_ready = False
        self.job: _Job | None = None
        self.chars = 0
        self.deadline: float | None = time.monotonic() + _START_SECONDS

    def send(self, job: _Job, limit: float | None) -> None:
        self.job = job
        self.chars += job.chars
        self.deadline = None if limit is None else time.monotonic() + limit
        send_texts(self.connection, job.texts)

    def stop(self) -> int:
        """End the process where it has not ended; its exit status."""
        self.connection.close()
        self._process.kill()
        return self._process.wait()

    @property
    def is_busy(self) -> bool:
        return self.job is not None or not self.is_ready

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
    """So many processes with one model. They start with the first text, and outlive the run as a loaded model does.

    Batches are handed in from any thread and enriched in that order; one thread of its own hands their texts out.
    """

    def __init__(self, model: str, count: int, article_timeout: float, article_memory: float = 0.0) -> None:
        self._model, self._count, self._timeout, self._memory = model, count, article_timeout, article_memory
        self._workers: list[_Worker] = []
        self._jobs: deque[_Job] = deque()
        self._inbox: deque[_Batch] = deque()
        self._expected = 0
        self._bell, self._rope = multiprocessing.Pipe(duplex=False)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_ending = False

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        """The enrichment of each text in order, or the Refusal of one that took too long or ended its process.

        A future that is cancelled before it is done frees the processes for the next. Its error is WorkerFailed where
        no process can be started.
        """
        batch = _Batch(texts)
        with self._lock:
            self._inbox.append(batch)
            self._wake()
        return batch.future

    def expect(self, chars: int) -> None:
        """Start the processes that so much text will keep busy, since it is about to come."""
        if chars:
            with self._lock:
                self._expected = min(self._count, -(-chars // _CHUNK_CHARS))
                self._wake()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="copydesk-workers", daemon=True)
            self._thread.start()
        self._rope.send_bytes(b".")

    def stop(self) -> None:
        """End the processes; what they were at work on fails, and the next text starts new ones."""
        with self._lock:
            if self._thread:
                self._is_ending = True
                self._rope.send_bytes(b".")
                self._thread.join()
                self._thread, self._is_ending = None, False
            self._take_in()
            self._fail(WorkerFailed(f"the processes for {self._model} were stopped"))

    def _serve(self) -> None:
        while not self._is_ending:
            try:
                self._step()
            except Exception as exc:  # who waits must hear of it, whatever it is
                self._fail(exc)

    def _fail(self, error: Exception) -> None:
        """End the processes, and tell all who wait for them."""
        jobs = [*self._jobs, *(one.job for one in self._workers if one.job)]
        for worker in self._workers:
            worker.stop()
        self._workers, self._jobs = [], deque()
        for job in jobs:
            job.batch.fail(error)

    def _step(self) -> None:
        """Give out what there is to do, and wait for an answer, for somebody who is late, or for the bell."""
        self._assign()
        working = [one for one in self._workers if one.is_busy]
        ready = wait([self._bell, *(one.connection for one in working)], timeout=_soonest(working))
        if self._bell in ready:
            self._bell.recv_bytes()
            self._take_in()
            self._start(self._expected)
            self._expected = 0
        for worker in working:
            if worker.connection in ready:
                self._receive(worker)
            elif worker.is_late and worker.job:
                self._give_up(worker, worker.job, self._timed_out(worker.job))
            elif worker.is_late:
                self._not_started(worker, f"was not ready after {_START_SECONDS:g} s")

    def _take_in(self) -> None:
        while self._inbox:
            batch = self._inbox.popleft()
            self._jobs += [_Job(batch, numbers) for numbers in runs(batch.texts, _CHUNK_CHARS)]

    def _assign(self) -> None:
        while self._jobs and self._jobs[0].batch.future.done():  # cancelled, or failed
            self._jobs.popleft()
        for worker in [one for one in self._workers if not one.job and (one.is_worn or one.is_dead)]:
            self._remove(worker)
        working = sum(bool(one.job) for one in self._workers)
        self._start(min(self._count, len(self._jobs) + working))
        for worker in list(self._workers):
            if self._jobs and not worker.is_busy:
                self._give(worker, self._jobs.popleft())

    def _start(self, count: int) -> None:
        """Have so many processes, those that there are counted."""
        while len(self._workers) < count:
            self._workers.append(_Worker(self._model, self._memory))

    def _give(self, worker: _Worker, job: _Job) -> None:
        try:
            worker.send(job, self._limit(job))
        except OSError:  # it died since it was looked at
            self._remove(worker)
            self._jobs.appendleft(job)
            self._rope.send_bytes(b".")

    def _receive(self, worker: _Worker) -> None:
        job = worker.job
        try:
            answer = receive_answer(worker.connection)
        except (EOFError, ConnectionError):
            if job is None:
                self._not_started(worker, "ended before it was ready; its error is above")
            else:
                self._give_up(worker, job, self._ended(worker, job))
            return
        if job and answer:
            job.batch.settle(dict(zip(job.numbers, answer, strict=True)))
        worker.is_ready, worker.job, worker.deadline = True, None, None

    def _not_started(self, worker: _Worker, why: str) -> None:
        """Fail the batch that is next; the one after it is tried with a new process."""
        self._remove(worker)
        if self._jobs:
            self._jobs[0].batch.fail(WorkerFailed(f"a process for {self._model} {why}"))

    def _give_up(self, worker: _Worker, job: _Job, refusal: Refusal) -> None:
        """End the process; which text of several was to blame shows when each is tried alone."""
        self._remove(worker)
        if len(job.numbers) > 1:
            self._jobs.extendleft(reversed(job.singly()))
        else:
            job.batch.settle({job.numbers[0]: (refusal, self._timeout)})

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _limit(self, job: _Job) -> float | None:
        return self._timeout * max(1.0, job.chars / _ALLOWANCE_CHARS) if self._timeout else None

    def _ended(self, worker: _Worker, job: _Job) -> Refusal:
        if worker.stop() == OUT_OF_MEMORY:
            detail = f"enrichment of its {job.chars:,} characters needs more than {self._memory:g} GB"
            return Refusal("out_of_memory", f"{detail}; cut it into articles, or raise article_memory and replay it")
        return Refusal("enrich_failed", "its process ended without an answer (out of memory?); report it, then replay")

    def _timed_out(self, job: _Job) -> Refusal:
        limit = self._limit(job) or 0.0
        return Refusal(
            "timeout",
            f"enrichment of its {job.chars:,} characters was stopped after {limit:g} s; "
            "raise article_timeout and replay it, or report it",
        )


@cache
def workers_of(model: str, count: int, article_timeout: float, article_memory: float = 0.0) -> Workers:
    """The processes of this one for a model; they end with it."""
    return Workers(model, count, article_timeout, article_memory)


def runs(texts: Sequence[str], chars: int) -> list[list[int]]:
    """The texts by their numbers in runs of about so many characters, the longest first.

    Texts of like length are parsed together in fewer steps, and what is left to the end is short, so that no process
    waits long for others.
    """
    found: list[list[int]] = []
    size = chars + 1
    for number in sorted(range(len(texts)), key=lambda number: -len(texts[number])):
        if size > chars:
            found.append([])
            size = 0
        found[-1].append(number)
        size += len(texts[number])
    return found


def _soonest(working: Sequence[_Worker]) -> float | None:
    deadlines = [one.deadline for one in working if one.deadline is not None]
    return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
