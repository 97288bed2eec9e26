"""The SQLAlchemy type of a record's field: the counterpart of the record's Arrow schema."""

from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from schemas.record import strip_optional


def column_type(annotation: object) -> tuple[TypeEngine[Any], bool]:
    """The column type and whether it is nullable. Raises TypeError for a type that has no column."""
    inner, nullable = strip_optional(annotation)
    return _type(inner), nullable


def _type(annotation: Any) -> TypeEngine[Any]:
    scalars: dict[object, TypeEngine[Any]] = {
        str: sa.String(),
        bytes: sa.LargeBinary(),
        int: sa.BigInteger(),
        float: sa.Double(),
        bool: sa.Boolean(),
        date: sa.Date(),
        datetime: sa.DateTime(timezone=True),
    }
    if annotation in scalars:
        return scalars[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return sa.String()
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return sa.ARRAY(_type(arguments[0]))
    raise TypeError(f"no column type for {annotation!r}; use a scalar, a Literal or a tuple[X, ...]")
