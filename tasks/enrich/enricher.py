"""The model at work: in processes that can be stopped, in this one, or wherever texts are handed out to."""

from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from schemas.enrichment import Enrichment
from schemas.rejection import Refusal
from tasks.enrich.version import enrichment_version, model_meta, require_components
from tasks.enrich.worker import HandOut, Timed, enrich_chunk
from tasks.enrich.workers import workers_of


class Enricher:
    """Enriches texts with one model; the model is loaded when the first text comes.

    With a limit for an article, or several workers, in processes of their own; else in this one. `hand_out` is who
    enriches instead.
    """

    def __init__(
        self,
        model: str,
        workers: int = 1,
        *,
        article_timeout: float = 0.0,
        article_memory: float = 0.0,
        hand_out: HandOut | None = None,
    ) -> None:
        self._model = model
        self._hand_out = hand_out or _on_this_machine(model, workers, article_timeout, article_memory)
        self._awaited: set[Future[list[Timed]]] = set()

    def __enter__(self) -> Self:
        """Raises ModelMissing, or ModelIncomplete where speakers would come out wrong."""
        require_components(self._model)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What nobody waits for any more is not enriched; the processes end with this one."""
        for future in list(self._awaited):
            future.cancel()

    @property
    def version(self) -> str:
        """Model name and version, and the rule set's: a change of either asks for re-enrichment."""
        return enrichment_version(self._model)

    def reads(self, language: str | None) -> bool:
        """Whether the model reads this BCP 47 language; an unknown language is tried."""
        return language is None or language.split("-")[0].lower() == model_meta(self._model)["lang"]

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        """A future of the enrichment of each text, in order, or the Refusal of one that cannot be enriched.

        Each with the seconds that it took.
        """
        future = self._hand_out.submit(texts) if texts else _done([])
        self._awaited.add(future)
        future.add_done_callback(self._awaited.discard)
        return future

    def expect(self, chars: int) -> None:
        """Have the model loaded by the time that so much text comes, where it is loaded in other processes."""
        self._hand_out.expect(chars)

    def enrich(self, texts: Sequence[str]) -> list[Enrichment | Refusal]:
        """The enrichment of each text, in order, or the Refusal of a text that cannot be enriched."""
        return [one for one, _ in self.submit(texts).result()]


class _InThisProcess:
    """Enriches at once, while the caller waits."""

    def __init__(self, model: str) -> None:
        self._model = model

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        return _done(enrich_chunk(self._model, texts))

    def expect(self, chars: int) -> None:
        """Nothing: the model would be loaded no sooner."""


def _on_this_machine(model: str, workers: int, article_timeout: float, article_memory: float) -> HandOut:
    in_this_process = workers == 1 and not article_timeout
    return _InThisProcess(model) if in_this_process else workers_of(model, workers, article_timeout, article_memory)


def _done(found: list[Timed]) -> Future[list[Timed]]:
    future: Future[list[Timed]] = Future()
    future.set_result(found)
    return future
