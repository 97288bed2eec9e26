"""The model at work: in processes that can be stopped, or in this one."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.version import enrichment_version, model_meta, require_components
from tasks.enrich.worker import enrich_chunk
from tasks.enrich.workers import workers_of


class Enricher:
    """Enriches texts with one model; the model is loaded when the first text comes.

    With a limit for an article, or several workers, in processes of their own; else in this one.
    """

    def __init__(self, model: str, workers: int = 1, *, article_timeout: float = 0.0) -> None:
        self._model = model
        self._workers = workers
        self._timeout = article_timeout
        self.seconds: list[float] = []

    def __enter__(self) -> Self:
        """Raises ModelMissing, or ModelIncomplete where speakers would come out wrong."""
        require_components(self._model)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: the processes end with this one."""

    @property
    def version(self) -> str:
        """Model name and version, and the rule set's: a change of either asks for re-enrichment."""
        return enrichment_version(self._model)

    def reads(self, language: str | None) -> bool:
        """Whether the model reads this BCP 47 language; an unknown language is tried."""
        return language is None or language.split("-")[0].lower() == model_meta(self._model)["lang"]

    def enrich(self, texts: Sequence[str]) -> list[Enrichment | Refusal]:
        """The enrichment of each text, in order, or the Refusal of a text that cannot be enriched.

        `seconds` then says how long each took.
        """
        timed = self._timed(texts) if texts else []
        self.seconds = [spent for _, spent in timed]
        return [one for one, _ in timed]

    def _timed(self, texts: Sequence[str]) -> list[tuple[Enrichment | Refusal, float]]:
        if self._workers == 1 and not self._timeout:
            return enrich_chunk(self._model, texts)
        return workers_of(self._model, self._workers, self._timeout).enrich(texts)
