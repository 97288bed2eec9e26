"""Reading a warehouse for pages: the published copy kept open and opened anew when it changes, else for moments."""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from flows.serve.queries import Asked
from schemas.errors import UserError
from schemas.place import Place
from warehouse.errors import WarehouseMissing
from warehouse.opening import open_database
from warehouse.query import sealed, stopped_after

_KEPT_ANSWERS = 400
# Larger answers are not kept: a few of them would fill the memory.
_KEPT_BYTES = 2_000_000
# How long a warehouse without a file of its own (a lake) is taken to be as it was, in seconds.
_LAKE_AGE = 15.0


class TooSlow(UserError):
    """A question that takes longer than a page may."""


class Outdated(UserError):
    """A warehouse that lacks a table or view that the pages read."""


class Answer:
    """The rows of one query, with the question."""

    def __init__(self, asked: Asked, table: pa.Table) -> None:
        self.asked = asked
        self.table = table
        self.rows: list[dict[str, Any]] = table.to_pylist()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def first(self) -> dict[str, Any] | None:
        """The only row, or the first."""
        return self.rows[0] if self.rows else None


class Reader:
    """Asks a warehouse, or its published copy where there is one; thread-safe."""

    def __init__(self, place: Place, copy: Path | None, *, lock_timeout: float, patience: float) -> None:
        self._place = place
        self._copy = copy
        self.lock_timeout = lock_timeout
        self._patience = patience
        self._changed = threading.Condition()
        self._active = 0
        self._opened: ExitStack | None = None
        self._root: Any = None
        self._opened_stamp: object = None
        self._kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        self._kept_stamp: object = None

    @property
    def reads_copy(self) -> bool:
        """Whether answers come from a published copy."""
        return self._copy is not None and self._copy.exists()

    @property
    def source(self) -> Place:
        """Where answers come from now."""
        return self._copy if self._copy is not None and self._copy.exists() else self._place

    def stamp(self) -> object:
        """Changes when what is read changes."""
        source = self.source
        if not isinstance(source, Path):
            return (str(source), time.monotonic() // _LAKE_AGE)
        try:
            stats = [source.stat()]
        except FileNotFoundError as exc:
            raise WarehouseMissing(source) from exc
        with contextlib.suppress(FileNotFoundError):
            stats.append(source.with_name(source.name + ".wal").stat())
        return (str(source), *((one.st_ino, one.st_mtime_ns, one.st_size) for one in stats))

    def ask(self, *questions: Asked) -> list[Answer]:
        """The answers, in the order of the questions. Raises TooSlow, Outdated and what opening raises."""
        stamp = self.stamp()
        known = [self._known(stamp, one) for one in questions]
        if all(one is not None for one in known):
            return [one for one in known if one is not None]
        with self._cursor(stamp) as cursor:
            answers = [
                self._run(cursor, one) if have is None else have for have, one in zip(known, questions, strict=True)
            ]
        for answer in answers:
            self._keep(stamp, answer)
        return answers

    def forget(self) -> None:
        """Keep no answers."""
        with self._changed:
            self._kept.clear()

    def close(self) -> None:
        """Let go of the copy."""
        with self._changed:
            self._shut()

    @contextlib.contextmanager
    def _cursor(self, stamp: object) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self.reads_copy:
            with open_database(
                self._place, read_only=True, lock_timeout=self.lock_timeout, config=sealed(self._place)
            ) as database:
                yield database
            return
        with self._entered(stamp) as root, contextlib.closing(root.duplicate()) as cursor:
            cursor.execute("SET TimeZone = 'UTC'")
            yield cursor

    @contextlib.contextmanager
    def _entered(self, stamp: object) -> Iterator[Any]:
        """The open copy; a changed one is opened when the last question to the old one is answered.

        DuckDB gives whoever opens a path that this process has open what was opened first, so the old one goes before.
        """
        with self._changed:
            if self._opened_stamp != stamp:
                self._changed.wait_for(lambda: self._active == 0 or self._opened_stamp == stamp)
            if self._opened_stamp != stamp:
                self._shut()
                self._open(stamp)
            self._active += 1
            root = self._root
        try:
            yield root
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    def _open(self, stamp: object) -> None:
        opened = ExitStack()
        root = opened.enter_context(
            open_database(self.source, read_only=True, lock_timeout=self.lock_timeout, config=sealed(self.source))
        )
        self._opened, self._root, self._opened_stamp = opened, root, stamp

    def _shut(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = self._root = self._opened_stamp = None

    def _run(self, cursor: duckdb.DuckDBPyConnection, asked: Asked) -> Answer:
        try:
            with stopped_after(self._patience, cursor):
                return Answer(asked, cursor.execute(asked.statement, dict(asked.parameters)).to_arrow_table())
        except duckdb.InterruptException as exc:
            raise TooSlow(
                f"{asked.answers} That took longer than {self._patience:g} s and was stopped; narrow it down by outlet "
                "or date, or ask with `copydesk sql`, which waits"
            ) from exc
        except duckdb.CatalogException as exc:
            raise Outdated(
                f"{self.source}: of an older version of Copydesk ({str(exc).splitlines()[0]}); any `copydesk ingest` "
                "brings the warehouse up to date, `copydesk publish` then its copy"
            ) from exc

    def _known(self, stamp: object, asked: Asked) -> Answer | None:
        with self._changed:
            if self._kept_stamp != stamp:
                return None
            answer = self._kept.get(asked.key)
            if answer is not None:
                self._kept.move_to_end(asked.key)
            return answer

    def _keep(self, stamp: object, answer: Answer) -> None:
        if answer.table.nbytes > _KEPT_BYTES:
            return
        with self._changed:
            if self._kept_stamp != stamp:
                self._kept.clear()
                self._kept_stamp = stamp
            self._kept[answer.asked.key] = answer
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)
