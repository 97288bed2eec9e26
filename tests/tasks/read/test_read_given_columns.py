"""Columns that a person names: which of them holds which field."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import all_said

from schemas.article import SourceHint
from schemas.errors import SettingsError
from tasks.read import read_inputs
from tasks.read.given import parse_columns

GIVEN = "title=hl,body=story text,published=d1,source=paper"
SAID = {"title": "Dam holds", "body_text": "The dam held.", "published": "2021-03-04", "source": "Vell Post"}
ROW = {"hl": "Dam holds", "story text": "The dam held.", "d1": "2021-03-04", "paper": "Vell Post", "d2": "x"}


def read(folder: Path, name: str, content: str | bytes, columns: str = GIVEN) -> list[dict[str, object]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return all_said(list(read_inputs([str(path)], hint=SourceHint(columns=parse_columns(columns)))))


def parquet(*rows: dict[str, object]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows)), sink)
    return bytes(sink.getvalue())


@pytest.mark.parametrize(
    ("name", "content", "shape"),
    [
        ("rows.csv", "hl,story text,d1,paper,d2\nDam holds,The dam held.,2021-03-04,Vell Post,x\n", "delimited"),
        ("rows.tsv", "hl\tstory text\td1\tpaper\td2\nDam holds\tThe dam held.\t2021-03-04\tVell Post\tx", "delimited"),
        ("rows.jsonl", json.dumps(ROW) + "\n", "jsonl"),
        ("rows.json", json.dumps([ROW]), "json"),
        ("rows.parquet", parquet(ROW), "parquet"),
    ],
)
def test_given_columns_are_read_in_every_shape_of_table(tmp_path, name, content, shape):
    assert read(tmp_path, name, content) == [{"place": f"{name}#1", "shape": shape, **SAID}]


def test_what_is_not_given_is_guessed_from_the_other_columns(tmp_path):
    content = "text,title,author\nDam holds,The dam held.,Zoë Marín\n"
    assert read(tmp_path, "rows.csv", content, "title=text,body=title") == [
        {
            "place": "rows.csv#1",
            "shape": "delimited",
            "title": "Dam holds",
            "body_text": "The dam held.",
            "bylines": ("Zoë Marín",),
        }
    ]


def test_a_field_can_be_given_no_column(tmp_path):
    content = "title,body,description\nDam holds,The dam held.,from the dam folder\n"
    [one] = read(tmp_path, "rows.csv", content, "standfirst=")
    assert "standfirst" not in one


def test_a_name_with_dots_leads_into_objects(tmp_path):
    row = {"headline": {"main": "Dam holds", "print": "DAM"}, "content": {"parts": {"text": "The dam held."}}}
    assert read(tmp_path, "r.jsonl", json.dumps(row), "title=headline.main,body=content.parts.text") == [
        {"place": "r.jsonl#1", "shape": "jsonl", "title": "Dam holds", "body_text": "The dam held."}
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("rows.csv", "hl,text\nDam holds,The dam held.\n"), ("r.parquet", parquet({"hl": "Dam"}))]
)
def test_a_table_without_a_given_column_is_held_whole_with_the_columns_that_it_has(tmp_path, name, content):
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    [held] = read_inputs([str(tmp_path / name)], hint=SourceHint(columns=("title=hl", "body=story")))
    there = "hl, text" if name == "rows.csv" else "hl"
    assert (held.reason, held.detail) == (
        "missing_column",
        f"{name}: no column 'story'; it has {there}: correct the given columns",
    )


def test_a_line_without_any_given_key_is_held_alone(tmp_path):
    content = json.dumps(ROW) + "\n" + json.dumps({"story": "It held."}) + "\n"
    assert [one.get("held") for one in read(tmp_path, "r.jsonl", content)] == [None, "missing_column"]


def test_a_line_may_lack_some_of_the_given_keys(tmp_path):
    assert read(tmp_path, "r.jsonl", json.dumps({"hl": "Dam holds"})) == [
        {"place": "r.jsonl#1", "shape": "jsonl", "title": "Dam holds"}
    ]


def test_a_manifest_gives_the_columns_of_its_files(tmp_path):
    (tmp_path / "a.csv").write_text("hl,story text\nDam holds,The dam held.\n")
    line = {"id": "dams", "file": "a.csv", "source": {"columns": ["title=hl", "body=story text"]}}
    (tmp_path / "inputs.jsonl").write_text(json.dumps(line) + "\n")
    assert all_said(list(read_inputs([str(tmp_path)]))) == [
        {"place": "dams#1", "shape": "delimited", "title": "Dam holds", "body_text": "The dam held."}
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("titel=hl", "--columns: 'titel' is no field; the fields are title, standfirst, body"),
        ("title", "--columns: 'title' names no column; write field=column"),
    ],
)
def test_a_field_that_is_not_known_is_refused_at_once(text, words):
    with pytest.raises(SettingsError) as error:
        parse_columns(text)
    assert str(error.value).startswith(words)


def test_fields_go_by_all_names_that_columns_are_guessed_by():
    assert parse_columns("author=who, Date = when") == ("author=who", "Date = when")
