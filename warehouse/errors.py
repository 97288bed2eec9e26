"""What can go wrong with the warehouse file; every message says the mend."""

from schemas.errors import UserError
from schemas.place import Lake, Place


class WarehouseMissing(UserError):
    """There is no warehouse at the path."""

    exit_code = 2

    def __init__(self, path: Place) -> None:
        super().__init__(f"{path}: no warehouse here; run `copydesk ingest` first, or name another with --warehouse")
        self.path = path


class WarehouseBusy(UserError):
    """Another process, or this one, holds the file longer than the caller would wait."""

    def __init__(self, path: Place, holder: str, waited: float) -> None:
        super().__init__(
            f"{path}: in use by {holder}; waited {waited:g} s. Try again when it has finished, "
            "or wait longer (lock_timeout, in seconds)"
        )
        self.path = path
        self.holder = holder


class WarehouseUnreadable(UserError):
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


class WarehouseOutdated(UserError):
    """The file was written by an older Copydesk and has not been migrated."""

    def __init__(self, path: Place) -> None:
        super().__init__(f"{path}: of an older version of Copydesk; any `copydesk ingest` brings it up to date")
        self.path = path


class WarehouseTooNew(UserError):
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
