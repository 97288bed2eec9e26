"""Documents that are no news data, and easily taken for some: what each is, and what to do with it."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.rejection import Refusal
from tasks.read.blob import Head
from tasks.read.markup import root_name

_TEXT_CONTROLS = b"\t\n\r\f\x1b\x0b\x08\x1a"
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in _TEXT_CONTROLS)


@dataclass(frozen=True)
class _Kind:
    """One kind of document, from data/foreign.toml."""

    what: str
    mend: str
    begins: tuple[re.Pattern[str], ...] = ()
    roots: frozenset[str] = frozenset()
    bytes: tuple[tuple[int, bytes], ...] = ()
    members: frozenset[str] = frozenset()
    is_archive: bool = False

    def is_of(self, head: Head, root: str | None, *, binary: bool) -> bool:
        return (
            root in self.roots
            or any(pattern.match(head.text) for pattern in self.begins)
            # Two or four letters begin many a text.
            or (binary and any(head.data.startswith(mark, at) for at, mark in self.bytes))
        )

    def refusal(self, *, binary: bool) -> Refusal:
        reason = "binary_file" if binary and not self.is_archive else "unknown_shape"
        return Refusal(reason, f"{self.what}; {self.mend}")


def is_binary(data: bytes) -> bool:
    """Bytes that no text encoding would hold: NUL (UTF-16 and UTF-32 with their mark aside) or many controls."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return b"\x00" in data or controls * 50 > len(data)


def foreign(head: Head) -> Refusal | None:
    """Why an input that begins so cannot be read; None where it is of no kind that is known not to be."""
    binary = is_binary(head.data)
    root = root_name(head.text) if head.text.startswith("<") else None
    found = next((kind for kind in _kinds() if kind.is_of(head, root, binary=binary)), None)
    return found.refusal(binary=binary) if found else None


def refuse_document(members: Collection[str]) -> None:
    """Raises Refusal unknown_shape for a document that is stored as a ZIP of these files."""
    there = set(members)
    for kind in _kinds():
        if kind.members & there:
            raise kind.refusal(binary=False)


@cache
def _kinds() -> tuple[_Kind, ...]:
    data = tomllib.loads(files("tasks.read").joinpath("data/foreign.toml").read_text(encoding="utf-8"))
    return tuple(
        _Kind(
            what=one["what"],
            mend=one["mend"],
            begins=tuple(re.compile(pattern) for pattern in one.get("begins", ())),
            roots=frozenset(one.get("roots", ())),
            bytes=tuple((at, mark.encode("latin-1")) for at, mark in one.get("bytes", ())),
            members=frozenset(one.get("members", ())),
            is_archive=one.get("is_archive", False),
        )
        for one in data["kind"]
    )
