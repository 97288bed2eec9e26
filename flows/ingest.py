"""The flow `ingest`: what `copydesk ingest` does, as a Prefect flow for schedules and workers."""

from functools import partial
from pathlib import Path
from typing import Any

from flows import telemetry

telemetry.switch_off()  # Prefect reads the switches when it is imported.

from prefect import flow  # noqa: E402

from flows.artifacts import watching_in_prefect  # noqa: E402
from flows.logins import Input, fill_in  # noqa: E402
from flows.pipeline import run_pipeline  # noqa: E402
from flows.task_runs import call_as_task, on_cluster_as_tasks, writer_turn  # noqa: E402
from schemas.run import RunRequest  # noqa: E402
from schemas.settings import Settings  # noqa: E402


@flow(name="ingest", persist_result=False)
def ingest(
    inputs: list[Input],
    source: str | None = None,
    again: bool = False,
    warehouse: Path | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Read articles, load what is new or changed, hold what is wrong; inputs that have not changed cost nothing.

    Args:
        inputs: Files, folders, globs, feeds, manifests or http(s) addresses; log-ins as https://${VARIABLE}@host.
        source: The outlet of inputs that do not name one.
        again: Read inputs even where they have not changed since the last time.
        warehouse: The DuckDB file; without it the one of the settings.
        workers: Processes that enrich; without it as in the settings.

    Returns:
        The run's report: totals, held records by reason, quotes loaded.
    """
    settings = Settings.read(warehouse=warehouse, workers=workers)
    request = RunRequest.of("ingest", fill_in(inputs), source=source, again=again)
    turn = partial(writer_turn, settings.writer_timeout)
    with watching_in_prefect(settings) as tell:
        report = run_pipeline(request, settings, call=call_as_task, turn=turn, spread=on_cluster_as_tasks, tell=tell)
    return report.model_dump(mode="json")
