"""A ZIP of any other shapes; its articles are numbered through, each noting the member that it came from."""

import io
import posixpath
import re
import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from schemas.article import RawArticle
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Opener, Outcome
from tasks.read.dispatch import read_blob
from tasks.read.foreign import refuse_document
from tasks.read.registry import CERTAIN, NEVER, Reader
from tasks.read.unpack import deeper, guarded, packed_in, refuse_bomb

_MANIFEST = "inputs.jsonl"
# What operating systems add of themselves.
_CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.I)
_DRIVE = re.compile(r"^(?:[/\\]|[A-Za-z]:)")


def sniff(head: Head) -> int:
    return CERTAIN if head.data.startswith((b"PK\x03\x04", b"PK\x05\x06")) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    depth = deeper(blob)
    with blob.open() as given:
        # The list of members stands at the end, so a stream that cannot go back is taken into memory.
        stream = given if given.seekable() else io.BytesIO(blob.read())
        with zipfile.ZipFile(stream) as archive:
            size = sum(member.compress_size for member in archive.infolist())
            packed = min(size, packed_in(given, lambda: size)())
            yield from _numbered(blob, _members(blob, archive, depth, packed))


def _numbered(blob: Blob, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    number = 0
    for outcome in outcomes:
        if not isinstance(outcome, RawArticle):
            yield outcome
            continue
        number += 1
        member = outcome.ref.removeprefix(f"{blob.ref}!")
        named = {"ref": f"{blob.ref}#{number}", "input_id": f"{blob.input_id}#{number}"}
        yield outcome.model_copy(update={**named, "notes": (*outcome.notes, f"member:{member}")})


def _members(blob: Blob, archive: zipfile.ZipFile, depth: int, packed: int) -> Iterator[Outcome]:
    """What is in the archive, whose members together were packed into so many bytes."""
    members = [member for member in archive.infolist() if not member.is_dir() and not _CLUTTER.search(member.filename)]
    refuse_document([member.filename for member in members])
    _refuse_unsafe(blob, archive.infolist())
    _refuse_overlaps(archive.infolist())
    # A member never unpacks to more than the archive says of it.
    refuse_bomb(sum(member.file_size for member in members), packed, blob.limits.max_ratio)
    if not members:
        raise Refusal("no_articles", "an archive without files; pack it again")
    by_name = {member.filename: member for member in members}
    for member in [by_name[_MANIFEST]] if _MANIFEST in by_name else members:
        ref = f"{blob.ref}!{member.filename}"
        yield from read_blob(
            blob.with_changes(
                ref=ref,
                input_id=f"{blob.input_id}!{member.filename}",
                open=_opener(blob, archive, member, packed),
                media_type=None,
                charset=None,
                depth=depth,
                label=posixpath.basename(member.filename),
                sibling=lambda name: _sibling(blob, archive, by_name, name, packed),
            )
        )


def _opener(blob: Blob, archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int) -> Opener:
    def unpacked() -> BinaryIO:
        if member.flag_bits & 1:
            raise Refusal("encrypted_archive", f"{member.filename} needs a password; unpack it by hand")
        try:
            return guarded(cast(BinaryIO, archive.open(member)), lambda: min(member.compress_size, packed), blob.limits)
        except NotImplementedError as exc:
            raise Refusal("unknown_shape", f"packed by a method that is not known ({exc}); unpack it by hand") from exc

    return unpacked


def _sibling(
    blob: Blob, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, packed: int
) -> Opener:
    if (member := members.get(posixpath.normpath(name))) is None:
        raise Refusal("missing_file", f"{name} is not in the archive; add the file or drop the manifest's line")
    return _opener(blob, archive, member, packed)


def _refuse_unsafe(blob: Blob, members: list[zipfile.ZipInfo]) -> None:
    """One member that would leave the folder on unpacking makes the whole archive suspect."""
    if len(members) > blob.limits.max_members:
        raise Refusal("archive_bomb", f"more than {blob.limits.max_members:,} files; unpack it by hand")
    for member in members:
        name = member.orig_filename
        if _DRIVE.match(name) or ".." in re.split(r"[/\\]", name) or "\x00" in name:
            raise Refusal("unsafe_archive_path", f"the member {name!r} leads out of the archive; pack it again without")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refusal("unsafe_archive_path", f"the member {name!r} is a link; pack the file itself")


def _refuse_overlaps(members: list[zipfile.ZipInfo]) -> None:
    """Members that share their bytes let a small archive unpack to any size, each of them harmless by itself."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise Refusal("archive_bomb", f"the member {member.filename!r} overlaps another; pack it again")
        end = member.header_offset + member.compress_size


READER = Reader("zip", sniff, read, suffixes=(".zip",), media_types=("application/zip", "application/x-zip-compressed"))
