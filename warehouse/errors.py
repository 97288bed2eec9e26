"""What can go wrong with the warehouse file; every message says the mend."""

from collections.abc import Sequence
from pathlib import Path

from schemas.errors import UserError
from schemas.place import Lake, Place


def cause_of(exc: Exception) -> BaseException:
    """DuckDB's own exception, also where SQLAlchemy has put one of its own around it."""
    return getattr(exc, "orig", None) or exc


class WarehouseError(UserError):
    """The warehouse cannot be used as it is, or not now."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse at the path."""

    exit_code = 2

    def __init__(self, path: Place) -> None:
        super().__init__(f"{path}: no warehouse here; run `copydesk ingest` first, or name another with --warehouse")
        self.path = path


class WarehouseNotMade(WarehouseMissing):
    """A database without any of our tables."""

    def __init__(self, path: Place) -> None:
        UserError.__init__(
            self,
            f"{path}: a database, but no warehouse: it has none of Copydesk's tables. Name another with --warehouse; "
            "`copydesk ingest` would make them in this one, beside what is there",
        )
        self.path = path


class WarehouseEmpty(WarehouseError):
    """A file without content, as `touch` makes one."""

    exit_code = 2

    def __init__(self, path: Place) -> None:
        super().__init__(
            f"{path}: an empty file, no warehouse; remove it, then `copydesk ingest` makes one, or name another with "
            "--warehouse; if it held one once, run `copydesk recover`"
        )
        self.path = path


class WarehouseIsFolder(WarehouseError):
    """A folder where a file should be."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: a folder, no warehouse; name a file with --warehouse, such as {path / 'news.duckdb'}"
        )
        self.path = path


class TablesDiffer(WarehouseError):
    """The tables are not those that their revision has."""

    def __init__(self, path: Place, lacks: Sequence[str]) -> None:
        more = f" and {len(lacks) - 3} more" if len(lacks) > 3 else ""
        super().__init__(
            f"{path}: its tables are not as Copydesk makes them ({', '.join(lacks[:3])}{more}); something else has "
            "changed them. Name another with --warehouse, or load the inputs into a new one with `copydesk backfill`"
        )
        self.path = path


class WarehouseBusy(WarehouseError):
    """Another process, or this one, holds the file longer than the caller would wait."""

    def __init__(self, path: Place, holder: str, waited: float) -> None:
        super().__init__(
            f"{path}: in use by {holder}; waited {waited:g} s. Try again when it has finished, "
            "or wait longer (writer_timeout for a run, else lock_timeout, in seconds)"
        )
        self.path = path
        self.holder = holder


class WarehouseUnreadable(WarehouseError):
    """The file is there, but it does not open as a warehouse, or not all of it can be read."""

    def __init__(self, path: Place, why: str) -> None:
        mend = (
            "check lake_catalog and lake_data, and that the catalog's server is up"
            if isinstance(path, Lake)
            else "name another file, or run `copydesk recover`, which makes it again from its log or its published "
            "copy and keeps the broken one aside"
        )
        what = "a lake" if isinstance(path, Lake) else "a DuckDB file"
        super().__init__(f"{path}: cannot be read as {what} ({why}); {mend}")
        self.path = path


class DiskRefuses(UserError):
    """The file may be sound, but the disk takes no more, or this user may not read or write it."""

    def __init__(self, path: Place, why: str) -> None:
        super().__init__(
            f"{path}: the disk refuses ({why}); free space, or give this user the right to the file and its folder, "
            "then run the same command again: all that was loaded is kept"
        )
        self.path = path


class WarehouseOutdated(WarehouseError):
    """The file was written by an older Copydesk and has not been migrated."""

    def __init__(self, path: Place) -> None:
        super().__init__(
            f"{path}: of an older version of Copydesk; any `copydesk ingest` brings it up to date and keeps all rows "
            "(a published copy is made anew by `copydesk publish`)"
        )
        self.path = path


class WarehouseTooNew(WarehouseError):
    """The file was written by a newer Copydesk than this one."""

    def __init__(self, path: Place, revision: str) -> None:
        super().__init__(
            f"{path}: written by a newer Copydesk (schema {revision}, unknown here); "
            "update Copydesk, or name another file with --warehouse"
        )
        self.path = path
        self.revision = revision


class LakeConflict(UserError):
    """Another machine changed the same rows of a lake at the same moment, and was quicker."""

    def __init__(self, place: object, why: str) -> None:
        super().__init__(f"{place}: another machine wrote at the same moment ({why}); nothing is changed: try again")


class LakeLost(LakeConflict):
    """The catalog's server went away in the middle, as in a restart; what was begun is done again."""

    def __init__(self, place: object, why: str) -> None:
        UserError.__init__(
            self, f"{place}: its catalog's server does not answer ({why}); nothing is changed: try again when it is up"
        )


class LakeSoftwareMissing(UserError):
    """A lake needs an extension of DuckDB that is not installed."""

    exit_code = 2

    def __init__(self, package: str, version: str) -> None:
        super().__init__(
            f"a lake needs the Python package {package}=={version}; run: pip install -e '.[lake]' in the checkout"
        )


class QueryError(UserError):
    """A query that DuckDB refuses, or that a reader may not run."""

    exit_code = 2
