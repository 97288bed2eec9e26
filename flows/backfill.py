"""The flow `backfill`: what `copydesk backfill` does, as a Prefect flow started by hand."""

from datetime import date
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


@flow(name="backfill", persist_result=False)
def backfill(
    inputs: list[Input],
    since: date | None = None,
    until: date | None = None,
    source: str | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Load an archive in batches; batches that an earlier run has loaded are skipped.

    Args:
        inputs: Files, folders, globs, feeds, manifests or http(s) addresses; log-ins as https://${VARIABLE}@host.
        since: First day of publication that is wanted.
        until: Last day of publication that is wanted.
        source: The outlet of inputs that do not name one.
        warehouse: The DuckDB file; without it the one of the settings.
        workers: Processes that enrich; without it as in the settings.

    Returns:
        The run's report: totals, held records by reason, quotes loaded.
    """
    settings = Settings.read(warehouse=warehouse, workers=workers)
    request = RunRequest.of("backfill", fill_in(inputs), source=source, since=since, until=until)
    turn = partial(writer_turn, settings.writer_timeout)
    with watching_in_prefect(settings) as tell:
        report = run_pipeline(request, settings, call=call_as_task, turn=turn, spread=on_cluster_as_tasks, tell=tell)
    return report.model_dump(mode="json")
