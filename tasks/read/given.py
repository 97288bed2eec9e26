"""Given columns: which column of a table or key of a JSON object holds which field, as a person says it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from schemas.errors import SettingsError
from schemas.rejection import Refusal
from tasks.read.names import fold, tables


class Given(NamedTuple):
    """A field, by its table and key in data/columns.toml, and the column that holds it; "" where none does."""

    table: str
    key: str
    column: str


def parse_columns(text: str) -> tuple[str, ...]:
    """`title=hl,body=story text` as SourceHint.columns has it. Raises SettingsError for what says nothing."""
    pairs = tuple(" ".join(pair.split()) for pair in text.split(",") if pair.strip())
    try:
        given_columns(pairs)
    except Refusal as refusal:
        raise SettingsError(f"--columns: {refusal.detail}") from refusal
    return pairs


@lru_cache(maxsize=100)
def given_columns(pairs: tuple[str, ...]) -> tuple[Given, ...]:
    """The fields of `field=column` pairs. Raises Refusal unknown_field."""
    return tuple(_given(pair) for pair in pairs)


def _given(pair: str) -> Given:
    field, mark, column = pair.partition("=")
    wanted = fold(field)
    if not mark:
        raise Refusal("unknown_field", f"{pair!r} names no column; write field=column")
    for table, keys in tables().items():
        for key, names in keys.items():
            if wanted == fold(key) or wanted in names:
                return Given(table, key, column.strip())
    known = ", ".join(key for table in ("fields", "fetched") for key in tables()[table])
    raise Refusal(
        "unknown_field", f"{field.strip()!r} is no field; the fields are {known}, source, domain, country, tz"
    )


def refuse_missing(names: Iterable[str], pairs: tuple[str, ...]) -> None:
    """Raises Refusal missing_column where a table has no column of a given name."""
    there = list(names)
    for given in given_columns(pairs):
        if given.column and not _is_there(given.column, there):
            found = ", ".join(there[:20]) + (" …" if len(there) > 20 else "")
            raise Refusal("missing_column", f"no column {given.column!r}; it has {found}: correct the given columns")


def has_text(names: Iterable[str], pairs: tuple[str, ...]) -> bool:
    """Whether a given column that holds titles or texts is among the names."""
    there = list(names)
    wanted = [one.column for one in given_columns(pairs) if one.key in ("title", "body", "html")]
    return any(column and _is_there(column, there) for column in wanted)


def value_at(row: Mapping[str, Any], column: str) -> Any:
    """The value under a name; a name with dots leads into objects inside the row."""
    if column in row or "." not in column:
        return row.get(column)
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _is_there(column: str, names: list[str]) -> bool:
    return column in names or ("." in column and column.split(".")[0] in names)
