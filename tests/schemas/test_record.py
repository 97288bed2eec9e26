"""Records as Arrow rows."""

import gc
import pickle
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


def test_the_columns_of_many_rows_stay_apart_however_the_rows_were_made() -> None:
    # Rows are turned over by the order of their own dicts.
    given = {"raw": b"r", "words": ("w",), "name": "a", "at": None}
    made = [
        Row(**given),
        Row.model_construct(**given),
        Row.model_validate({"words": ["w"], "raw": b"r", "at": None, "name": "a"}),
        Row(name="b", at=None, words=("w",)).model_copy(update={"raw": b"r", "name": "a"}),
        Row.model_validate_json('{"words": ["w"], "raw": "r", "at": null, "name": "a"}'),
        pickle.loads(pickle.dumps(Row(**given))),
    ] * 400

    table = Row.to_arrow(made)

    assert table.to_pylist() == [{"name": "a", "at": None, "words": ["w"], "raw": b"r"}] * len(made)


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
