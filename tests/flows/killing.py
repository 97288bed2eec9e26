"""Killing runs, and comparing the warehouses that they leave."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.place import Place
from tests.flows.commands import command
from tests.flows.warm_client import Command
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

# When it happened and in which run are the only things that may differ.
OF_THE_RUN = {
    "run_id",
    "first_seen_at",
    "loaded_at",
    "read_at",
    "first_held_at",
    "last_held_at",
    "applied_at",
    "number",
}


def content(place: Place) -> dict[str, list[str]]:
    """Every row of every table but the runs, without what tells of the run."""
    found = {}
    with open_warehouse(place, read_only=True) as connection:
        for name, table in METADATA.tables.items():
            if name != "runs":
                columns = [column for column in table.columns if column.name not in OF_THE_RUN]
                selected = table.select().with_only_columns(*columns)
                found[name] = sorted(repr(tuple(row)) for row in connection.execute(selected))
    return found


@contextmanager
def started(*arguments: str | Path, **environment: str) -> Iterator[Command]:
    """A command that runs, until the block ends at the latest."""
    with Path(os.devnull).open("wb") as nothing:
        process = command(*arguments, out=nothing, err=nothing, **environment)
    try:
        yield process
    finally:
        process.kill()


def killed_after(seconds: float, *arguments: str | Path, **environment: str) -> bool:
    """Start a command and kill it after so many seconds; False where it was done before."""
    with started(*arguments, **environment) as process:
        try:
            process.wait(seconds)
        except TimeoutError:
            return True
    return False
