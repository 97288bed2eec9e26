"""Files that take another's place, whole and on disk, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A place beside the target to write to, empty at first, gone at the end; one writer at a time sees to that."""
    new = target.with_name(f".{target.name}.new")
    try:
        _remove(new)  # left by a writer that was killed
        yield new
    finally:
        _remove(new)


def swap_in(new: Path, target: Path) -> None:
    """Put a finished file in the target's place."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
