"""From what a person names (a path, a folder, a glob, a store) to inputs that can be opened."""

import glob
import io
import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from schemas.article import SourceHint
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Opener, Outcome
from tasks.read.dispatch import read_blob
from tasks.read.limits import NO_HINT, SAFE, ReadLimits

# A folder that holds this file is what the file lists; nothing else in it is read.
MANIFEST = "inputs.jsonl"


def read_bytes(
    data: bytes,
    ref: str,
    *,
    input_id: str | None = None,
    hint: SourceHint = NO_HINT,
    limits: ReadLimits = SAFE,
    media_type: str | None = None,
    url: str | None = None,
    fetched_at: datetime | None = None,
) -> Iterator[Outcome]:
    """The articles of an input that is already in memory, such as a held payload."""
    yield from read_blob(
        Blob(
            ref=ref,
            input_id=input_id or ref,
            open=lambda: io.BytesIO(data),
            limits=limits,
            hint=hint,
            media_type=media_type,
            url=url,
            fetched_at=fetched_at,
        )
    )


def find_blobs(given: str, hint: SourceHint, limits: ReadLimits) -> Iterator[Blob]:
    """The inputs behind a path or the name of a store. Raises Refusal and OSError where it leads nowhere."""
    if "://" in given:
        yield from _remote(given, hint, limits)
    else:
        for path in _paths(given):
            yield _local(path, hint, limits)


def _paths(given: str) -> Iterator[Path]:
    path = Path(given).expanduser()
    if path.is_dir():
        yield from _files_below(path)
    elif path.exists():
        yield path
    elif matches := sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 (absolute patterns too)
        for match in matches:
            yield from _paths(match)
    else:
        raise Refusal("missing_file", "no such file, folder or glob match; check the spelling")


def _files_below(folder: Path) -> Iterator[Path]:
    """Files by name, folders after them; hidden ones and links that lead out of the folder are passed over."""
    if (folder / MANIFEST).is_file():
        yield folder / MANIFEST
        return
    root = folder.resolve()
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    if not entries:
        raise Refusal("no_articles", "the folder is empty; put files in it or name another")
    for entry in entries:
        if entry.is_file() and (not entry.is_symlink() or entry.resolve().is_relative_to(root)):
            yield entry
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            yield from _files_below(entry)


def _local(path: Path, hint: SourceHint, limits: ReadLimits) -> Blob:
    def sibling(name: str) -> Opener:
        folder = path.parent.resolve()
        target = (folder / name).resolve()
        if not target.is_relative_to(folder):
            raise Refusal("unsafe_path", f"{name} leads out of the manifest's folder; list files beside or below it")
        if not target.is_file():
            raise Refusal("missing_file", f"{name} is not beside the manifest; add the file or drop the line")
        return lambda: target.open("rb")

    name = str(path)
    if (written := os.fsencode(path).decode("utf-8", "backslashreplace")) != name:
        return Blob(written, written, _unnameable, limits, hint)
    return Blob(name, name, lambda: path.open("rb"), limits, hint, sibling=sibling)


def _unnameable() -> NoReturn:
    """No table takes a name that is no text, and a replay could not find the file by it."""
    raise Refusal("unreadable_file", "its name or its folder's is not in UTF-8; rename it")


def _remote(given: str, hint: SourceHint, limits: ReadLimits) -> Iterator[Blob]:
    """Any store that fsspec knows: one object, a glob, or all below a folder."""
    from fsspec.core import url_to_fs  # imported late: slow, and most runs read local files

    try:
        store, path = url_to_fs(given)
        names = store.glob(path) if glob.has_magic(path) else [path]
        objects = [name for top in names for name in (store.find(top) if store.isdir(top) else [top])]
    except (ValueError, ImportError) as exc:
        raise Refusal("unknown_store", f"{exc}; install the fsspec package for this store or use a local path") from exc
    if not objects:
        raise Refusal("missing_file", "nothing there; check the spelling")
    for name in objects:
        ref = store.unstrip_protocol(name)
        yield Blob(ref, ref, partial(store.open, name, "rb"), limits, hint)
