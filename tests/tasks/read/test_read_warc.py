"""Web archives: the kinds of records in them, and how their pages were sent."""

import gzip
import zlib

from reading import all_said, read, said

from tests.archives import HTML, PAGE, Archive

SAID = {"shape": "html", "url": "https://t.example/oaks", "text": PAGE, "notes": ("container:warc",)}


def test_only_responses_with_pages_are_articles(tmp_path):
    archive = Archive()
    archive.add(b"software: own\r\n", kind="warcinfo", content_type="application/warc-fields")
    archive.add(b"", kind="request")
    archive.add()
    archive.add(b"fetchTimeMs: 12\r\n", kind="metadata", content_type="application/warc-fields")
    archive.add(b"", kind="revisit", warc={"WARC-Profile": "http://netpreserve.org/warc/1.0/revisit/identical"})
    archive.add(b"", url="https://t.example/old", status="301 Moved", headers=[("Location", "/oaks")])
    archive.add(b"{}", url="https://t.example/api", headers=[("Content-Type", "application/json")])
    archive.add(url="https://t.example/second", headers=[("content-type", "TEXT/HTML")])
    assert all_said(read(tmp_path, "c.warc.gz", archive.bytes())) == [
        {"place": "c.warc.gz#1", **SAID},
        {"place": "c.warc.gz#2", **SAID, "url": "https://t.example/second"},
    ]


def test_pages_are_unpacked_and_their_chunks_joined(tmp_path):
    packed = gzip.compress(PAGE.encode())
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:20], packed[20:])) + b"0\r\n\r\n"
    archive = Archive()
    archive.add(chunks, headers=[HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")])
    archive.add(packed, headers=[HTML, ("Content-Encoding", "gzip")])
    archive.add(zlib.compress(PAGE.encode()), headers=[HTML, ("Content-Encoding", "deflate")])
    assert [said(one).get("text") for one in read(tmp_path, "c.warc.gz", archive.bytes())] == [PAGE] * 3


def test_headers_that_no_longer_say_how_the_page_is_kept_do_no_harm(tmp_path):
    archive = Archive()
    # Large crawls unpack pages and keep the server's headers, renamed or not.
    archive.add(headers=[HTML, ("X-Crawl-Content-Encoding", "gzip"), ("X-Crawl-Transfer-Encoding", "chunked")])
    archive.add(headers=[HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")])
    archive.add(headers=[HTML, ("Content-Encoding", "br")])
    assert [said(one).get("text") for one in read(tmp_path, "c.warc.gz", archive.bytes())] == [PAGE] * 3


def test_a_page_in_a_packing_that_cannot_be_undone_is_held_alone(tmp_path):
    archive = Archive().add(b"\x8b\x1f\x80\x00packed\x03", headers=[HTML, ("Content-Encoding", "br")]).add()
    outcomes = read(tmp_path, "c.warc.gz", archive.bytes())
    assert [said(one).get("held", said(one).get("text")) for one in outcomes] == ["binary_file", PAGE]


def test_a_resource_record_has_its_type_in_its_own_header(tmp_path):
    archive = Archive().add(kind="resource", content_type="text/html; charset=utf-8")
    archive.add(b"plain", kind="resource", url="https://t.example/a.txt", content_type="text/plain")
    assert all_said(read(tmp_path, "c.warc.gz", archive.bytes())) == [{"place": "c.warc.gz#1", **SAID}]


def test_a_newer_archive_dates_to_the_microsecond(tmp_path):
    archive = Archive(version="WARC/1.1").add(warc={"WARC-Date": "2024-02-02T10:00:00.123456Z"})
    [article] = read(tmp_path, "c.warc.gz", archive.bytes())
    assert article.fetched_at is not None
    assert article.fetched_at.isoformat() == "2024-02-02T10:00:00.123456+00:00"


def test_a_page_that_the_crawler_cut_is_read_and_noted(tmp_path):
    [article] = read(tmp_path, "c.warc.gz", Archive().add(warc={"WARC-Truncated": "length"}).bytes())
    assert article.notes == ("container:warc", "warc:truncated")


def test_a_page_without_content_is_held_alone(tmp_path):
    outcomes = read(tmp_path, "c.warc.gz", Archive().add(b"").add().bytes())
    assert [said(one).get("held") for one in outcomes] == ["empty_file", None]


def test_an_archive_packed_as_a_whole_is_read(tmp_path):
    content = gzip.compress(Archive(packed=False).add().add().bytes())
    assert len(read(tmp_path, "c.warc.gz", content)) == 2


def test_garbage_between_records_holds_what_follows(tmp_path):
    archive = Archive(packed=False).add().bytes()
    outcomes = read(tmp_path, "c.warc", archive + b"no record at all\r\n\r\n" + archive)
    assert [said(one).get("held", "read") for one in outcomes] == ["read", "broken_warc"]
