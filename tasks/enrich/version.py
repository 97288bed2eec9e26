"""Which model and rules enrich: known without loading the model, so that a run with nothing new never does."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from schemas.errors import SettingsError

RULES = "2026.11.1"
"""Version of the rule set: raise it with every change of what enrichment finds."""


class ModelMissing(SettingsError):
    """The model named in the settings is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"spaCy model {name!r} is not installed; install it with pip, or set `model` to one that is")
        self.name = name


class ModelIncomplete(SettingsError):
    """The model named in the settings lacks components whose work quotations are read from."""

    def __init__(self, name: str, missing: list[str]) -> None:
        super().__init__(
            f"spaCy model {name!r} has no {', '.join(missing)}, without which speakers would be wrong; "
            "add the components to it, or set `model` to a full pipeline"
        )
        self.missing = missing


@cache
def model_meta(name: str) -> Mapping[str, Any]:
    """What the installed model says of itself: `lang`, `name`, `version` …

    `name` is a package, or a folder that a spaCy pipeline was saved to. Raises ModelMissing.
    """
    folder = Path(name)
    if not folder.is_dir():
        found = find_spec(name) if name.isidentifier() else None
        if not found or not found.submodule_search_locations:
            raise ModelMissing(name)
        folder = Path(found.submodule_search_locations[0])
    try:
        meta: Mapping[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise ModelMissing(name) from exc
    return meta


def enrichment_version(model: str) -> str:
    """Model name and version, and the rule set's, such as en_core_web_sm-3.8.0+rules-2026.11.1."""
    meta = model_meta(model)
    return f"{meta['lang']}_{meta['name']}-{meta['version']}+rules-{RULES}"


def require_components(model: str) -> None:
    """Raise ModelIncomplete unless the model has what quotations are read from."""
    pipeline = model_meta(model).get("pipeline", ())
    missing = [name for name in ("tagger", "parser", "lemmatizer") if name not in pipeline]
    if missing:
        raise ModelIncomplete(model, missing)
