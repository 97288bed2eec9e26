"""Paths, folders, globs, manifests and what may not be read."""

import json
import os
from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import SAFE, all_said, read, said

from schemas.article import RawArticle, SourceHint
from schemas.rejection import Rejected
from tasks.read import read_bytes, read_inputs
from tasks.read.dispatch import read_blob
from tasks.read.registry import all_readers

MILL = "Mill burns\n\nThe mill burnt on Monday.\n"


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")


def places(inputs: list[str], folder: Path) -> list[str]:
    return [one.input_id.removeprefix(f"{folder}/") for one in read_inputs(inputs)]


def test_a_folder_is_read_to_the_bottom_in_order_of_names(tmp_path):
    write(tmp_path / "in", b__txt=MILL, a__txt=MILL, __hidden=MILL)
    write(tmp_path / "in" / "deep" / "er", c__txt=MILL)
    assert places([str(tmp_path / "in")], tmp_path) == ["in/a.txt", "in/b.txt", "in/deep/er/c.txt"]


def test_a_glob_names_files_and_folders(tmp_path):
    write(tmp_path / "2024", a__txt=MILL, b__md=MILL)
    write(tmp_path / "2025", c__txt=MILL)
    assert places([str(tmp_path / "*" / "*.txt")], tmp_path) == ["2024/a.txt", "2025/c.txt"]
    assert places([str(tmp_path / "**" / "*.md")], tmp_path) == ["2024/b.md"]


def test_a_name_with_brackets_is_no_glob_where_the_file_exists(tmp_path):
    write(tmp_path, **{"mill [1]__txt": MILL})
    assert places([str(tmp_path / "mill [1].txt")], tmp_path) == ["mill [1].txt"]


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path):
    write(tmp_path / "out", secret__txt=MILL)
    write(tmp_path / "in", a__txt=MILL)
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    assert places([str(tmp_path / "in")], tmp_path) == ["in/a.txt"]


@pytest.mark.parametrize(("name", "reason"), [("none.txt", "missing_file"), ("none/*.txt", "missing_file")])
def test_a_name_that_leads_nowhere_is_held(tmp_path, name, reason):
    [held] = read_inputs([str(tmp_path / name)])
    assert (held.reason, held.source_ref) == (reason, str(tmp_path / name))


def test_an_empty_folder_is_held(tmp_path):
    (tmp_path / "in").mkdir()
    [held] = read_inputs([str(tmp_path / "in")])
    assert held.reason == "no_articles"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_held(tmp_path):
    write(tmp_path, a__txt=MILL)
    (tmp_path / "a.txt").chmod(0)
    [held] = read_inputs([str(tmp_path / "a.txt")])
    assert held.reason == "unreadable_file"


def test_a_remote_store_is_read_like_a_folder():
    store = fsspec.filesystem("memory")
    store.pipe("/news/a.txt", MILL.encode())
    store.pipe("/news/deep/b.txt", MILL.encode())
    assert [one.ref for one in read_inputs(["memory://news"])] == ["memory:///news/a.txt", "memory:///news/deep/b.txt"]
    assert [one.ref for one in read_inputs(["memory://news/*.txt"])] == ["memory:///news/a.txt"]


def test_an_unknown_store_is_held():
    [held] = read_inputs(["nostore://news/a.txt"])
    assert held.reason == "unknown_store"


def manifest(folder: Path, *lines: object) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    (folder / "inputs.jsonl").write_text(text, encoding="utf-8")
    return str(folder / "inputs.jsonl")


def test_a_manifest_says_what_is_known_of_its_inputs(tmp_path):
    write(tmp_path / "texts", mill__txt=MILL)
    line = {
        "id": "mill-1",
        "file": "texts/mill.txt",
        "media_type": "text/plain",
        "url": "https://v.example/mill",
        "fetched_at": "2024-03-05 08:00:00",
        "source": {"name": "Vell Post", "country": "no", "tz": "Europe/Oslo", "rating": 5},
        "comment": "",
    }
    path = manifest(tmp_path, line)
    [article] = read_inputs([path], hint=SourceHint(name="Other", language="en"))
    assert isinstance(article, RawArticle)
    assert (article.input_id, article.ref) == ("mill-1", str(tmp_path / "texts" / "mill.txt"))
    assert article.hint == SourceHint(name="Vell Post", country="no", tz="Europe/Oslo", language="en")
    assert article.fields.url == "https://v.example/mill"
    assert article.fetched_at is not None
    assert article.fetched_at.isoformat() == "2024-03-05T08:00:00+00:00"


def test_only_the_file_is_needed_in_a_manifest(tmp_path):
    write(tmp_path, mill__txt=MILL)
    [article] = read_inputs([manifest(tmp_path, {"file": "mill.txt", "url": None, "source": None})])
    assert (article.input_id, article.hint) == (str(tmp_path / "mill.txt"), SourceHint())


def test_the_articles_of_a_container_carry_the_manifest_id_and_their_number(tmp_path):
    write(tmp_path, rows__jsonl=json.dumps({"title": "Dam", "body": "It held."}) + "\n")
    [article] = read_inputs([manifest(tmp_path, {"id": "dams", "file": "rows.jsonl"})])
    assert (article.input_id, article.ref) == ("dams#1", str(tmp_path / "rows.jsonl#1"))


def test_a_folder_with_a_manifest_is_what_the_manifest_lists(tmp_path):
    write(tmp_path, mill__txt=MILL, other__txt=MILL)
    manifest(tmp_path, {"id": "mill", "file": "mill.txt"})
    assert places([str(tmp_path)], tmp_path) == ["mill"]


def test_bad_lines_of_a_manifest_are_held_and_the_run_goes_on(tmp_path):
    write(tmp_path, mill__txt=MILL)
    path = manifest(
        tmp_path,
        {"id": "mill", "file": "mill.txt"},
        "{not json\n",
        {"id": "nofile"},
        {"id": "lost", "file": "lost.txt"},
        {"id": "when", "file": "mill.txt", "fetched_at": "last week"},
        {"id": "escape", "file": "../../../etc/passwd"},
        "\n",
        [1],
        {"id": "again", "file": "mill.txt"},
    )
    outcomes = list(read_inputs([path]))
    assert [(one.input_id, said(one).get("held")) for one in outcomes] == [
        ("mill", None),
        (f"{path}:2", "bad_manifest_line"),
        ("nofile", "bad_manifest_line"),
        ("lost", "missing_file"),
        ("when", "bad_manifest_line"),
        ("escape", "unsafe_path"),
        (f"{path}:8", "bad_manifest_line"),
        ("again", None),
    ]
    assert isinstance(outcomes[1], Rejected)
    assert outcomes[1].payload == b"{not json\n"
    assert outcomes[1].detail.startswith("line 2 of inputs.jsonl: not JSON")


def test_a_manifest_whose_first_line_is_broken_is_still_a_manifest(tmp_path):
    write(tmp_path, mill__txt=MILL)
    outcomes = list(read_inputs([manifest(tmp_path, "{broken\n", {"id": "mill", "file": "mill.txt"})]))
    assert [said(one).get("held") for one in outcomes] == ["bad_manifest_line", None]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.html", b"", "empty_file"),
        ("blank.txt", b" \r\n\t\n", "empty_file"),
        ("image.html", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "binary_file"),
        ("report.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "binary_file"),
        ("thing.xml", b"<?xml version='1.0'?><thing/>", "unknown_shape"),
    ],
)
def test_what_is_no_news_is_held_with_its_own_reason(tmp_path, name, content, reason):
    [held] = read(tmp_path, name, content)
    assert isinstance(held, Rejected)
    assert (held.stage, held.reason, held.source_ref, held.input_id, held.payload) == (
        "read",
        reason,
        str(tmp_path / name),
        str(tmp_path / name),
        content,
    )


def test_a_file_above_the_limit_is_held(tmp_path):
    [held] = read(tmp_path, "long.html", "<html>" + "x" * 2000, SAFE.model_copy(update={"max_input_bytes": 1000}))
    assert (held.reason, held.detail) == (
        "too_large",
        "long.html: more than 1,000 bytes; cut it up or raise max_input_bytes",
    )


def test_an_article_above_the_limit_is_held_and_a_page_is_not(tmp_path):
    limits = SAFE.model_copy(update={"max_article_chars": 100})
    [held] = read(tmp_path, "long.txt", "word " * 100, limits)
    assert (held.reason, held.payload) == ("too_large", b"word " * 100)
    assert [one.shape for one in read(tmp_path, "page.html", "<html>" + "<p>x</p>" * 100, limits)] == ["html"]


def test_one_line_above_the_limit_is_held_alone(tmp_path):
    rows = [json.dumps({"title": "Dam", "body": "x" * size}) + "\n" for size in (10, 5000, 10)]
    outcomes = read(tmp_path, "rows.jsonl", "".join(rows), SAFE.model_copy(update={"max_input_bytes": 1000}))
    assert [said(one).get("held") for one in outcomes] == [None, "too_large", None]


def test_a_held_payload_can_be_read_from_memory():
    [article] = read_bytes(MILL.encode(), "mill.txt", input_id="mill-1", hint=SourceHint(name="Vell Post"))
    assert all_said([article]) == [{"place": "mill-1", "shape": "text", "text": MILL, "source": "Vell Post"}]


def test_a_reader_that_fails_holds_its_input(tmp_path, monkeypatch):
    def broken(blob):
        raise RuntimeError("out of ink")
        yield

    [reader] = [one for one in all_readers() if one.shape == "text"]
    monkeypatch.setattr(
        "tasks.read.dispatch.choose_reader", lambda head, own: type(reader)("text", reader.sniff, broken)
    )
    [held] = read(tmp_path, "mill.txt", MILL)
    assert (held.reason, held.detail) == (
        "read_failed",
        "mill.txt: reading failed (RuntimeError: out of ink); report it, then replay",
    )


def test_every_reader_has_a_name_of_its_own():
    shapes = [reader.shape for reader in all_readers()]
    assert len(shapes) == len(set(shapes))
    assert {"text", "html", "feed", "jsonl", "manifest"} <= set(shapes)
    assert callable(read_blob)


_STARTS = [
    b"",
    b"<?xml version='1.0'?>",
    b"<rss><channel><item>",
    b"<nitf>",
    b"<newsItem>",
    b"<!DOCTYPE a [<",
    b'{"title": "',
    b'{"uri": "a", ',
    b'{"file": "a"}\n',
    b"[{",
    b"title,body\n",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08\x00",
    b"PK\x03\x04",
    b"PAR1",
    b"\xff\xfe",
    b"From a@b.example Mon Mar  4 09:00:00 2024\n",
    b"From: a\nTo: b\nSubject: c\n\n",
    b"1 of 2 DOCUMENTS\n\nLENGTH: 3 words\n",
    b"HD  x\nPD  2 May 2017\nSN  x\nLA  x\n",
    b"Full text: x\nProQuest document ID: 1\n",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.sampled_from(_STARTS), st.binary(max_size=300))
def test_no_bytes_make_reading_fail(start, rest):
    for outcome in read_bytes(start + rest, "any.thing"):
        assert isinstance(outcome, RawArticle) or (outcome.reason != "read_failed" and outcome.detail)


def test_a_file_whose_name_is_no_text_is_held_and_the_others_are_read(tmp_path):
    (tmp_path / "good.txt").write_text("Ferry late\n\nIt was.\n", encoding="utf-8")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 (a name in Latin-1)
        file.write(b"Ferry late\n\nIt was.\n")
    held, article = sorted(read_inputs([str(tmp_path)]), key=lambda one: isinstance(one, RawArticle))
    assert (held.reason, held.source_ref, held.detail) == (
        "unreadable_file",
        f"{tmp_path}/caf\\xe9.txt",
        "caf\\xe9.txt: its name or its folder's is not in UTF-8; rename it",
    )
    assert article.ref == str(tmp_path / "good.txt")
    held.model_dump_json()
