"""Plain text and HTML: passed on whole."""

import gzip

from reading import all_said, read


def test_a_plain_text_is_passed_on_whole(tmp_path):
    text = "Mayor resigns\n\nThe mayor of Tarn resigned on Monday.\n"
    [article] = read(tmp_path, "mayor.txt", text)
    assert all_said([article]) == [{"place": "mayor.txt", "shape": "text", "text": text}]
    assert article.ref == str(tmp_path / "mayor.txt")
    assert article.payload == text.encode()


def test_a_page_is_decoded_as_it_declares(tmp_path):
    page = '<!doctype html><html><head><meta charset="iso-8859-2"><title>Škoda</title></head><body><p>Žižkov.</p>'
    [article] = read(tmp_path, "page.html", page.encode("iso8859-2"))
    assert all_said([article]) == [
        {"place": "page.html", "shape": "html", "text": page, "notes": ("encoding:iso8859-2",)}
    ]


def test_content_decides_and_not_the_suffix(tmp_path):
    page = "<html><body><h1>Pool reopens</h1><p>The pool reopened.</p></body></html>"
    assert [one.shape for one in read(tmp_path, "page.txt", page)] == ["html"]
    assert [one.shape for one in read(tmp_path, "text.html", "Pool reopens\n\nThe pool reopened.")] == ["text"]


def test_a_fragment_of_a_page_is_a_page(tmp_path):
    assert [one.shape for one in read(tmp_path, "part.html", "<p>It reopened.</p>")] == ["html"]


def test_prose_that_mentions_a_tag_is_text(tmp_path):
    text = "Why the web blinks\n\nThe <blink> tag is back, its makers say, and so is <p>."
    assert [one.shape for one in read(tmp_path, "blink.txt", text)] == ["text"]


def test_a_page_with_an_xml_declaration_is_a_page(tmp_path):
    page = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>'
    assert [one.shape for one in read(tmp_path, "page.xhtml", page)] == ["html"]


def test_gzip_is_unpacked_and_keeps_the_name(tmp_path):
    packed = gzip.compress(b"<html><body><p>The pool reopened.</p></body></html>")
    assert [(one.shape, one.ref) for one in read(tmp_path, "page.html.gz", packed)] == [
        ("html", str(tmp_path / "page.html.gz"))
    ]


def test_one_encoding_per_text_is_found_without_declaration(tmp_path):
    [article] = read(tmp_path, "cafe.txt", "Café row\n\n“No,” said Zoë.".encode("cp1252"))
    assert all_said([article]) == [
        {
            "place": "cafe.txt",
            "shape": "text",
            "text": "Café row\n\n“No,” said Zoë.",
            "notes": ("encoding:cp1252",),
        }
    ]
