"""The model at work: in this process, or in a pool of processes that each hold it once."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from types import TracebackType
from typing import Self

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.model import load_model, model_version
from tasks.enrich.text import enrich_texts

RULES = "2026.11.1"
"""Version of the rule set: raise it with every change of what enrichment finds."""

_CHUNK_CHARS = 50_000


class Enricher:
    """Enriches texts with one model; the model is loaded when the first text comes."""

    def __init__(self, model: str, workers: int = 1) -> None:
        self._model = model
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    @cached_property
    def version(self) -> str:
        """Model name and version, and the rule set's: a change of either asks for re-enrichment."""
        return f"{model_version(load_model(self._model))}+rules-{RULES}"

    def reads(self, language: str | None) -> bool:
        """Whether the model reads this BCP 47 language; an unknown language is tried."""
        return language is None or language.split("-")[0].lower() == load_model(self._model).lang

    def enrich(self, texts: Sequence[str]) -> list[Enrichment | Refusal]:
        """The enrichment of each text, in order, or the Refusal of a text that cannot be enriched."""
        if self._workers == 1:
            return list(enrich_texts(load_model(self._model), texts))
        chunks = _chunks(texts)
        results = self._open_pool().map(_enrich_chunk, [self._model] * len(chunks), chunks)
        return [enrichment for chunk in results for enrichment in chunk]

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A forked child would inherit the threads' locks of Prefect and DuckDB.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context)
        return self._pool


def _enrich_chunk(model: str, texts: Sequence[str]) -> list[Enrichment | Refusal]:
    return list(enrich_texts(load_model(model), texts))


def _chunks(texts: Sequence[str]) -> list[list[str]]:
    """Runs of texts of about equal length, so that no process waits long for the others."""
    chunks: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if size > _CHUNK_CHARS:
            chunks.append([])
            size = 0
        chunks[-1].append(text)
        size += len(text)
    return chunks
