"""What is installed, where the warehouse is, and whether it opens."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from schemas.settings import Settings, unknown_variables

PACKAGES = ("duckdb", "great-expectations", "prefect", "spacy", "sqlalchemy", "trafilatura")


def examine(settings: Settings) -> dict[str, Any]:
    """The state of this installation; `healthy` is false where something would stop a run, `faults` say what."""
    faults: list[str] = []
    found: dict[str, Any] = {
        "copydesk": version("copydesk"),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "ignored_variables": unknown_variables(),
        "model": settings.model,
        "components": [],
        "enrichment_version": None,
        **_examine_warehouse(settings, faults),
    }
    try:
        found |= _examine_model(settings)
    except UserError as exc:
        faults.append(str(exc))
    return found | {"faults": faults, "healthy": not faults}


def _examine_model(settings: Settings) -> dict[str, Any]:
    from tasks.enrich.model import load_model
    from tasks.enrich.version import enrichment_version, require_components

    require_components(settings.model)
    return {
        "components": list(load_model(settings.model).pipe_names),
        "enrichment_version": enrichment_version(settings.model),
    }


def _examine_warehouse(settings: Settings, faults: list[str]) -> dict[str, Any]:
    from warehouse.migrate import schema_state
    from warehouse.schema import SchemaState

    place = settings.place
    found: dict[str, Any] = {
        "warehouse": str(place.absolute() if isinstance(place, Path) else place),
        "warehouse_state": None,
        "warehouse_mend": None,
    }
    try:
        state = schema_state(settings.place, lock_timeout=settings.lock_timeout)
    except UserError as exc:
        faults.append(str(exc))
        return found
    if state is SchemaState.NEWER:
        faults.append("the warehouse was written by a newer Copydesk; update this one")
    mend = {
        SchemaState.DUE: "of an older Copydesk; any `copydesk ingest` brings it up to date and keeps all rows",
        SchemaState.VIEWS_DUE: "views are missing or of another Copydesk; any `copydesk ingest` makes them anew",
    }
    return found | {"warehouse_state": state.value, "warehouse_mend": mend.get(state)}


def print_examination(examination: Mapping[str, Any], *, as_json: bool) -> None:
    """The examination as `name: value` lines, or as one JSON object."""
    if as_json:
        print(json.dumps(examination, ensure_ascii=False))
        return
    for name, value in examination.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {each}" for key, each in value.items())
        elif isinstance(value, list):
            value = ", ".join(value) or "none"
        print(f"{name + ':':<20}{value}")
