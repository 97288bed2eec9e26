"""Which reader reads what: every module in readers/ and every file of the user's offers one; the content chooses."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from schemas.article import RawArticle
from schemas.errors import SettingsError
from schemas.rejection import Refusal, Rejected
from tasks.read import readers as readers_package
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.foreign import foreign

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
    # Records stand one after the other, so that of a file that grew only what is new need be read.
    grows: bool = False

    def is_hinted(self, head: Head) -> bool:
        return head.suffix in self.suffixes or (head.media_type or "").split(";")[0].strip() in self.media_types


class ReaderError(SettingsError):
    """A file of the user's that offers no reader."""


@cache
def all_readers(own: tuple[Path, ...] = ()) -> tuple[Reader, ...]:
    """The readers of the user's files, then the shipped ones by name; one of the same shape replaces the shipped one.

    Raises ReaderError for a file that cannot be loaded or has no READER.
    """
    mine = own_readers(own)
    names = sorted(module.name for module in pkgutil.iter_modules(readers_package.__path__))
    shipped = [importlib.import_module(f"{readers_package.__name__}.{name}").READER for name in names]
    replaced = {reader.shape for reader in mine}
    return (*mine, *(reader for reader in shipped if reader.shape not in replaced))


@cache
def own_readers(own: tuple[Path, ...]) -> tuple[Reader, ...]:
    """The readers of the user's files. Raises ReaderError for a file that cannot be loaded or has no READER."""
    return tuple(_load(path) for path in own)


def choose_reader(head: Head, own: tuple[Path, ...] = ()) -> Reader | None:
    """The reader that is surest of these first bytes; None where none knows them, or they are known to be unreadable.

    A reader of the user's own may know what the shipped ones take for something else.
    """
    readers = all_readers(own)
    sure = [(reader.sniff(head), reader.is_hinted(head), reader) for reader in readers]
    score, _, reader = max(sure, key=lambda one: one[:2])
    if score == NEVER or (reader not in readers[: len(own)] and foreign(head)):
        return None
    return reader


def _load(path: Path) -> Reader:
    """The `READER` of a file, whose code runs once."""
    name = f"copydesk_reader_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ReaderError(f"{path}: not a Python file; `readers` lists files that end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses of the file look themselves up there
    try:
        spec.loader.exec_module(module)
    except Exception as exc:  # whatever the user's code raises
        raise ReaderError(
            f"{path}: cannot be loaded ({type(exc).__name__}: {exc}); mend it, or take it out of `readers`"
        ) from exc
    reader = getattr(module, "READER", None)
    if not isinstance(reader, Reader):
        raise ReaderError(f"{path}: offers no reader; end it with READER = Reader(shape, sniff, read)")
    return _looked_at(reader, path)


def _looked_at(reader: Reader, path: Path) -> Reader:
    """The reader, held to what it gives: what is neither an article nor held would stop the whole run."""

    def sniff(head: Head) -> int:
        score: object = reader.sniff(head)
        if not isinstance(score, int):
            raise _wrong(path, f"sniff gave {type(score).__name__} instead of a number, such as LIKELY or NEVER")
        return score

    def read(blob: Blob) -> Iterator[Outcome]:
        outcomes: object = reader.read(blob)
        if not isinstance(outcomes, Iterable):
            raise _wrong(path, f"read gave {type(outcomes).__name__} instead of articles; `yield` each of them")
        for outcome in outcomes:
            if not isinstance(outcome, RawArticle | Rejected):
                raise _wrong(path, f"read gave {type(outcome).__name__} instead of blob.article(…) or blob.held(…)")
            yield outcome

    return replace(reader, sniff=sniff, read=read)


def _wrong(path: Path, what: str) -> Refusal:
    return Refusal("read_failed", f"your own reader {path} is wrong: {what}. Mend it there, then replay")
