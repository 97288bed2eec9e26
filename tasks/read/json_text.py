"""JSON from strangers: parsed leniently, refused with a reason."""

import json
from typing import Any

from schemas.rejection import Refusal


def parse_json(text: str | bytes, mend: str) -> Any:
    """The value; control characters inside strings are let pass. Raises Refusal broken_json or too_deep."""
    try:
        return json.loads(text, strict=False)
    except RecursionError as exc:
        raise Refusal("too_deep", "objects inside objects without end; cut them out") from exc
    except ValueError as exc:
        raise Refusal("broken_json", f"not JSON ({exc}); {mend}") from exc


def object_of(text: str) -> dict[str, Any] | None:
    """The object that a text is, for sniffing: None for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
