"""CSV, TSV and their kin: one article a row, the columns known by their names."""

import csv
import io
from collections import deque
from collections.abc import Iterator

from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.columns import article_of_row, is_article, known_columns
from tasks.read.decode import detect
from tasks.read.foreign import is_binary
from tasks.read.given import has_text, refuse_missing
from tasks.read.registry import LIKELY, NEVER, POSSIBLE, Reader

_DELIMITERS = ",\t;|"
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# An open quote mark swallows lines up to here before the row counts as broken.
_ROW_CHARS = 4_000_000


def sniff(head: Head) -> int:
    """Likely where the first line names article columns; possible where it is at least a table."""
    if is_binary(head.data) or not head.lines or head.text.startswith(("<", "{", "[")):
        return NEVER
    header = _header(head.lines[0], head.columns)
    if header and is_article(header[1], head.columns):
        return LIKELY + 2
    if not header or len(header[1]) < 2 or len(head.lines) < 2 or not READER.is_hinted(head):
        return NEVER
    return POSSIBLE if len(_cells(head.lines[1], header[0])) == len(header[1]) else NEVER


def _header(line: str, given: tuple[str, ...]) -> tuple[str, list[str]] | None:
    """The delimiter and the column names of a first line; None where it is no table."""
    tried = [(delimiter, _cells(line, delimiter)) for delimiter in _DELIMITERS if delimiter in line]
    return max(tried, key=lambda one: (has_text(one[1], given), len(known_columns(one[1])), len(one[1])), default=None)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def read(blob: Blob) -> Iterator[Outcome]:
    csv.field_size_limit(max(csv.field_size_limit(), _ROW_CHARS))
    repairs: list[str] = []
    rows = _Rows(_lines(blob, repairs))
    first = rows.raw()
    given = blob.hint.columns
    header = _header(first.lstrip("\ufeff").strip("\r\n"), given) if first else None
    if header:
        refuse_missing(header[1], given)
    if header is None or not is_article(header[1], given):
        raise Refusal("no_article_columns", "its columns are not known; name them title, body, author, date, url …")
    delimiter, names = header
    number = 0
    while (found := rows.next(delimiter)) is not None:
        cells, raw = found
        noted, repairs[:] = tuple(dict.fromkeys(repairs)), []
        if isinstance(cells, list) and not any(cell.strip() for cell in cells):
            continue
        number += 1
        payload = f"{first.rstrip()}\n{raw.rstrip()}\n".encode("utf-8", "surrogatepass")
        try:
            if isinstance(cells, Refusal):
                raise cells
            yield _article(blob, names, cells, payload, number, noted)
        except Refusal as refusal:
            yield blob.held(refusal.reason, refusal.detail, payload, number=number)
    if not number:
        raise Refusal("no_articles", "a header without rows; export it again")


def _article(
    blob: Blob, names: list[str], cells: list[str], payload: bytes, number: int, notes: tuple[str, ...]
) -> Outcome:
    if len(cells) != len(names):
        # Nothing tells which column is missing or doubled, and a wrong value is worse than none.
        detail = f"{len(cells)} cells under {len(names)} columns; quote cells that hold the delimiter"
        raise Refusal("broken_row", detail)
    return article_of_row(blob, "delimited", dict(zip(names, cells, strict=True)), payload, number, notes)


class _Rows:
    """Rows off a stream of lines, each with its own lines; an open quote costs one line, not the rest of the file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()

    def raw(self) -> str:
        """The next line that is not blank; "" at the end."""
        return next((line for line in self._feed([]) if line.strip()), "")

    def next(self, delimiter: str) -> tuple[list[str] | Refusal, str] | None:
        """The cells of the next row, or why it has none, and its lines; None at the end."""
        taken: list[str] = []
        try:
            cells = next(csv.reader(self._feed(taken), delimiter=delimiter, strict=True), None)
        except (csv.Error, Refusal) as exc:
            if not taken:
                return None
            self._back.extendleft(reversed(taken[1:]))
            return Refusal("broken_row", f"{exc}; check its quote marks, each one inside a cell doubled"), taken[0]
        return None if cells is None else (cells, "".join(taken))

    def _feed(self, taken: list[str]) -> Iterator[str]:
        size = 0
        while True:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                return
            taken.append(line)
            size += len(line)
            if size > _ROW_CHARS:
                raise Refusal("broken_row", "a quote mark opens and does not close")
            yield line


def _lines(blob: Blob, repairs: list[str]) -> Iterator[str]:
    """The lines as text, each in its own encoding: exports mix them. Notes on it go to `repairs`."""
    head = blob.head.data
    wide = _WIDE.get(head[:2])
    if wide or (b"\r" in head and b"\n" not in head):
        with blob.open() as stream, io.TextIOWrapper(stream, wide or "utf-8", "replace") as text:
            yield from text
        return
    fallback = None
    for raw in blob.lines():
        if raw is None:
            yield "\ufffd" * (_ROW_CHARS + 1)  # longer than any row may be; held as one
            continue
        try:
            yield raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            fallback = fallback or detect(head if _has_high(head) else raw)
            repairs.append("encoding:undecodable" if fallback == "utf-8" else f"encoding:{fallback}")
            yield raw.decode(fallback, "replace")


def _has_high(data: bytes) -> bool:
    try:
        data[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


READER = Reader(
    "delimited",
    sniff,
    read,
    suffixes=(".csv", ".tsv", ".tab"),
    media_types=("text/csv", "text/tab-separated-values", "application/csv"),
)
