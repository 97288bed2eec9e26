"""Text downloads of Nexis, Factiva and ProQuest."""

from pathlib import Path

from reading import all_said, read

DATA = Path(__file__).parents[2] / "data" / "read"


def download(folder: Path, name: str) -> list[dict[str, object]]:
    return all_said(read(folder, name, (DATA / name).read_bytes()))


def test_classic_nexis_documents_are_taken_apart(tmp_path):
    assert download(tmp_path, "nexis_classic.txt") == [
        {
            "place": "nexis_classic.txt#1",
            "shape": "nexis",
            "title": "Mill chimney saved from demolition after residents of three streets hand in a petition",
            "standfirst": "Council lists last chimney.",
            "bylines": ("RUTH HAGAN, Staff Writer",),
            "section": "NEWS",
            "language": "ENGLISH",
            "published": "March 4, 2015 Wednesday 8:15 PM GMT",
            "dateline": "CALDER",
            "body_text": "The last mill chimney in Calder has been listed, the council said,\n"
            "after a long campaign.\n\n"
            "Owners had asked to pull it down.\nNOTE: this line belongs to the text.\n\n"
            '"We are glad," said Ann Poe.',
            "keywords": ("HERITAGE", "CITY GOVERNMENT", "HOUSING"),
            "rights": "Copyright 2015 Associated Wire All Rights Reserved",
            "source": "Associated Wire (Harbour Edition)",
        },
        {
            "place": "nexis_classic.txt#2",
            "shape": "nexis",
            "title": "School bus to run on gas",
            "published": "5 March 2015",
            "body_text": "Fenwick's only school bus will run on gas.",
            "rights": "Copyright 2015 Fenwick Herald All Rights Reserved",
            "source": "Fenwick Herald",
        },
    ]


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


def test_nexis_uni_documents_are_taken_apart(tmp_path):
    assert download(tmp_path, "nexis_uni.txt") == [
        {
            "place": "nexis_uni.txt#1",
            "shape": "nexis",
            "title": "Mill chimney saved from demolition",
            "bylines": ("Ruth Hagan",),
            "section": "NEWS",
            "language": "ENGLISH",
            "published": "March 4, 2015 Wednesday",
            "dateline": "CALDER",
            "body_text": "The last mill chimney in Calder has been listed.\n\nOwners had asked to pull it down.",
            "keywords": ("HERITAGE",),
            "rights": "Copyright 2015 The Calder Mail All Rights Reserved",
            "source": "The Calder Mail",
        },
        {
            "place": "nexis_uni.txt#2",
            "shape": "nexis",
            "title": "Swans close towpath",
            "published": "March 5, 2015 Thursday",
            "body_text": "A pair of swans has closed the towpath.",
            "rights": "Copyright 2015 The Calder Mail All Rights Reserved",
            "source": "The Calder Mail",
        },
    ]


def test_the_payload_of_a_nexis_document_is_that_document(tmp_path):
    first, second = read(tmp_path, "n.txt", (DATA / "nexis_classic.txt").read_bytes())
    assert b"School bus" not in first.payload
    assert [one.fields.title for one in read(tmp_path, "held.txt", second.payload)] == ["School bus to run on gas"]


def test_nexis_with_line_ends_of_windows_and_a_byte_order_mark_is_read(tmp_path):
    content = "\ufeff" + (DATA / "nexis_classic.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert len(read(tmp_path, "n.txt", content)) == 2


FACTIVA = [
    {
        "title": "Salt firm buys rail spur",
        "bylines": ("By Gus Ferro",),
        "language": "English",
        "provider_id": "OWNX000020170502ed5200001",
        "published": "2 May 2017 08:15",
        "rights": "(c) 2017 Dray Business Week",
        "source": "Dray Business Week",
    },
    {
        "title": "Pier closes",
        "language": "English",
        "provider_id": "OWNX000020170503ed5300002",
        "published": "3 May 2017",
        "body_text": "The pier is closed.",
        "source": "Dray Business Week",
    },
]


def test_factiva_codes_are_taken_apart(tmp_path):
    assert download(tmp_path, "factiva_coded.txt") == [
        {
            "place": "factiva_coded.txt#1",
            "shape": "factiva",
            **FACTIVA[0],
            "section": "Business",
            "agency": "Dray Wire",
            "body_text": "Dray Salt has bought the spur to its east mine.\n\nThe price was not disclosed.\n\n"
            "PD is what the plant calls its pump.",
            "keywords": ("Acquisitions", "Corporate News"),
        },
        {"place": "factiva_coded.txt#2", "shape": "factiva", **FACTIVA[1]},
    ]


def test_factiva_without_codes_is_taken_apart(tmp_path):
    assert download(tmp_path, "factiva_display.txt") == [
        {
            "place": "factiva_display.txt#1",
            "shape": "factiva",
            **FACTIVA[0],
            "section": "Business",
            "body_text": "Dray Salt has bought the spur to its east mine.\n\nThe price was not disclosed.",
        },
        {
            "place": "factiva_display.txt#2",
            "shape": "factiva",
            **FACTIVA[1],
            "rights": "(c) 2017 Dray Business Week",
        },
    ]


def test_proquest_labels_are_taken_apart(tmp_path):
    assert download(tmp_path, "proquest.txt") == [
        {
            "place": "proquest.txt#1",
            "shape": "proquest",
            "title": "Ouse bridge toll scrapped",
            "bylines": ("Dyer, Helen", "Poe, Ann"),
            "section": "Local",
            "language": "English",
            "url": "https://pq.example/docview/1000001",
            "provider_id": "1000001",
            "published": "Jun 3, 2014",
            "body_text": "The Ouse bridge toll ends on Sunday.\n\n"
            "Location: the east bank, where it had stood since 1931.\n\n"
            "Nobody will miss it.",
            "keywords": ("Bridges", "Tolls"),
            "rights": "(Copyright (c) 2014 Ouse Daily)",
            "source": "Ouse Daily",
        },
        {
            "place": "proquest.txt#2",
            "shape": "proquest",
            "title": "Ferry row",
            "provider_id": "1000002",
            "published": "04 June 2014",
            "source": "Ouse Daily",
        },
    ]
