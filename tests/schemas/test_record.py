"""Records as Arrow rows."""

import gc
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from schemas.record import Record, rarely_collected, uncollected


class Part(Record):
    number: int


class Row(Record):
    name: str | None
    at: datetime | None
    words: tuple[str, ...]
    raw: bytes = b""


class Whole(Record):
    parts: tuple[Part, ...]


def test_rows_become_arrow_value_by_value() -> None:
    at = datetime(2024, 3, 5, tzinfo=UTC)

    table = Row.to_arrow([Row(name="a", at=at, words=("x", "y"), raw=b"\x00"), Row(name=None, at=None, words=())])

    assert table.schema == Row.arrow_schema()
    assert table.to_pylist() == [
        {"name": "a", "at": at, "words": ["x", "y"], "raw": b"\x00"},
        {"name": None, "at": None, "words": [], "raw": b""},
    ]


def test_no_rows_are_an_empty_table_of_the_same_columns() -> None:
    assert Row.to_arrow([]).equals(pa.Table.from_pylist([], schema=Row.arrow_schema()))


def test_records_within_records_become_structs() -> None:
    assert Whole.to_arrow([Whole(parts=(Part(number=1),))]).to_pylist() == [{"parts": [{"number": 1}]}]


def test_garbage_is_looked_for_again_after_an_error() -> None:
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"), uncollected():
        fail()

    assert gc.isenabled()


def test_how_often_garbage_is_looked_for_is_as_before_after_an_error() -> None:
    usual, frozen = gc.get_threshold(), gc.get_freeze_count()

    def fail() -> None:
        assert gc.get_threshold() > usual
        assert gc.get_freeze_count() > frozen
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"), rarely_collected():
        fail()

    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == frozen
