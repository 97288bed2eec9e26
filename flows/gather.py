"""From inputs to batches: what is read, what need not be, and the cursors of the inputs that end in a batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from schemas.article import RawArticle
from schemas.cursor import Validators
from schemas.keys import payload_key, stable_key
from schemas.rejection import Rejected
from schemas.rows import CursorRow
from schemas.run import RunRequest
from tasks.read import OpenInput, ReadLimits, input_name, open_inputs

Read = RawArticle | Rejected


class Place(NamedTuple):
    """Between two records of an input: bytes and records before it; no bytes where its shape is read whole."""

    byte: int | None
    records: int


@dataclass
class Progress:
    """One input on its way."""

    opened: OpenInput
    records: int = 0
    bytes: int = 0
    before: int = 0
    is_known: bool = False
    held_at: Place | None = None

    @property
    def size(self) -> int:
        return self.bytes if self.opened.size is None else self.opened.size

    @property
    def place(self) -> Place:
        """After the record that was read last."""
        grown = self.opened.grown
        return Place(grown.place if grown else None, self.before + self.records)


class Reached(NamedTuple):
    """How far an input was read in a batch."""

    input: Progress
    place: Place
    is_ended: bool


@dataclass
class Gathered:
    """The records of one batch; the inputs that end in it, and those that were passed over because nothing changed.

    `unknown_bytes` are of inputs that no earlier run has read.
    """

    records: list[Read] = field(default_factory=list)
    begins: dict[str, tuple[Progress, Place]] = field(default_factory=dict)
    reached: list[Reached] = field(default_factory=list)
    passed_over: list[Progress] = field(default_factory=list)
    done_bytes: int = 0
    unknown_bytes: int = 0

    def add(self, record: Read, owner: Progress, begin: Place) -> None:
        self.records.append(record)
        self.begins.setdefault(_ref(record), (owner, begin))
        owner.records += 1
        owner.bytes += len(record.payload)
        if not owner.is_known:
            self.unknown_bytes += len(record.payload)

    @property
    def ended(self) -> list[Progress]:
        return [one.input for one in self.reached if one.is_ended]

    @property
    def passed_over_count(self) -> int:
        """Records of inputs that did not change, and of those that only grew the records before that."""
        return sum(one.before for one in self.ended)

    def digest(self, request: RunRequest) -> str:
        """The key of the raw inputs and of what is asked of them."""
        inputs = (key for one in self.records for key in (one.input_id, payload_key(one.payload)))
        asked = (request.since, request.until, request.hint.model_dump_json())
        return stable_key(*asked, *inputs)


class Gatherer:
    """Gathers inputs into batches of `size` records; the cursors say which inputs need not be read again."""

    def __init__(
        self,
        request: RunRequest,
        limits: ReadLimits,
        *,
        size: int,
        scope: str,
        cursors: Mapping[str, CursorRow],
        opened: Iterable[OpenInput] | None = None,
    ) -> None:
        self._request, self._limits, self._size, self._given = request, limits, size, opened
        self._scope, self._cursors = scope, cursors

    def batches(self) -> Iterator[Gathered]:
        """Every record of every input, in order; a batch without records only where inputs were passed over."""
        batch, done_bytes = Gathered(), 0
        for opened in self._opened():
            cursor = self._cursors.get(self._id(opened.ref))
            one = Progress(opened, before=_records_before(opened, cursor), is_known=cursor is not None)
            if opened.is_unchanged:
                batch.passed_over.append(one)
            place = one.place
            for record in opened.outcomes:
                if len(batch.records) == self._size:
                    batch.done_bytes = done_bytes + min(one.bytes, one.size)
                    batch.reached.append(Reached(one, place, is_ended=False))
                    yield batch
                    batch = Gathered()
                batch.add(record, one, place)
                place = one.place
            done_bytes += one.size
            batch.reached.append(Reached(one, one.place, is_ended=True))
        if batch.reached:
            batch.done_bytes = done_bytes
            yield batch

    def _opened(self) -> Iterable[OpenInput]:
        """The inputs of the request, unless others are given, such as held records."""
        if self._given is not None:
            return self._given
        return open_inputs(self._request.inputs, hint=self._request.hint, limits=self._limits, known=self._validators)

    def cursors_of(self, batch: Gathered, held: Sequence[Rejected], *, run_id: str, now: datetime) -> list[CursorRow]:
        """The cursors of the inputs that end in the batch, and of files that grow those that go on, up to its end.

        A record that was held is read again, so that what was mended gets in: a file that grows has its cursor before
        it, any other input none.
        """
        for rejected in held:
            if begin := batch.begins.get(rejected.source_ref):
                owner, place = begin
                owner.held_at = min(owner.held_at or place, place, key=lambda one: one.records)
        found = [(one.input, _validators_at(one)) for one in batch.reached]
        return [self._row(one, validators, run_id, now) for one, validators in found if validators]

    def _row(self, one: Progress, validators: Validators, run_id: str, now: datetime) -> CursorRow:
        return CursorRow(
            cursor_id=self._id(one.opened.ref),
            source_ref=one.opened.ref,
            run_id=run_id,
            read_at=now,
            **validators.model_dump(),
        )

    def _validators(self, name: str) -> Validators | None:
        row = self._cursors.get(stable_key(self._scope, name))
        return Validators(**{key: getattr(row, key) for key in Validators.model_fields}) if row else None

    def _id(self, ref: str) -> str:
        return stable_key(self._scope, input_name(ref))


def _records_before(opened: OpenInput, cursor: CursorRow | None) -> int:
    if cursor and opened.is_unchanged:
        return cursor.records
    return opened.grown.before if opened.grown else 0


def _validators_at(reached: Reached) -> Validators | None:
    """What a later run is to know of the input once the batch is loaded; None where it must be read again."""
    one = reached.input
    place = one.held_at or reached.place
    if one.opened.grown and reached.place.byte is not None:
        return one.opened.grown.validators_to(place.byte, place.records) if place.byte else None
    validators = one.opened.validators() if reached.is_ended and not one.held_at else None
    return validators and validators.model_copy(update={"records": place.records})


def _ref(record: Read) -> str:
    return record.ref if isinstance(record, RawArticle) else record.source_ref
