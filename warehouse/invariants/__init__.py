"""What holds of every warehouse, whatever was loaded or killed: one .sql file each, which gives what breaks it.

Looking reads every column of every table, so that a damaged block is found too.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from pydantic import Field

from schemas.keys import content_hash, version_key
from schemas.place import Place
from schemas.record import Record
from warehouse.forgetting.masking import BLOCK
from warehouse.key_index import read_index
from warehouse.session import open_warehouse
from warehouse.sql import compose, name, names
from warehouse.tables import ARTICLE_VERSIONS, METADATA

FOLDER = Path(__file__).parent
_EXAMPLES = 3
_AT_ONCE = 5_000


class Breach(Record):
    """An invariant that does not hold."""

    invariant: str = Field(description="its name")
    promise: str = Field(description="what should hold")
    count: int = Field(description="how many break it")
    examples: tuple[str, ...] = Field(description="some of them, by key")


class TableState(Record):
    """What a table holds."""

    rows: int
    checksum: str = Field(description="of all rows in any order, 16 hex digits; the same for the same rows anywhere")


class Verified(Record):
    """What was found in a warehouse."""

    warehouse: str
    tables: dict[str, TableState]
    is_sound: bool
    breaches: tuple[Breach, ...]


@dataclass(frozen=True)
class Invariant:
    """A name, the promise in a sentence, and the query for what breaks it, by key."""

    name: str
    promise: str
    query: str


def load() -> list[Invariant]:
    """The invariants that are queries, by name."""
    return [_parse(file) for file in sorted(FOLDER.glob("*.sql"))]


def verify(place: Place, *, lock_timeout: float = 30.0) -> Verified:
    """Read all of the warehouse and say what does not hold; changes nothing.

    Raises WarehouseUnreadable where a block is damaged, and what opening raises.
    """
    with open_warehouse(place, read_only=True, lock_timeout=lock_timeout) as connection:
        tables = {name: _state(connection, table) for name, table in METADATA.tables.items()}
        breaches = tuple(breach for breach in _breaches(connection) if breach)
    return Verified(warehouse=str(place), tables=tables, is_sound=not breaches, breaches=breaches)


def _breaches(connection: sa.Connection) -> Iterator[Breach | None]:
    yield _breach("keys_are_unique", "No two rows of a table have one key.", _double_keys(connection))
    yield _breach("wordings_are_as_keyed", "Every version has the key of its own words.", _wrong_keys(connection))
    unlike = read_index(connection).disagreeing(connection)
    yield _breach("sorted_keys_agree", "The files beside a warehouse have the keys of its rows.", unlike)
    for one in load():
        yield _breach(one.name, one.promise, [str(row[0]) for row in connection.exec_driver_sql(one.query)])


def _breach(name: str, promise: str, broken: list[str]) -> Breach | None:
    examples = tuple(sorted(broken)[:_EXAMPLES])
    return Breach(invariant=name, promise=promise, count=len(broken), examples=examples) if broken else None


def _state(connection: sa.Connection, table: sa.Table) -> TableState:
    # Sums, so that the order of rows does not count and two equal rows do not cancel each other out.
    statement = compose(
        "SELECT count(*), coalesce(sum(md5_number_lower(whole)::HUGEINT), 0) % 18446744073709551616 "
        "FROM (SELECT row({columns})::VARCHAR AS whole FROM {table})",
        columns=names(column.name for column in table.columns),
        table=name(table.name),
    )
    rows, checksum = connection.exec_driver_sql(statement).one()
    return TableState(rows=rows, checksum=f"{checksum:016x}")


def _double_keys(connection: sa.Connection) -> list[str]:
    """Files keep them out by themselves; a lake has no keys."""
    found = []
    for table in METADATA.tables.values():
        if keys := names(column.name for column in table.primary_key):
            doubles = "SELECT row({keys})::VARCHAR FROM {table} GROUP BY {keys} HAVING count(*) > 1"
            double = compose(doubles, keys=keys, table=name(table.name))
            found += [f"{table.name} {key}" for (key,) in connection.exec_driver_sql(double)]
    return found


def _wrong_keys(connection: sa.Connection) -> list[str]:
    """Versions whose title, standfirst and body are not those of which their keys were made; masked ones aside."""
    of = ARTICLE_VERSIONS.c
    columns = (of.version_id, of.article_id, of.content_hash, of.title, of.standfirst, of.body)
    wrong: list[str] = []
    of_wording: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = connection.execute(sa.select(*columns).execution_options(yield_per=_AT_ONCE))
    for version_id, article_id, wording, *texts in rows:
        of_wording[article_id, wording].add(version_id)
        if not any(BLOCK in (text or "") for text in texts) and content_hash(*texts) != wording:
            wrong.append(version_id)
    for of_article, found in of_wording.items():
        # Of a wording that returned, the n-th version has the n-th key.
        wrong += found - {version_key(*of_article, repeat) for repeat in range(len(found))}
    return wrong


def _parse(file: Path) -> Invariant:
    """The first comment lines are the promise."""
    text = file.read_text("utf-8")
    comments = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    return Invariant(file.stem, " ".join(comments), text)
