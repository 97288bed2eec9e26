"""Held records as inputs of a run: what was kept of each is read again as it was read at first."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from schemas.article import RawArticle
from schemas.keys import payload_key
from schemas.rejection import Origin, Rejected
from schemas.rows import QuarantineRow
from tasks.load.quarantine import quarantine_id
from tasks.read import OpenInput, ReadLimits, open_inputs, read_bytes
from warehouse.quarantine import dropped_rows, held_rows

Outcome = RawArticle | Rejected

# The raw inputs of so many records are in memory at once.
_AT_ONCE = 100
_NUMBER = re.compile(r"#\d+\Z")
_LINE = re.compile(r"\A(.+):(\d+)\Z")
_MEDIA_TYPES = {"html": "text/html", "text": "text/plain"}


class Open(Protocol):
    """Opens the warehouse for a moment."""

    def __call__(self, *, read_only: bool = False) -> AbstractContextManager[sa.Connection]: ...


@dataclass
class Held:
    """The held records that a run tries again, and the rules that a person lets them pass."""

    ids: Sequence[str]
    limits: ReadLimits
    waived: dict[str, Collection[str]] = field(default_factory=dict)

    def opened(self, open_: Open) -> Iterator[OpenInput]:
        """Each record as an input of its own, in the order in which they were first held."""
        ids = iter(self.ids)
        while some := list(islice(ids, _AT_ONCE)):
            with open_(read_only=True) as connection:
                rows = list(held_rows(connection, some))
            for row in rows:
                yield OpenInput(row.source_ref, len(row.payload), read_again(row, self.limits))


def origins_of(rejected: Sequence[Rejected], records: Sequence[Outcome]) -> list[Rejected]:
    """The rejected records, each with what was known of its input beside its content."""
    raws = {one.ref: one for one in records if isinstance(one, RawArticle)}
    return [
        one
        if one.origin or one.source_ref not in raws
        else one.model_copy(update={"origin": _origin(raws[one.source_ref])})
        for one in rejected
    ]


def set_aside(connection: sa.Connection, records: Sequence[Outcome]) -> tuple[list[Outcome], list[Rejected]]:
    """The records of a batch without those that somebody has dropped, and those as they were held then.

    A dropped input comes with every reading of its file; to try it again would cost, and might stop its source again.
    """
    rows = dropped_rows(connection, [_ref(one) for one in records])
    inputs = {(row.source_ref, row.payload): row for row in rows}
    ids = {row.quarantine_id for row in rows}
    wanted: list[Outcome] = []
    dropped: list[Rejected] = []
    for one in records:
        if isinstance(one, Rejected):
            # What cannot be read for another reason than before is news.
            (dropped if quarantine_id(one) in ids else wanted).append(one)
        elif row := inputs.get((one.ref, one.payload)):
            dropped.append(_as_held(row))
        else:
            wanted.append(one)
    return wanted, dropped


def waivers(rows: Sequence[QuarantineRow]) -> dict[str, Collection[str]]:
    """The rules that each input failed, by the key of its raw content: what a release lets it pass."""
    return {payload_key(row.payload): row.rules for row in rows}


def read_again(row: QuarantineRow, limits: ReadLimits) -> Iterator[Outcome]:
    """What a held record holds now: at least one outcome, so that no record is lost on the way."""
    origin = _origin_of(row)
    if row.payload and not _is_manifest_line(row):
        return _from_payload(row, origin, limits)
    found = _from_file(row, origin, limits)
    first = next(found, None)
    return iter([_as_held(row)]) if first is None else chain([first], found)


def _origin(raw: RawArticle) -> Origin:
    return Origin(
        input_id=raw.input_id,
        media_type=_MEDIA_TYPES.get(raw.shape),
        url=raw.fields.url,
        fetched_at=raw.fetched_at,
        hint=raw.hint,
    )


def _from_payload(row: QuarantineRow, origin: Origin, limits: ReadLimits) -> Iterator[Outcome]:
    """The kept content under the name of its file, by which some shapes are told, then under its own."""
    mark = _NUMBER.search(row.source_ref)
    file = row.source_ref[: mark.start()] if mark else row.source_ref
    outcomes = read_bytes(
        row.payload,
        file,
        input_id=file,
        hint=origin.hint,
        limits=limits,
        media_type=origin.media_type,
        url=origin.url,
        fetched_at=origin.fetched_at,
    )
    first, second = next(outcomes, None), next(outcomes, None)
    found = [one for one in (first, second) if one is not None]
    if mark and second is None:
        # One article of a container is kept inside a container of its own: its number there says nothing.
        return iter([_renamed(one, row.source_ref, origin.input_id) for one in found])
    return (
        _renamed(one, row.source_ref + _ref(one)[len(file) :], origin.input_id + _ref(one)[len(file) :])
        for one in chain(found, outcomes)
    )


def _from_file(row: QuarantineRow, origin: Origin, limits: ReadLimits) -> Iterator[Outcome]:
    """Nothing was kept, so the file or address itself is read once more, and what stands under the name is taken."""
    line = _LINE.match(row.source_ref) if _is_manifest_line(row) else None
    container = line[1] if line else _NUMBER.sub("", row.source_ref)
    if "://" not in container:
        container = container.split("!")[0]
    name = (_named_in(Path(container), int(line[2])) if line else None) or row.source_ref
    for opened in open_inputs([container], hint=origin.hint, limits=limits):
        for one in opened.outcomes:
            if _ref(one) == name or _ref(one).startswith((f"{name}#", f"{name}!")):
                yield one


def _named_in(manifest: Path, number: int) -> str | None:
    """What a line of a manifest names now, as reading calls it."""
    try:
        with manifest.open(encoding="utf-8-sig") as file:
            row = json.loads(next(islice(file, number - 1, None), ""))
        return str(manifest.parent / row["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_manifest_line(row: QuarantineRow) -> bool:
    """Of a manifest's line only the line was kept, not the file that it names."""
    line = _LINE.match(row.source_ref)
    return bool(line) and row.stage == "read" and "://" not in row.source_ref and Path(line[1]).is_file()  # type: ignore[index]


def _origin_of(row: QuarantineRow) -> Origin:
    return Origin.model_validate_json(row.origin) if row.origin else Origin(input_id=row.source_ref)


def _as_held(row: QuarantineRow) -> Rejected:
    """The record as it was held."""
    origin = _origin_of(row)
    return Rejected(
        stage=row.stage,
        reason=row.reason,
        detail=row.detail,
        source_ref=row.source_ref,
        input_id=origin.input_id,
        payload=row.payload,
        source_name=row.source_name,
        rules=row.rules,
        origin=origin,
    )


def _ref(one: Outcome) -> str:
    return one.ref if isinstance(one, RawArticle) else one.source_ref


def _renamed(one: Outcome, ref: str, input_id: str) -> Outcome:
    name = "ref" if isinstance(one, RawArticle) else "source_ref"
    return one.model_copy(update={name: ref, "input_id": input_id})
