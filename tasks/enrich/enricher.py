"""The model at work: in this process, or in a pool of processes that each hold it once."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Self

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.version import enrichment_version, model_meta

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

    @property
    def version(self) -> str:
        """Model name and version, and the rule set's: a change of either asks for re-enrichment."""
        return enrichment_version(self._model)

    def reads(self, language: str | None) -> bool:
        """Whether the model reads this BCP 47 language; an unknown language is tried."""
        return language is None or language.split("-")[0].lower() == model_meta(self._model)["lang"]

    def enrich(self, texts: Sequence[str]) -> list[Enrichment | Refusal]:
        """The enrichment of each text, in order, or the Refusal of a text that cannot be enriched."""
        if not texts:
            return []
        if self._workers == 1:
            return _enrich_chunk(self._model, texts)
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
    # Imported when there is something to enrich: spaCy takes longer to import than an unchanged file to pass.
    from tasks.enrich.model import load_model
    from tasks.enrich.text import enrich_texts

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
