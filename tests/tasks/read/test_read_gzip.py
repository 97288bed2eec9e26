"""gzip as it is found: members one behind the other, padding, names, and what is not gzip after all."""

import gzip
import io
import tarfile
import zlib

from reading import all_said, read, said

MILL = "Mill burns\n\nThe mill burnt on Monday.\n"


def test_members_one_behind_the_other_are_one_text(tmp_path):
    content = gzip.compress(MILL[:15].encode()) + gzip.compress(MILL[15:].encode())
    assert all_said(read(tmp_path, "mill.txt.gz", content)) == [{"place": "mill.txt.gz", "shape": "text", "text": MILL}]


def test_zeros_behind_the_last_member_are_padding(tmp_path):
    [article] = read(tmp_path, "mill.txt.gz", gzip.compress(MILL.encode()) + bytes(512))
    assert article.text == MILL


def test_the_name_inside_does_not_count(tmp_path):
    buffer = io.BytesIO()
    with gzip.GzipFile("../../etc/passwd", "wb", fileobj=buffer, mtime=0) as packed:
        packed.write(MILL.encode())
    [article] = read(tmp_path, "mill.gz", buffer.getvalue())
    assert (article.ref, article.text) == (f"{tmp_path}/mill.gz", MILL)


def test_gzip_under_another_name_is_unpacked(tmp_path):
    assert [one.text for one in read(tmp_path, "mill.txt", gzip.compress(MILL.encode()))] == [MILL]


def test_a_file_that_is_named_gzip_and_is_not_is_read_as_what_it_is(tmp_path):
    assert [one.text for one in read(tmp_path, "mill.txt.gz", MILL)] == [MILL]


def test_gzip_in_gzip_is_unpacked_until_it_is_absurd(tmp_path):
    content = MILL.encode()
    for depth in range(6):
        assert [said(one).get("held") for one in read(tmp_path, "mill.gz", content)] == [
            "archive_bomb" if depth > 4 else None
        ]
        content = gzip.compress(content)


def test_a_wrong_checksum_is_damage(tmp_path):
    content = bytearray(gzip.compress(MILL.encode()))
    content[-6] ^= 0xFF
    [held] = read(tmp_path, "mill.txt.gz", bytes(content))
    assert (held.reason, held.payload) == ("truncated_archive", bytes(content))


def test_damage_in_the_middle_is_damage(tmp_path):
    content = bytearray(gzip.compress(bytes(zlib.crc32(b"%d" % n) & 0xFF for n in range(50_000))))
    content[500:520] = b"\xff" * 20
    [held] = read(tmp_path, "mill.txt.gz", bytes(content))
    assert held.reason in ("truncated_archive", "binary_file")


def test_a_tar_inside_is_named_as_what_it_is(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("mill.txt")
        info.size = len(MILL)
        archive.addfile(info, io.BytesIO(MILL.encode()))
    [held] = read(tmp_path, "all.tar.gz", buffer.getvalue())
    assert (held.reason, held.detail) == ("unknown_shape", "all.tar: a tar archive; unpack it, or pack a ZIP")
