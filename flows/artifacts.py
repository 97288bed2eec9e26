"""What Prefect's pages show of a run: a log line a batch, and an artifact with totals, slow articles, held rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger

from flows.block_alerts import by_block
from flows.events import BatchDone, Event, RunBegan, RunEnded, SlowArticle, Tell
from flows.reports import GateArtifact
from flows.watch import watching
from schemas.settings import Settings

_SLOWEST = 10


@contextmanager
def watching_in_prefect(settings: Settings) -> Iterator[Tell]:
    """The listeners of the settings, and those of the flow run that is under way."""
    ways = {"block": by_block(settings.alert_block)} if settings.alert_block else {}
    with watching(settings, _log, Summary(), GateArtifact(settings), **ways) as tell:
        yield tell


def _log(event: Event) -> None:
    logger = get_run_logger()
    if isinstance(event, RunBegan):
        logger.info("Run %s begun.", event.run_id)
        for run_id in event.crashed:
            logger.warning("Took over from run %s, which had ended without a word.", run_id)
    elif isinstance(event, BatchDone):
        said = f"{event.loaded} loaded, {event.unchanged} unchanged, {sum(event.held.values())} held"
        logger.info(
            "Batch %d (%s) of run %s: %d read, %s.", event.number, event.batch_id, event.run_id, event.read, said
        )
        if event.failed:
            logger.error("Batch %d failed as a whole: %s.", event.number, event.failed)


class Summary:
    """Gathers a run's batches, and writes the artifact `copydesk-<flow>` when it ends."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._slowest: list[SlowArticle] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, BatchDone):
            self._counts.update(read=event.read, loaded=event.loaded, unchanged=event.unchanged, batches=1)
            self._held.update(event.held)
            for step, seconds in event.seconds.items():
                self._seconds[step] += seconds  # type: ignore[assignment]
            self._slowest = sorted([*self._slowest, *event.slowest], key=lambda one: -one.seconds)[:_SLOWEST]
        elif isinstance(event, RunEnded):
            create_markdown_artifact(
                key=f"copydesk-{event.flow}", markdown=self.page(event), description=f"Run {event.run_id}"
            )

    def page(self, ended: RunEnded) -> str:
        """The artifact's text."""
        totals = [(name, f"{self._counts[name]:,}") for name in ("batches", "read", "loaded", "unchanged")]
        totals.append(("held", f"{self._held.total():,}"))
        steps = [(step, f"{seconds:.1f}") for step, seconds in self._seconds.most_common()]
        slow = [(f"{one.seconds:.2f}", one.title or "", one.ref) for one in self._slowest]
        head = (
            f"# {ended.flow} {'done' if ended.is_done else 'failed'} in {ended.seconds:.0f} s\n\nRun `{ended.run_id}`"
        )
        return "\n\n".join(
            (
                head,
                _table(("records", "count"), totals),
                _table(("held for", "records"), [(reason, f"{count:,}") for reason, count in self._held.most_common()]),
                _table(("step", "seconds"), steps),
                _table(("seconds", "slowest articles", "from"), slow),
            )
        )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines) if rows else ""


def _cell(text: str) -> str:
    """Text of an article in a cell: no mark-up of its own, and no second cell."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
