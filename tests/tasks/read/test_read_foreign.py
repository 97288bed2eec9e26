"""Documents that look like text or like an archive of it and are neither: held, with what they are and what to do."""

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
import tarfile
import zipfile

import duckdb
import pyarrow as pa
import pyarrow.feather
import pytest
from reading import all_said, read

from schemas.rejection import Rejected
from tasks.read import ReadLimits

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
RTF = rb"{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}} \f0\fs24 The ferry was late on Monday.\par}"
PROSE = "The ferry was late on Monday, and nobody knew why.\n\n“We waited for an hour,” said Ola Brandt, a pilot.\n"


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def word() -> bytes:
    """As a word processor writes it, its content before its list of contents."""
    body = '<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:t>The ferry was late.</w:t></w:p></w:body>'
    return zipped(word__document_xml=body, docProps__core_xml="<a/>", **{"[Content_Types]_xml": "<Types/>"})


def book() -> bytes:
    page = f"<html><body><h1>The ferry</h1><p>{PROSE}</p></body></html>"
    return zipped(mimetype="application/epub+zip", **{"META-INF__container_xml": "<a/>"}, OEBPS__one_xhtml=page)


def tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(PROSE.encode())
        archive.addfile(member, io.BytesIO(PROSE.encode()))
    return packed.getvalue()


def feather() -> bytes:
    written = io.BytesIO()
    pyarrow.feather.write_feather(pa.table({"title": ["a"], "body": ["b"]}), written)
    return written.getvalue()


def held(folder, name: str, content: str | bytes, limits: ReadLimits | None = None) -> Rejected:
    [one] = read(folder, name, content, limits or ReadLimits())
    assert isinstance(one, Rejected), one
    return one


@pytest.mark.parametrize("name", ["report.pdf", "report.txt", "report", "report.html", "report.csv", "report.json"])
def test_a_pdf_without_a_binary_byte_is_held_whatever_its_name(tmp_path, name):
    one = held(tmp_path, name, PDF)
    assert (one.reason, one.detail) == (
        "unknown_shape", f"{name}: a PDF; convert it to text first, for instance with pdftotext",
    )  # fmt: skip
    assert one.payload == PDF


@pytest.mark.parametrize("before", [b"\n\n", b"\xef\xbb\xbf", b"X-Header: spool\nUser: desk\n"])
def test_a_pdf_is_known_behind_what_a_program_put_before_it(tmp_path, before):
    assert held(tmp_path, "report.txt", before + PDF).detail.startswith("report.txt: a PDF; ")


@pytest.mark.parametrize("name", ["letter.rtf", "letter.txt", "letter.json", "letter"])
def test_an_rtf_is_no_broken_json(tmp_path, name):
    one = held(tmp_path, name, RTF)
    assert (one.reason, one.detail) == (
        "unknown_shape", f"{name}: an RTF document; save it as plain text or HTML first",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("%!PS-Adobe-3.0\n%%Title: ferry\n/Times findfont 12 scalefont setfont\n(The ferry) show\n", "PostScript"),
        ("\x04%!PS-Adobe-3.0\n%%Title: ferry\n" + "0 0 moveto\n" * 9, "PostScript"),
        ("% a draft\n\\documentclass{article}\n\\begin{document}\nThe ferry.\n\\end{document}\n", "LaTeX"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nThe ferry was late.\n", "subtitles"),
        ("1\n00:00:01,000 --> 00:00:04,000\nThe ferry was late.\n", "subtitles"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Ferry\n", "a calendar"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ola Brandt\nEND:VCARD\n", "address card"),
        ("-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n", "encrypted"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "git lfs pull"),
        ("[InternetShortcut]\nURL=https://harbour.example/\n", "give the address itself"),
        ("#!/bin/sh\necho ferry\n", "a script"),
        ("-- MySQL dump 10.13  Distrib 8.0\n--\nINSERT INTO `articles` VALUES (1,'a','b');\n", "a dump of a database"),
        ("--\n-- PostgreSQL database dump\n--\n\nCOPY articles FROM stdin;\n", "a dump of a database"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><title>Map</title><p/><p/><p/><p/><p/></svg>', "a drawing"),
        ('<?xml version="1.0"?><!DOCTYPE plist PUBLIC "a" "b"><plist version="1.0"><dict/></plist>', "property list"),
        ('<?xml version="1.0"?><w:wordDocument xmlns:w="w"/>', "a Word document"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_text_that_is_no_prose_is_held_with_what_it_is(tmp_path, name, content, said):
    one = held(tmp_path, name, content)
    assert (one.reason, said in one.detail, ";" in one.detail) == ("unknown_shape", True, True), one.detail


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.docx", word, "a Word document; save it as plain text or HTML first"),
        ("a.zip", word, "a Word document; save it as plain text or HTML first"),
        ("a.xlsx", lambda: zipped(xl__workbook_xml="<a/>"), "an Excel workbook; save the sheet as CSV first"),
        ("a.pptx", lambda: zipped(ppt__presentation_xml="<a/>"), "a PowerPoint presentation"),
        ("a.odt", lambda: zipped(mimetype="a", content_xml="<a/>", **{"META-INF__manifest_xml": ""}), "OpenDocument"),
        ("a.epub", book, "an e-book; convert it to text or HTML first, for instance with pandoc"),
        ("a.pages", lambda: zipped(Index__Document_iwa="a"), "a document of Pages, Numbers or Keynote"),
        ("a.jar", lambda: zipped(**{"META-INF__MANIFEST_MF": "a"}, readme_txt=PROSE), "a program; leave it out"),
    ],
)
def test_a_document_that_is_stored_as_a_zip_is_held_whole(tmp_path, name, make, said):
    one = held(tmp_path, name, make())
    assert (one.reason, said in one.detail) == ("unknown_shape", True), one.detail


def test_a_document_among_articles_in_an_archive_is_held_alone(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.docx", word())
        archive.writestr("report.pdf", PDF)
        archive.writestr("story.txt", PROSE)
    outcomes = read(tmp_path, "week.zip", packed.getvalue())
    assert [getattr(one, "reason", None) or one.shape for one in outcomes] == ["unknown_shape", "unknown_shape", "text"]


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "binary_file", "a picture; leave it out"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "binary_file", "a picture; leave it out"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "binary_file", "a picture; leave it out"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "binary_file", "a picture; leave it out"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "binary_file", "a film or sound; leave it out"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "binary_file", "a film or sound; leave it out"),
        (b"ID3\x03\x00\x00\x00\x00\x0fvTIT2", "binary_file", "a film or sound; leave it out"),
        (b"\x7fELF\x02\x01\x01\x00", "binary_file", "a program; leave it out"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "binary_file", "a program; leave it out"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "binary_file", "a PDF; convert it to text first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "binary_file", "Office document of an old kind"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "unknown_shape", "an archive of a kind that is not read; unpack it"),
        (b"Rar!\x1a\x07\x01\x00", "unknown_shape", "an archive of a kind that is not read; unpack it"),
        (b"\x28\xb5\x2f\xfd\x04\x00\x00\x00", "unknown_shape", "packed with bzip2, xz, Zstandard or compress; unpack"),
        (bz2.compress(PROSE.encode() * 9), "unknown_shape", "packed with bzip2, xz, Zstandard or compress; unpack"),
        (lzma.compress(PROSE.encode() * 9), "unknown_shape", "packed with bzip2, xz, Zstandard or compress; unpack"),
        (tar(), "unknown_shape", "a tar archive; unpack it, or pack a ZIP"),
        (feather(), "binary_file", "a table in the format of Arrow, Feather or ORC; write it as Parquet or CSV"),
        (pickle.dumps([PROSE] * 3, 4), "binary_file", "a pickle of Python's, which may run code"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_what_is_not_text_is_held_with_what_it_is(tmp_path, name, content, reason, said):
    one = held(tmp_path, name, content)
    assert (one.reason, said in one.detail) == (reason, True), one.detail


def test_what_is_inside_a_gzip_is_known_too(tmp_path):
    assert "an RTF document" in held(tmp_path, "letter.rtf.gz", gzip.compress(RTF)).detail


def test_databases_are_held_with_what_they_are(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("CREATE TABLE articles (title, body)")
    duckdb.connect(str(tmp_path / "a.duckdb")).execute("CREATE TABLE articles (title VARCHAR)").close()
    told = [held(tmp_path, "given", (tmp_path / name).read_bytes()) for name in ("a.sqlite", "a.duckdb")]
    assert [(one.reason, one.detail.split(";")[0]) for one in told] == [
        ("binary_file", "given: an SQLite database"),
        ("binary_file", "given: a DuckDB database"),
    ]


@pytest.mark.parametrize(
    "start", ["BM says the ferry", "MZ Motors", "ID3 is a tag.", "ORC attack", "GIF8 wins", "%", "PDF-1 is", "{curly}"]
)
def test_prose_that_begins_like_one_of_them_is_still_prose(tmp_path, start):
    [one] = read(
        tmp_path, "a.txt", f"{start.replace('{', '(')} late.\n\n{PROSE}\n%PDF and \\documentclass are words.\n"
    )
    assert one.shape == "text"


def test_a_reader_of_the_users_own_may_read_them(tmp_path):
    (tmp_path / "rtf.py").write_text(
        "from schemas.article import RawFields\nfrom tasks.read.registry import CERTAIN, NEVER, Reader\n\n"
        "def sniff(head):\n    return CERTAIN if head.text.startswith('{\\\\rtf') else NEVER\n\n"
        "def read(blob):\n    yield blob.article('rtf', blob.read(), RawFields(title='T', body_text='B'))\n\n"
        "READER = Reader('rtf', sniff, read)\n",
        encoding="utf-8",
    )
    [said] = all_said(read(tmp_path, "letter.rtf", RTF, ReadLimits(readers=(tmp_path / "rtf.py",))))
    assert said["shape"] == "rtf"
