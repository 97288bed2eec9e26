"""What runs in a process of its own: the model, loaded once, and the texts that are sent to it.

Texts and findings pass between the processes as JSON, which takes half of what pickled records do and runs nothing.
"""

import gc
import json
import os
import resource
import signal
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from schemas.enrichment import Enrichment
from schemas.record import Record
from schemas.rejection import Refusal

Timed = tuple[Enrichment | Refusal, float]
READY = b"ready"
# The exit status of a process to which its texts were too much.
OUT_OF_MEMORY = 3
# Whoever reads and loads comes first: these processes wait for its texts, and other runs for its turn to end.
_NICENESS = 5
# The pages that this process has, the first number; Linux alone says so, and holds to a limit.
_SIZE = Path("/proc/self/statm")


class _Answer(Record):
    """What became of a text, and the seconds that it took."""

    enrichment: Enrichment | None = None
    refusal: tuple[str, str] | None = None
    seconds: float


_ANSWERS = TypeAdapter(list[_Answer])


class HandOut(Protocol):
    """Who enriches what is handed out: processes of this machine, or others."""

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        """A future of the enrichment of each text, or its Refusal, in order, with the seconds that it took."""

    def expect(self, chars: int) -> None:
        """Be ready for so much text, which is about to come."""


def enrich_chunk(model: str, texts: Sequence[str]) -> list[Timed]:
    """The enrichment of each text with the seconds that it took; the model's share is by length."""
    # Imported when there is something to enrich: spaCy takes longer to import than an unchanged file to pass.
    from tasks.enrich.model import load_model
    from tasks.enrich.text import enrich_texts

    nlp = load_model(model)
    found, marks = [], [time.perf_counter()]
    # What is found holds nothing of the model's, so its memory of new words can be given back.
    with nlp.memory_zone():
        for one in enrich_texts(nlp, texts):
            found.append(one)
            marks.append(time.perf_counter())
    # The model reads all texts before the first comes out; after it each waits for the rules alone.
    first = marks[1] - marks[0] if found else 0.0
    chars = sum(map(len, texts)) or 1
    rules = [0.0, *(later - sooner for sooner, later in pairwise(marks[1:]))]
    return [(one, first * len(text) / chars + spent) for one, text, spent in zip(found, texts, rules, strict=False)]


def serve(descriptor: int, model: str, article_memory: float) -> None:
    """Answer chunks of texts until the other end is closed, as it is when the run ends or is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides what an interrupt means
    os.nice(_NICENESS)
    enrich_chunk(model, ["Ready."])  # model, rules and their facts are loaded before any time is measured
    gc.freeze()  # they stay, so no collection need look at them
    _limit_memory(article_memory)
    with Connection(descriptor) as connection, suppress(EOFError, ConnectionError):
        connection.send_bytes(READY)
        while True:
            texts = json.loads(connection.recv_bytes())
            try:
                found = enrich_chunk(model, texts)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)  # nothing more can be asked of this process, not even an answer
            connection.send_bytes(_packed(found))


def _limit_memory(gigabytes: float) -> None:
    """Let this process take so much beside what it has; more is a MemoryError. Nothing where systems have no limit."""
    if not gigabytes or not _SIZE.exists():
        return
    size = int(_SIZE.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + int(gigabytes * 1e9), resource.RLIM_INFINITY))


def send_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Have texts enriched at the other end; half characters pass as they are."""
    connection.send_bytes(json.dumps(texts).encode())


def receive_answer(connection: Connection) -> list[Timed] | None:
    """What was found in the texts that were sent, in order; None from a process that is ready for the first."""
    received = connection.recv_bytes()
    if received == READY:
        return None
    answers = _ANSWERS.validate_json(received)
    return [(one.enrichment or Refusal(*(one.refusal or ())), one.seconds) for one in answers]


def _packed(found: Sequence[Timed]) -> bytes:
    return _ANSWERS.dump_json(
        [
            _Answer(refusal=(one.reason, one.detail), seconds=spent)
            if isinstance(one, Refusal)
            else _Answer(enrichment=one, seconds=spent)
            for one, spent in found
        ]
    )
