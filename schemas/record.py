"""The base of every record. Arrow is imported where one becomes a table: it takes longer than a query."""

from __future__ import annotations

import gc
import types
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import pyarrow as pa

# So many more objects made than dropped let garbage be looked for; by default 700.
_RARE = 70_000


class Record(BaseModel):
    """An immutable, validated value; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """The Arrow schema of this record: one field a pydantic field, optional means nullable.

        Raises TypeError for a field type that has no Arrow counterpart.
        """
        from schemas.arrow import schema_of

        return schema_of(cls)

    @classmethod
    def to_arrow(cls, rows: Iterable[Self]) -> pa.Table:
        """The rows as one Arrow table in this record's schema; an empty table where there are none."""
        from schemas.arrow import table_of

        return table_of(cls, rows)


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is looked for within: a batch's records live until its end and hold no cycles, so there is none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Garbage is looked for a hundred times less often, and not in what is loaded already.

    A run holds the records of several batches; to look through them again and again took a quarter of its time.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def strip_optional(annotation: object) -> tuple[Any, bool]:
    """`X | None` gives (X, True), `X` gives (X, False)."""
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return members[0], len(members) < len(get_args(annotation))
    return annotation, False
