"""Text downloads of Nexis, Factiva and ProQuest."""

from pathlib import Path

from reading import all_said, read

DATA = Path(__file__).parents[2] / "data" / "read"


def test_the_older_nexis_layout_with_labels_for_headline_and_body_is_read(tmp_path):
    text = """                    1 of 1 DOCUMENT

               Copyright 1999 The Vell Post
                      The Vell Post
         March 04, 1999, Thursday, Final Edition

SECTION: A SECTION; Pg. A01
LENGTH: 20 words
HEADLINE: Board Meets on Ferries;
Fares May Rise
BYLINE: Una Keogh, Vell Post Staff Writer
DATELINE: TARN, March 3
BODY:
   The harbour board met on Wednesday, and it
will meet again.
   Fares may rise, it said.

LOAD-DATE: March 04, 1999
"""
    assert all_said(read(tmp_path, "old.txt", text)) == [
        {
            "place": "old.txt#1",
            "shape": "nexis",
            "title": "Board Meets on Ferries; Fares May Rise",
            "bylines": ("Una Keogh, Vell Post Staff Writer",),
            "section": "A SECTION",
            "published": "March 04, 1999, Thursday",
            "dateline": "TARN, March 3",
            "body_text": "The harbour board met on Wednesday, and it\nwill meet again.\n   Fares may rise, it said.",
            "rights": "Copyright 1999 The Vell Post",
            "source": "The Vell Post",
        }
    ]


def test_the_payload_of_a_nexis_document_is_that_document(tmp_path):
    first, second = read(tmp_path, "n.txt", (DATA / "nexis/two_documents.txt").read_bytes())
    assert b"School bus" not in first.payload
    assert [one.fields.title for one in read(tmp_path, "held.txt", second.payload)] == ["School bus to run on gas"]


def test_nexis_with_line_ends_of_windows_and_a_byte_order_mark_is_read(tmp_path):
    content = "\ufeff" + (DATA / "nexis/two_documents.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert len(read(tmp_path, "n.txt", content)) == 2
