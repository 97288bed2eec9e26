"""The flow `replay`: what `copydesk replay` does, as a Prefect flow."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from flows import telemetry

telemetry.switch_off()  # Prefect reads the switches when it is imported.

from prefect import flow  # noqa: E402

from flows.artifacts import watching_in_prefect  # noqa: E402
from flows.replaying import replay_held  # noqa: E402
from flows.task_runs import call_as_task, on_cluster_as_tasks, writer_turn  # noqa: E402
from schemas.settings import Settings  # noqa: E402
from warehouse.quarantine import Selection  # noqa: E402


@flow(name="replay", persist_result=False)
def replay(
    reason: str | None = None,
    source: str | None = None,
    since: date | None = None,
    warehouse: Path | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Run held inputs again, all or those that are named: what passes now is loaded in the ordinary way.

    Args:
        reason: Only those held for this reason.
        source: Only those of this outlet.
        since: Only those last held on this day or later.
        warehouse: The DuckDB file; without it the one of the settings.
        workers: Processes that enrich; without it as in the settings.

    Returns:
        The run's report: totals, held records by reason, quotes loaded.
    """
    settings = Settings.read(warehouse=warehouse, workers=workers)
    selection = Selection(reason=reason, source=source, since=since)
    turn = partial(writer_turn, settings.writer_timeout)
    with watching_in_prefect(settings) as tell:
        report = replay_held(selection, settings, call=call_as_task, turn=turn, spread=on_cluster_as_tasks, tell=tell)
    return report.model_dump(mode="json")
