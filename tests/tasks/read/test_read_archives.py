"""gzip, ZIP and WARC."""

import gzip
import io
import json
import stat
import zipfile

from reading import SAFE, all_said, read, said
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MILL = "Mill burns\n\nThe mill burnt on Monday.\n"


def packed(**members: str | bytes) -> bytes:
    return packed_as([(name.replace("_", "."), content) for name, content in members.items()])


def packed_as(members: list[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_the_articles_of_a_zip_are_numbered_through_and_name_their_member(tmp_path):
    rows = json.dumps({"title": "Dam", "body": "It held."}) + "\n"
    content = packed_as(
        [("a/mill.txt", MILL), ("b/rows.jsonl", rows * 2), ("__MACOSX/._a", b"\x00"), ("c/empty.txt", "")]
    )
    outcomes = read(tmp_path, "all.zip", content)
    assert [(one.input_id.removeprefix(f"{tmp_path}/"), said(one).get("shape")) for one in outcomes] == [
        ("all.zip#1", "text"),
        ("all.zip#2", "jsonl"),
        ("all.zip#3", "jsonl"),
        ("all.zip!c/empty.txt", None),
    ]
    assert outcomes[0].notes == ("member:a/mill.txt",)
    assert outcomes[1].notes == ("member:b/rows.jsonl#1",)
    assert outcomes[3].reason == "empty_file"


def test_a_zip_in_a_zip_in_gzip_is_read(tmp_path):
    content = gzip.compress(packed_as([("inner.zip", packed(mill_txt=MILL))]))
    [article] = read(tmp_path, "all.zip.gz", content)
    assert (article.text, article.input_id) == (MILL, f"{tmp_path}/all.zip.gz#1")


def test_a_large_gzip_in_a_zip_is_read(tmp_path):
    line = json.dumps({"title": "Dam", "body": " ".join(f"{n * n}" for n in range(80_000))}) + "\n"
    outcomes = read(tmp_path, "all.zip", packed_as([("rows.jsonl.gz", gzip.compress(line.encode() * 17))]))
    assert [said(one).get("held") for one in outcomes] == [None] * 17


def test_a_manifest_in_a_zip_names_its_members(tmp_path):
    line = json.dumps({"id": "mill-1", "file": "texts/mill.txt", "url": "https://v.example/mill"}) + "\n"
    lost = json.dumps({"id": "lost-1", "file": "lost.txt"}) + "\n"
    content = packed_as([("inputs.jsonl", line + lost), ("texts/mill.txt", MILL), ("other.txt", MILL)])
    article, held = read(tmp_path, "all.zip", content)
    assert (article.input_id, article.fields.url) == (f"{tmp_path}/all.zip#1", "https://v.example/mill")
    assert (held.reason, held.input_id) == ("missing_file", "lost-1")


def test_a_member_that_would_leave_the_folder_holds_the_archive(tmp_path):
    for name in ("../evil.txt", "/abs.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"):
        [held] = read(tmp_path, "evil.zip", packed_as([("mill.txt", MILL), (name, "x")]))
        assert held.reason == "unsafe_archive_path"


def test_a_link_in_an_archive_holds_it(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    [held] = read(tmp_path, "link.zip", packed_as([(link, "/etc/passwd")]))
    assert (held.reason, held.detail) == (
        "unsafe_archive_path",
        "link.zip: the member 'link.txt' is a link; pack the file itself",
    )


def test_an_archive_cut_short_is_held_with_what_there_is(tmp_path):
    content = gzip.compress(MILL.encode() * 50)[:-20]
    [held] = read(tmp_path, "mill.txt.gz", content)
    assert (held.reason, held.payload) == ("truncated_archive", content)
    [held] = read(tmp_path, "all.zip", packed(mill_txt=MILL)[:-30])
    assert held.reason == "truncated_archive"


def test_lines_before_the_cut_are_read(tmp_path):
    rows = "".join(json.dumps({"title": f"Dam {n} {n * n}", "body": "It held."}) + "\n" for n in range(5_000))
    outcomes = read(tmp_path, "rows.jsonl.gz", gzip.compress(rows.encode())[:-1000])
    assert len(outcomes) > 100
    assert said(outcomes[0])["title"] == "Dam 0 0"
    assert outcomes[-1].reason == "truncated_archive"


def test_what_unpacks_out_of_all_proportion_is_held(tmp_path):
    line = json.dumps({"title": "Dam", "body": "It held. " * 2000}) + "\n"
    outcomes = read(
        tmp_path, "bomb.jsonl.gz", gzip.compress(line.encode() * 700, 9), SAFE.model_copy(update={"max_ratio": 50})
    )
    assert outcomes[-1].reason == "archive_bomb"
    assert outcomes[-1].detail == "bomb.jsonl: it unpacks to more than 50 times its size; unpack it by hand"


def test_a_bomb_in_layers_is_measured_against_the_outermost(tmp_path):
    line = json.dumps({"title": "Dam", "body": "It held. " * 2000}) + "\n"
    once = gzip.compress(line.encode() * 2_000, 9)
    layered = {"bomb.gz": gzip.compress(once, 9), "bomb.zip": packed_as([("bomb.jsonl.gz", once)])}
    ratio = 36_000_000 // len(once) + 20
    for name, content in layered.items():
        outcomes = read(tmp_path, name, content, SAFE.model_copy(update={"max_ratio": ratio}))
        assert outcomes[-1].reason == "archive_bomb", name


def test_members_that_are_harmless_alone_and_a_bomb_together_are_held(tmp_path):
    content = packed_as([(f"{n}.txt", "It held. " * 900_000) for n in range(3)])
    [held] = read(tmp_path, "many.zip", content)
    assert (held.reason, "200 times its size" in held.detail) == ("archive_bomb", True)


def test_members_that_share_their_bytes_are_held(tmp_path):
    content = bytearray(packed_as([("a.txt", MILL), ("b.txt", MILL)]))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = (0).to_bytes(4, "little")
    [held] = read(tmp_path, "overlapping.zip", bytes(content))
    assert (held.reason, "overlaps another" in held.detail) == ("archive_bomb", True)


def test_archives_in_archives_end_somewhere(tmp_path):
    content = packed(mill_txt=MILL)
    for _ in range(6):
        content = packed_as([("inner.zip", content)])
    [held] = read(tmp_path, "deep.zip", content)
    assert held.reason == "archive_bomb"


def test_too_many_members_are_held(tmp_path):
    content = packed_as([(f"{n}.txt", MILL) for n in range(5)])
    [held] = read(tmp_path, "many.zip", content, SAFE.model_copy(update={"max_members": 4}))
    assert held.reason == "archive_bomb"


def test_an_encrypted_member_is_held(tmp_path):
    content = bytearray(packed(mill_txt=MILL))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    [held] = read(tmp_path, "locked.zip", bytes(content))
    assert held.reason == "encrypted_archive"


def warc(*pages: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for url, status, kind, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        extra = {"WARC-Date": "2024-02-02T10:00:00Z"}
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers, warc_headers_dict=extra)
        )
    return buffer.getvalue()


PAGE = "<html><head><title>Oaks</title></head><body><p>Café volunteers planted oaks.</p></body></html>"
CRAWL = (
    ("https://t.example/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
    ("https://t.example/", "200 OK", "text/html", b"<html><p>Front page</p></html>"),
    ("https://t.example/oaks", "200 OK", "text/html; charset=iso-8859-1", PAGE.encode("latin-1")),
    ("https://t.example/gone", "404 Not Found", "text/html", b"<h1>Not found</h1>"),
    ("https://t.example/i.png", "200 OK", "image/png", b"\x89PNG"),
    ("https://t.example/film", "200 OK", "text/html", b"<html><p>Films return.</p></html>"),
)


def test_the_pages_among_the_responses_of_a_warc_are_numbered(tmp_path):
    outcomes = read(tmp_path, "crawl.warc.gz", warc(*CRAWL))
    assert all_said(outcomes) == [
        {
            "place": "crawl.warc.gz#1",
            "shape": "html",
            "url": "https://t.example/oaks",
            "text": PAGE,
            "notes": ("container:warc", "encoding:cp1252"),
        },
        {
            "place": "crawl.warc.gz#2",
            "shape": "html",
            "url": "https://t.example/film",
            "text": "<html><p>Films return.</p></html>",
            "notes": ("container:warc",),
        },
    ]
    assert outcomes[0].fetched_at is not None
    assert outcomes[0].fetched_at.isoformat() == "2024-02-02T10:00:00+00:00"
    assert outcomes[0].payload == PAGE.encode("latin-1")


def test_a_warc_that_is_not_packed_is_read(tmp_path):
    assert len(read(tmp_path, "crawl.warc", warc(*CRAWL, packed=False))) == 2


def test_pages_before_the_cut_of_a_warc_are_read(tmp_path):
    outcomes = read(tmp_path, "crawl.warc.gz", warc(*CRAWL)[:-40])
    assert [said(one).get("shape", said(one).get("held")) for one in outcomes] == ["html", "truncated_archive"]


def test_a_page_that_the_archive_breaks_off_is_held(tmp_path):
    outcomes = read(tmp_path, "crawl.warc", warc(*CRAWL, packed=False)[:-20])
    assert [said(one).get("shape", said(one).get("held")) for one in outcomes] == ["html", "truncated_archive"]


def test_a_warc_without_pages_is_held(tmp_path):
    [held] = read(tmp_path, "crawl.warc.gz", warc(CRAWL[0], CRAWL[3]))
    assert held.reason == "no_articles"
