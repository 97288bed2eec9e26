"""What the tests of reading share: write an input, read it, and show what came out without the empty fields."""

from pathlib import Path
from typing import Any

from schemas.article import RawArticle
from schemas.rejection import Rejected
from tasks.read import ReadLimits, read_inputs

SAFE = ReadLimits()


def read(folder: Path, name: str, content: str | bytes, limits: ReadLimits = SAFE) -> list[RawArticle | Rejected]:
    """What reading makes of one file of this content."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return list(read_inputs([str(path)], limits=limits))


def said(outcome: RawArticle | Rejected) -> dict[str, Any]:
    """The fields that an article says, and the code of what was held, under the place in its file."""
    place = outcome.input_id.rsplit("/", 1)[-1]
    if isinstance(outcome, Rejected):
        return {"place": place, "held": outcome.reason}
    fields = {name: value for name, value in outcome.fields.model_dump(exclude={"evidence"}).items() if value}
    extra = {"text": outcome.text, "notes": outcome.notes, "source": outcome.hint.name}
    return {"place": place, "shape": outcome.shape, **fields, **{key: value for key, value in extra.items() if value}}


def all_said(outcomes: list[RawArticle | Rejected]) -> list[dict[str, Any]]:
    return [said(outcome) for outcome in outcomes]
