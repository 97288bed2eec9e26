"""The base of every record, and the Arrow schema that follows from a record's own definition."""

import gc
import types
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal, Self, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

_SCALARS: dict[object, pa.DataType] = {
    str: pa.string(),
    bytes: pa.binary(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}
_AT_ONCE = 1_000
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
        return pa.schema([_arrow_field(name, field.annotation) for name, field in cls.model_fields.items()])

    @classmethod
    def to_arrow(cls, rows: Iterable[Self]) -> pa.Table:
        """The rows as one Arrow table in this record's schema; an empty table where there are none."""
        rows, schema = list(rows), cls.arrow_schema()
        if any(_holds_records(field.type) for field in schema):
            return pa.Table.from_pylist([row.model_dump() for row in rows], schema=schema)
        # Turned over out of the rows' own dicts, which have the fields in their order, as many as fit into caches.
        parts = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
        columns = (zip(*(vars(row).values() for row in part), strict=True) for part in parts)
        batches = [_batch(part, schema) for part in columns]
        return pa.Table.from_batches(batches, schema)


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


def _batch(columns: Iterable[Sequence[object]], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_field(name: str, annotation: object) -> pa.Field:
    inner, nullable = strip_optional(annotation)
    return pa.field(name, _arrow_type(name, inner), nullable=nullable)


def _holds_records(type_: pa.DataType) -> bool:
    return pa.types.is_struct(type_) or (pa.types.is_list(type_) and _holds_records(type_.value_type))


def strip_optional(annotation: object) -> tuple[Any, bool]:
    """`X | None` gives (X, True), `X` gives (X, False)."""
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return members[0], len(members) < len(get_args(annotation))
    return annotation, False


def _arrow_type(name: str, annotation: Any) -> pa.DataType:
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return pa.string()
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return pa.list_(_arrow_field("item", arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return pa.struct(list(annotation.arrow_schema()))
    raise TypeError(f"{name}: no Arrow type for {annotation!r}; use a scalar, a Literal, a tuple[X, ...] or a Record")
