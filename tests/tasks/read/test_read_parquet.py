"""Parquet as data frames write it: typed dates, nested values, empty columns, many row groups."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from reading import all_said, read, said


def parquet(table: pa.Table, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return bytes(sink.getvalue())


def fields(folder: Path, table: pa.Table, **options: Any) -> list[dict[str, Any]]:
    found = all_said(read(folder, "rows.parquet", parquet(table, **options)))
    return [{key: value for key, value in one.items() if key not in ("place", "shape")} for one in found]


BASE = {"title": ["Dam holds"], "body": ["The dam held."]}
SAID = {"title": "Dam holds", "body_text": "The dam held."}


def test_typed_times_keep_their_zone_and_those_without_get_none(tmp_path):
    moment = datetime(2021, 3, 4, 10, 0, 0, 123456, tzinfo=UTC)
    for kind, value, expected in (
        (pa.timestamp("ns", tz="UTC"), moment, "2021-03-04T10:00:00.123456+00:00"),
        (pa.timestamp("us", tz="Europe/Oslo"), moment, "2021-03-04T11:00:00.123456+01:00"),
        (pa.timestamp("ms"), datetime(2021, 3, 4, 10), "2021-03-04T10:00:00"),
        (pa.date32(), date(2021, 3, 4), "2021-03-04"),
        (pa.int64(), 1614852000, "2021-03-04T10:00:00+00:00"),
        (pa.string(), "4 March 2021", "4 March 2021"),
    ):
        table = pa.table({**BASE, "published_at": pa.array([value], kind)})
        assert fields(tmp_path, table) == [{**SAID, "published": expected}]


def test_nested_values_are_understood(tmp_path):
    table = pa.table(
        {
            **BASE,
            "authors": pa.array([[{"name": "Zoë Marín", "id": 7}, {"name": "Tom Ade", "id": 8}]]),
            "source": pa.array([{"name": "Vell Post", "domain": "vell.example"}]),
            "tags": pa.array([["dams", None, "water"]]),
            "scores": pa.array([[("a", 1.5)]], pa.map_(pa.string(), pa.float64())),
        }
    )
    assert fields(tmp_path, table) == [
        {**SAID, "bylines": ["Zoë Marín", "Tom Ade"], "keywords": ["dams", "water"], "source": "Vell Post"}
        | {"bylines": ("Zoë Marín", "Tom Ade"), "keywords": ("dams", "water")}
    ]


def test_columns_of_codes_large_strings_numbers_and_nothing_are_read(tmp_path):
    table = pa.table(
        {
            "title": pa.array(["Dam holds"]).dictionary_encode(),
            "body": pa.array(["The dam held."], pa.large_string()),
            "id": pa.array([Decimal("1234567890123456789.00")]),
            "section": pa.nulls(1),
            "language": pa.array([float("nan")]),
        }
    )
    assert fields(tmp_path, table) == [{**SAID, "provider_id": "1234567890123456789.00"}]


def test_texts_kept_as_bytes_are_decoded(tmp_path):
    table = pa.table({"title": ["Café row"], "body": pa.array(["The “café” is shut.".encode("cp1252")], pa.binary())})
    assert fields(tmp_path, table) == [
        {"title": "Café row", "body_text": "The “café” is shut.", "notes": ("encoding:cp1252",)}
    ]


def test_pages_kept_whole_are_pages(tmp_path):
    page = "<!doctype html><html><body><p>The dam held.</p></body></html>"
    table = pa.table({"url": ["https://v.example/b"], "html": [page]})
    [article] = read(tmp_path, "rows.parquet", parquet(table))
    assert (article.shape, article.text, article.fields.url) == ("html", page, "https://v.example/b")


def test_row_groups_in_any_packing_are_numbered_through(tmp_path):
    table = pa.table({"title": [f"Dam {n}" for n in range(7)], "body": ["It held."] * 7})
    for packing in ("snappy", "gzip", "zstd", "none"):
        found = read(tmp_path, "rows.parquet", parquet(table, row_group_size=3, compression=packing))
        assert [(one.input_id[-2:], said(one)["title"]) for one in found] == [
            (f"#{n + 1}", f"Dam {n}") for n in range(7)
        ]


def test_a_table_without_rows_is_held(tmp_path):
    table = pa.table({"title": pa.array([], pa.string()), "body": pa.array([], pa.string())})
    [held] = read(tmp_path, "rows.parquet", parquet(table))
    assert held.reason == "no_articles"


def test_a_file_cut_short_is_held(tmp_path):
    [held] = read(tmp_path, "rows.parquet", parquet(pa.table(BASE))[:-30])
    assert held.reason == "broken_parquet"
