"""One input as a stream of bytes, with what is known of it from outside."""

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from schemas.article import RawArticle, RawFields, SourceHint
from schemas.rejection import Origin, Refusal, Rejected
from tasks.read.decode import decode_leniently
from tasks.read.limits import NO_HINT, ReadLimits
from tasks.read.markup import refuse_crowded

HEAD_BYTES = 65_536
Opener = Callable[[], BinaryIO]
Outcome = RawArticle | Rejected
_NO_FIELDS = RawFields()


@dataclass(frozen=True)
class Head:
    """The first bytes of an input, for sniffing."""

    data: bytes
    name: str
    media_type: str | None = None
    columns: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The first bytes as text, white space before it cut; bytes that fit no encoding become U+FFFD."""
        text = decode_leniently(self.data).replace("\r\n", "\n")
        return text.lstrip("\ufeff \t\r\n")

    @cached_property
    def lines(self) -> list[str]:
        """The first full lines that are not blank."""
        lines = self.text.splitlines()
        whole = lines if len(self.data) < HEAD_BYTES or len(lines) == 1 else lines[:-1]
        return [line for line in whole if line.strip()]

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name.split("?")[0]).suffix.lower()


@dataclass(frozen=True)
class Blob:
    """An input to be read: how to open it, how to name what is in it, what its surroundings say of it."""

    ref: str
    input_id: str
    open: Opener
    limits: ReadLimits
    hint: SourceHint = NO_HINT
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    depth: int = 0
    notes: tuple[str, ...] = ()
    label: str | None = None
    # Opens what stands beside this input (a manifest's files); raises Refusal where it may not or cannot.
    sibling: Callable[[str], Opener] | None = field(default=None, repr=False)
    # Of a file that grows: where reading begins, after so many records, and who is told where each record ends.
    start: int = 0
    before: int = 0
    passed: Callable[[int], None] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The file's own name, for its suffix and for messages."""
        return self.label or self.ref.rsplit("/", 1)[-1].rsplit("!", 1)[-1]

    def with_changes(self, **changes: Any) -> "Blob":
        return replace(self, **changes)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The stream from where reading begins."""
        with self.open() as stream:
            if self.start:
                stream.seek(self.start)
            yield stream

    def pass_to(self, place: int) -> None:
        """Tell that all records up to this place, in bytes of the whole, are those that were given."""
        if self.passed:
            self.passed(place)

    @cached_property
    def head(self) -> Head:
        """Raises what opening raises; what ends too early is sniffed as far as it goes."""
        parts: list[bytes] = []
        with self.open() as stream:
            try:
                parts.extend(_parts(stream, HEAD_BYTES))
            except (EOFError, zlib.error, OSError):
                if not parts:
                    raise
        return Head(b"".join(parts), self.name, self.media_type, self.hint.columns)

    def read(self) -> bytes:
        """The whole input. Raises Refusal too_large above the limit."""
        limit = self.limits.max_input_bytes
        with self.open() as stream:
            data = b"".join(_parts(stream, limit + 1))
        if len(data) > limit:
            raise Refusal("too_large", f"more than {limit:,} bytes; cut it up or raise max_input_bytes")
        return data

    def lines(self) -> Iterator[bytes | None]:
        """Line by line, ends kept; None in the place of a line above the limit. The end of each is told before it."""
        limit, place = self.limits.max_input_bytes, self.start
        with self.opened() as stream:
            buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
            while line := buffered.readline(limit + 1):
                place += len(line)
                is_long = len(line) > limit
                while is_long and line and not line.endswith(b"\n"):
                    line = buffered.readline(limit)
                    place += len(line)
                self.pass_to(place)
                yield None if is_long else line

    def article(
        self,
        shape: str,
        payload: bytes,
        fields: RawFields = _NO_FIELDS,
        *,
        number: int | None = None,
        text: str | None = None,
        notes: tuple[str, ...] = (),
        hint: SourceHint | None = None,
        fetched_at: datetime | None = None,
    ) -> Outcome:
        """The article under this input's name (#number in a container), held when it is above the size limit."""
        # A page's mark-up may be long however short its article is, so a page counts only by bytes.
        longest = max(
            len(text or "") if shape != "html" else 0, len(fields.body_text or ""), len(fields.body_html or "")
        )
        if longest > self.limits.max_article_chars:
            detail = f"one article of {longest:,} characters; cut it into articles or raise max_article_chars"
            return self.held("too_large", detail, payload, number=number)
        try:
            refuse_crowded(text if shape == "html" and text else fields.body_html or "")
        except Refusal as refusal:
            return self.held(refusal.reason, refusal.detail, payload, number=number)
        if self.url and not fields.url:
            fields = fields.model_copy(update={"url": self.url})
        mark = "" if number is None else f"#{number}"
        return RawArticle(
            ref=self.ref + mark,
            input_id=self.input_id + mark,
            shape=shape,
            payload=payload,
            text=text,
            fields=fields,
            hint=hint or self.hint,
            fetched_at=fetched_at or self.fetched_at,
            notes=(*self.notes, *notes),
        )

    def held(self, reason: str, detail: str, payload: bytes = b"", *, number: int | None = None) -> Rejected:
        """The record of what could not be read, under the name that its article would have had."""
        mark = "" if number is None else f"#{number}"
        return Rejected(
            stage="read",
            reason=reason,
            detail=f"{self.name}{mark}: {detail}",
            source_ref=self.ref + mark,
            input_id=self.input_id + mark,
            payload=payload,
            origin=Origin(
                input_id=self.input_id + mark,
                media_type=self.media_type,
                url=self.url,
                fetched_at=self.fetched_at,
                hint=self.hint,
            ),
        )


def _parts(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Up to `size` bytes, as the stream gives them: what was unpacked before it breaks is not lost."""
    take = getattr(stream, "read1", stream.read)
    while size > 0 and (part := take(min(size, 1 << 20))):
        yield part
        size -= len(part)
