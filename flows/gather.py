"""From inputs to batches: what is read, what need not be, and the cursors of the inputs that end in a batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.article import RawArticle
from schemas.cursor import Validators
from schemas.keys import payload_key, stable_key
from schemas.rejection import Rejected
from schemas.rows import CursorRow
from schemas.run import RunRequest
from tasks.read import OpenInput, ReadLimits, input_name, open_inputs

Read = RawArticle | Rejected


@dataclass
class Progress:
    """One input on its way."""

    opened: OpenInput
    records: int = 0
    bytes: int = 0
    is_held: bool = False

    @property
    def size(self) -> int:
        return self.bytes if self.opened.size is None else self.opened.size


@dataclass
class Gathered:
    """The records of one batch; the inputs that end in it, and those that were passed over because nothing changed."""

    records: list[Read] = field(default_factory=list)
    owners: dict[str, Progress] = field(default_factory=dict)
    ended: list[Progress] = field(default_factory=list)
    passed_over: list[Progress] = field(default_factory=list)
    done_bytes: int = 0

    def add(self, record: Read, owner: Progress) -> None:
        self.records.append(record)
        self.owners[_ref(record)] = owner
        owner.records += 1
        owner.bytes += len(record.payload)

    @property
    def passed_over_count(self) -> int:
        return sum(one.records for one in self.passed_over)

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
            one = Progress(opened)
            if opened.is_unchanged:
                one.records = self._cursors[self._id(opened.ref)].records
                batch.passed_over.append(one)
            for record in opened.outcomes:
                if len(batch.records) == self._size:
                    batch.done_bytes = done_bytes + min(one.bytes, one.size)
                    yield batch
                    batch = Gathered()
                batch.add(record, one)
            done_bytes += one.size
            batch.ended.append(one)
        if batch.ended:
            batch.done_bytes = done_bytes
            yield batch

    def _opened(self) -> Iterable[OpenInput]:
        """The inputs of the request, unless others are given, such as held records."""
        if self._given is not None:
            return self._given
        return open_inputs(self._request.inputs, hint=self._request.hint, limits=self._limits, known=self._validators)

    def cursors_of(self, batch: Gathered, held: list[Rejected], *, run_id: str, now: datetime) -> list[CursorRow]:
        """The cursors of the inputs that end in the batch.

        An input of which a record was held has none: it is read again, so that what was mended gets in.
        """
        for rejected in held:
            if owner := batch.owners.get(rejected.source_ref):
                owner.is_held = True
        found = [(one, None if one.is_held else one.opened.validators()) for one in batch.ended]
        return [self._row(one, validators, run_id, now) for one, validators in found if validators]

    def _row(self, one: Progress, validators: Validators, run_id: str, now: datetime) -> CursorRow:
        return CursorRow(
            cursor_id=self._id(one.opened.ref),
            source_ref=one.opened.ref,
            records=one.records,
            run_id=run_id,
            read_at=now,
            **validators.model_dump(),
        )

    def _validators(self, name: str) -> Validators | None:
        row = self._cursors.get(stable_key(self._scope, name))
        return Validators(**{key: getattr(row, key) for key in Validators.model_fields}) if row else None

    def _id(self, ref: str) -> str:
        return stable_key(self._scope, input_name(ref))


def _ref(record: Read) -> str:
    return record.ref if isinstance(record, RawArticle) else record.source_ref
