"""Which reader reads what: every module in readers/ offers one, and the input's content chooses."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tasks.read import readers as readers_package
from tasks.read.blob import Blob, Head, Outcome

# How sure a sniffer is. A suffix or a media type only decides between equals.
NEVER, POSSIBLE, LIKELY, CERTAIN = 0, 1, 50, 100


@dataclass(frozen=True)
class Reader:
    """One shape: how to know it by its first bytes, and how to read it."""

    shape: str
    sniff: Callable[[Head], int]
    read: Callable[[Blob], Iterator[Outcome]]
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()

    def is_hinted(self, head: Head) -> bool:
        return head.suffix in self.suffixes or (head.media_type or "").split(";")[0].strip() in self.media_types


@cache
def all_readers() -> tuple[Reader, ...]:
    """The `READER` of every module in readers/, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(readers_package.__path__))
    return tuple(importlib.import_module(f"{readers_package.__name__}.{name}").READER for name in names)


def choose_reader(head: Head) -> Reader | None:
    """The reader that is surest of these first bytes; None where none knows them."""
    sure = [(reader.sniff(head), reader.is_hinted(head), reader) for reader in all_readers()]
    score, _, reader = max(sure, key=lambda one: one[:2])
    return reader if score > NEVER else None
