"""Inputs one by one, each with what tells whether it has changed since it was last read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.addresses import without_login
from schemas.article import SourceHint
from schemas.cursor import Validators
from tasks.read.blob import Blob, Opener, Outcome
from tasks.read.dispatch import as_refusal, held_input, read_blob
from tasks.read.inputs import find_blobs
from tasks.read.limits import NO_HINT, SAFE, ReadLimits
from tasks.read.web import Web

Known = Callable[[str], Validators | None]
_PART = 1 << 20


@dataclass
class Grown:
    """A file whose shape lets it grow: how far its records have been given, and what it is like up to any place.

    Reading begins at `start`, after `before` records; `place` is the end of the record that was given last, in bytes,
    None in a shape that is read whole.
    """

    path: Path
    found: Validators
    start: int = 0
    before: int = 0
    place: int | None = None

    def __post_init__(self) -> None:
        self._hashed, self._digest = 0, hashlib.blake2b(digest_size=16)

    def passed(self, place: int) -> None:
        """Told by the reader before it gives a record."""
        self.place = place

    def digest_to(self, place: int) -> str:
        """The key of the file's first bytes. Raises OSError where the file is gone."""
        if place < self._hashed:
            self._hashed, self._digest = 0, hashlib.blake2b(digest_size=16)
        with self.path.open("rb") as stream:
            stream.seek(self._hashed)
            while part := stream.read(min(_PART, place - self._hashed)):
                self._digest.update(part)
                self._hashed += len(part)
        return self._digest.hexdigest()

    def validators_to(self, place: int, records: int) -> Validators | None:
        """What the file was like when it was opened, with so many records loaded, which end at this place."""
        try:
            read = {"read_to": place, "digest": self.digest_to(place), "records": records}
        except OSError:
            return None
        return self.found.model_copy(update=read)


@dataclass
class OpenInput:
    """One input: what it holds as a stream, unless it is as it was.

    `validators` says what it is like, once the stream has ended; None where it must be read again every time. `grown`
    says the same of a file in the middle of its stream, where its shape lets it grow.
    """

    ref: str
    size: int | None = None
    outcomes: Iterator[Outcome] = field(default_factory=lambda: iter(()))
    is_unchanged: bool = False
    validators: Callable[[], Validators | None] = lambda: None
    grown: Grown | None = None


def open_inputs(
    inputs: Sequence[str],
    *,
    hint: SourceHint = NO_HINT,
    limits: ReadLimits = SAFE,
    known: Known = lambda _ref: None,
) -> Iterator[OpenInput]:
    """Every file and address behind the names, in order; `known` gives what an input was like when it was last read.

    What cannot be opened comes as an input that holds one Rejected; bad data never raises.
    """
    with Web(limits) as web:
        for given in inputs:
            try:
                if given.startswith(("http://", "https://")):
                    yield _fetched(web, given, hint, known(without_login(given)))
                    continue
                for blob in find_blobs(given, hint, limits):
                    yield _opened(blob, known)
            except Exception as exc:  # the name itself leads nowhere
                name = without_login(given)
                yield OpenInput(name, outcomes=iter([held_input(name, as_refusal(exc))]))


def input_name(ref: str) -> str:
    """The name of an input wherever the run is started: an address, or the absolute path of a file."""
    return ref if "://" in ref else str(Path(ref).absolute())


def total_bytes(inputs: Sequence[str]) -> int | None:
    """The size of all files behind the names; None where one is an address, or cannot be looked up."""
    if any("://" in given for given in inputs):
        return None
    try:
        blobs = (blob for given in inputs for blob in find_blobs(given, NO_HINT, SAFE))
        return sum(Path(blob.ref).stat().st_size for blob in blobs)
    except Exception:  # reading will say what is wrong
        return None


def _opened(blob: Blob, known: Known) -> OpenInput:
    if "://" in blob.ref:  # other stores say too little, and to read an object twice is dear
        return OpenInput(blob.ref, outcomes=read_blob(blob))
    return _file(blob, known(input_name(blob.ref)))


def _file(blob: Blob, before: Validators | None) -> OpenInput:
    path = Path(blob.ref)
    try:
        grown = Grown(path, _measured(path))
        if before and (same := _unchanged(path, grown.found, before)):
            return OpenInput(blob.ref, grown.found.size, is_unchanged=True, validators=lambda: same)
        if before and before.read_to and grown.digest_to(before.read_to) == before.digest:
            grown.start, grown.before = before.read_to, before.records
    except OSError:  # reading says why
        return OpenInput(blob.ref, outcomes=read_blob(blob))
    watched, leads_on = _watched(blob)
    watched = watched.with_changes(start=grown.start, before=grown.before, passed=grown.passed)

    def validators() -> Validators | None:
        # A manifest says nothing of the files that it leads to, and what changed meanwhile was read in part.
        if leads_on or not path.exists() or _measured(path) != grown.found:
            return None
        return grown.found.model_copy(update={"digest": _digest(blob.open)})

    return OpenInput(blob.ref, grown.found.size, read_blob(watched), validators=validators, grown=grown)


def _unchanged(path: Path, found: Validators, before: Validators) -> Validators | None:
    """The validators of today where all that is in the file was read before, else None."""
    if before.size != found.size or before.read_to not in (None, found.size):
        return None
    if before.mtime_ns == found.mtime_ns:
        return before
    digest = _digest(lambda: path.open("rb"))
    return before.model_copy(update={"mtime_ns": found.mtime_ns}) if before.digest == digest else None


def _fetched(web: Web, url: str, hint: SourceHint, before: Validators | None) -> OpenInput:
    """An address: the server says whether it has changed, else its content does."""
    found = web.fetch(url, hint, before)
    name = without_login(url)
    if found.blob is None:
        return OpenInput(name, is_unchanged=True, validators=lambda: found.validators)
    digest = _digest(found.blob.open)
    now = found.validators.model_copy(update={"digest": digest})
    if before and before.digest == digest:
        return OpenInput(name, is_unchanged=True, validators=lambda: now)
    return OpenInput(name, outcomes=read_blob(found.blob), validators=lambda: now)


def _watched(blob: Blob) -> tuple[Blob, list[str]]:
    """The input, and a list that names what it opens beside itself."""
    opened: list[str] = []

    def sibling(name: str) -> Opener:
        opened.append(name)
        assert blob.sibling
        return blob.sibling(name)

    return (blob.with_changes(sibling=sibling) if blob.sibling else blob), opened


def _measured(path: Path) -> Validators:
    found = path.stat()
    return Validators(size=found.st_size, mtime_ns=found.st_mtime_ns)


def _digest(opener: Opener) -> str:
    """As payload_key, without holding the whole of it."""
    digest = hashlib.blake2b(digest_size=16)
    with opener() as stream:
        while part := stream.read(_PART):
            digest.update(part)
    return digest.hexdigest()
