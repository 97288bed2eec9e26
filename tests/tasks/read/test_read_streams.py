"""Containers stream: ten times the input needs no more memory."""

import gzip
import io
import itertools
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import SAFE
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.read.blob import Blob
from tasks.read.dispatch import read_blob

_WORDS = Random(7)
TEXT = " ".join(f"word{_WORDS.randrange(10_000)}" for _ in range(1_200))  # 10,000 characters
SMALL, LARGE = 100, 1_000  # articles: 1 and 10 megabytes
SLACK = 1_000_000


class Made(io.RawIOBase):
    """A stream of what a generator gives, so that the input itself takes no memory."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest and (part := next(self._parts, None)) is not None:
            self._rest = part
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def row(number: int) -> dict[str, str]:
    return {"title": f"Dam {number}", "body": TEXT, "url": f"https://v.example/{number}", f"extra{number}": "x"}


def jsonl(count: int) -> Iterator[bytes]:
    return (json.dumps(row(number)).encode() + b"\n" for number in range(count))


def csv(count: int) -> Iterator[bytes]:
    rows = (f'Dam {number},"{TEXT}",https://v.example/{number}\n'.encode() for number in range(count))
    return itertools.chain([b"title,body,url\n"], rows)


def packed(count: int) -> Iterator[bytes]:
    # Members of their own, as crawlers write them; one alone would pack into nothing.
    return (gzip.compress(line, 1) for line in jsonl(count))


def warc_record(number: int, *, pack: bool) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=pack)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    page = io.BytesIO(f"<html><body><p>{TEXT}</p></body></html>".encode())
    writer.write_record(
        writer.create_warc_record(f"https://v.example/{number}", "response", page, http_headers=headers)
    )
    return buffer.getvalue()


def warc(count: int) -> Iterator[bytes]:
    return (warc_record(number, pack=False) for number in range(count))


def warc_packed(count: int) -> Iterator[bytes]:
    record = warc_record(1, pack=True)
    return (record for _ in range(count))


def mbox(count: int) -> Iterator[bytes]:
    opening = b"From press@vell.example Tue Mar  5 09:00:00 2024\n"
    head = b"From: Press <press@vell.example>\nSubject: Dam\nDate: Tue, 5 Mar 2024 09:00:00 +0000\nTo: a@b.example\n\n"
    return (opening + head + TEXT.encode() + b"\n\n" for _ in range(count))


def peak(make: Callable[[int], Iterator[bytes]], count: int) -> int:
    """The most memory that reading so many articles takes at once, beyond what it took before."""
    blob = Blob("made", "made", lambda: cast(BinaryIO, io.BufferedReader(Made(make(count)))), SAFE)
    tracemalloc.start()
    found = sum(1 for _ in read_blob(blob))
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == count
    return highest


@pytest.mark.parametrize("make", [jsonl, csv, packed, warc, warc_packed, mbox])
def test_ten_times_the_input_needs_no_more_memory(make):
    peak(make, 10)  # what is imported and cached once is no growth
    assert peak(make, LARGE) < peak(make, SMALL) + SLACK


def test_a_long_table_in_a_file_needs_no_more_memory(tmp_path: Path):
    def file(count: int) -> Callable[[], BinaryIO]:
        path = tmp_path / f"{count}.parquet"
        if not path.exists():
            schema = pa.schema([("title", pa.string()), ("body", pa.string())])
            with pq.ParquetWriter(path, schema) as writer:
                for start in range(0, count, 100):
                    rows = [{"title": f"Dam {start + n}", "body": f"{start + n} {TEXT}"} for n in range(100)]
                    writer.write_table(pa.Table.from_pylist(rows, schema))
        return lambda: path.open("rb")

    def highest(count: int) -> int:
        before = pa.total_allocated_bytes()
        most = 0
        for _ in read_blob(Blob("t.parquet", "t.parquet", file(count), SAFE)):
            most = max(most, pa.total_allocated_bytes() - before)
        return most

    assert highest(2_000) < highest(200) + 10_000_000


def test_a_large_member_of_a_zip_needs_no_more_memory(tmp_path: Path):
    def archive(count: int) -> Path:
        path = tmp_path / f"{count}.zip"
        with zipfile.ZipFile(path, "w") as packed_files, packed_files.open("rows.jsonl", "w") as member:
            for line in jsonl(count):
                member.write(line)
        return path

    def highest(count: int) -> int:
        path = archive(count)
        tracemalloc.start()
        assert sum(1 for _ in read_blob(Blob("a.zip", "a.zip", lambda: path.open("rb"), SAFE))) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    highest(10)
    assert highest(LARGE) < highest(SMALL) + SLACK
