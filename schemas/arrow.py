"""Records in Arrow: the schema that follows from a record's own definition, and rows as a table in it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar, get_args, get_origin

import pyarrow as pa

from schemas.record import Record, strip_optional

R = TypeVar("R", bound=Record)
_SCALARS: dict[object, pa.DataType] = {
    str: pa.string(),
    bytes: pa.binary(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}
_AT_ONCE = 4_096


def schema_of(record: type[Record]) -> pa.Schema:
    """One field a pydantic field, optional means nullable. Raises TypeError for a type without Arrow counterpart."""
    return pa.schema([_arrow_field(name, field.annotation) for name, field in record.model_fields.items()])


def table_of(record: type[R], given: Iterable[R]) -> pa.Table:
    """The rows as one table in their record's schema; an empty table where there are none."""
    rows, schema = list(given), schema_of(record)
    if any(_holds_records(field.type) for field in schema):
        return pa.Table.from_pylist([row.model_dump() for row in rows], schema=schema)
    # Turned over out of the rows' own dicts, which have the fields in their order, as many as fit into caches.
    parts = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
    columns = (zip(*(vars(row).values() for row in part), strict=True) for part in parts)
    batches = [_batch(part, schema) for part in columns]
    return pa.Table.from_batches(batches, schema)


def _batch(columns: Iterable[Sequence[object]], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_field(name: str, annotation: object) -> pa.Field:
    inner, nullable = strip_optional(annotation)
    return pa.field(name, _arrow_type(name, inner), nullable=nullable)


def _holds_records(type_: pa.DataType) -> bool:
    return pa.types.is_struct(type_) or (pa.types.is_list(type_) and _holds_records(type_.value_type))


def _arrow_type(name: str, annotation: Any) -> pa.DataType:
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return pa.string()
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return pa.list_(_arrow_field("item", arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return pa.struct(list(schema_of(annotation)))
    raise TypeError(f"{name}: no Arrow type for {annotation!r}; use a scalar, a Literal, a tuple[X, ...] or a Record")
