"""The flow `publish`: what `copydesk publish` does, as a Prefect flow."""

from pathlib import Path
from typing import Any

from flows import telemetry

telemetry.switch_off()  # Prefect reads the switches when it is imported.

from prefect import flow  # noqa: E402

from flows.as_set import publish_as_set  # noqa: E402
from flows.task_runs import call_as_task  # noqa: E402
from schemas.settings import Settings  # noqa: E402


@flow(name="publish", persist_result=False)
def publish(to: Path | None = None, parquet: Path | None = None, warehouse: Path | None = None) -> dict[str, Any]:
    """Make a copy of the warehouse for readers, whole at every moment.

    Args:
        to: The copy; without it the one of the settings, else beside the warehouse.
        parquet: A folder that the views are written to as well; without it the one of the settings.
        warehouse: The DuckDB file; without it the one of the settings.

    Returns:
        The copy, and the rows of each view that was written.
    """
    settings = Settings.read(warehouse=warehouse)
    done = call_as_task("publish", lambda: publish_as_set(settings, copy=to, views=parquet))
    return done.model_dump(mode="json")
