"""The flow `reenrich`: what `copydesk reenrich` does, as a Prefect flow."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from flows import telemetry

telemetry.switch_off()  # Prefect reads the switches when it is imported.

from prefect import flow  # noqa: E402

from flows.artifacts import watching_in_prefect  # noqa: E402
from flows.reenrichment import reenrich_stored  # noqa: E402
from flows.task_runs import call_as_task, on_cluster_as_tasks, writer_turn  # noqa: E402
from schemas.settings import Settings  # noqa: E402
from tasks.load.stored import Stale  # noqa: E402


@flow(name="reenrich", persist_result=False)
def reenrich(
    since: date | None = None,
    until: date | None = None,
    source: str | None = None,
    rule: str | None = None,
    every: bool = False,
    switch: bool = True,
    warehouse: Path | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Enrich anew what the warehouse holds, after the model or the rules changed; no source is read again.

    Args:
        since: First day of publication that is meant.
        until: Last day of publication that is meant.
        source: Name, domain or id of an outlet.
        rule: Only articles with a quotation that this rule found (quotes.method).
        every: Also articles whose results are of this model and rule set already.
        switch: Put new results in the old ones' place; else they are reported and wait for the next run.
        warehouse: The DuckDB file; without it the one of the settings.
        workers: Processes that enrich; without it as in the settings.

    Returns:
        Versions switched, and quotes kept, gained, lost and given to another speaker.
    """
    settings = Settings.read(warehouse=warehouse, workers=workers)
    stale = Stale(since=since, until=until, source=source, rule=rule)
    turn = partial(writer_turn, settings.writer_timeout)
    with watching_in_prefect(settings) as tell:
        report = reenrich_stored(
            stale,
            settings,
            every=every,
            switch=switch,
            call=call_as_task,
            turn=turn,
            spread=on_cluster_as_tasks,
            tell=tell,
        )
    return report.model_dump(mode="json")
