"""Whether a run is still alive: it holds a lock file beside the warehouse, which the system frees when it dies."""

import contextlib
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from schemas.place import Place
from warehouse.session import local_file

_OLD = 3600


class RunLease:
    """Held by a run from start to end, whoever writes in between."""

    def __init__(self, warehouse: Place, run_id: str) -> None:
        self._file = _lock_file(warehouse, run_id)
        self._lock = filelock.FileLock(self._file, timeout=0, thread_local=False)

    def __enter__(self) -> Self:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()
        forget_lease(self._file)
        _sweep(self._file.parent)


def _sweep(folder: Path) -> None:
    """Remove leases that runs left which were killed after their last word: nobody will ask for them."""
    for file in folder.glob("*.lock"):
        with contextlib.suppress(OSError, filelock.Timeout):  # gone, or held by a run that is under way
            if time.time() - file.stat().st_mtime > _OLD:  # one that was just made may not be held yet
                with filelock.FileLock(file, timeout=0, thread_local=False):
                    forget_lease(file)


def holder_name() -> str:
    """This host and process, as the runs table names who runs it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_alive(warehouse: Place, run_id: str, holder: str | None = None) -> bool | None:
    """Whether a process holds the run's lease; None where there is no lease here and its holder is another machine."""
    file = _lock_file(warehouse, run_id)
    if not file.exists():
        return False if holder and holder.rsplit(":", 1)[0] == socket.gethostname() else None
    lock = filelock.FileLock(file, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        return True
    lock.release()
    forget_lease(file)
    return False


def forget_lease(file: Path) -> None:
    """Remove a lease that nobody holds any more, and its folder with the last one."""
    file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others are in it
        file.parent.rmdir()


def _lock_file(warehouse: Place, run_id: str) -> Path:
    file = local_file(warehouse)
    return file.with_name(file.name + ".runs") / f"{run_id}.lock"
