"""Clippings, browser prints, wires, statements, releases, briefings and letters as they are laid out."""

import pytest
from printouts import said, taken_apart

FIRST = "The harbour board met on Monday to discuss the new timetable for the winter."
SECOND = "It will meet again in May, when the berth opens and when all the crews are back."
BODY = f"{FIRST}\n\n{SECOND}"
PARAGRAPHS = [FIRST, SECOND]


@pytest.mark.parametrize(
    ("layout", "text", "fields"),
    [
        (
            "clipping with the paper and the date above the headline",
            f"The Vell Post\nThursday, June 6, 2024\nPage A4\n\nBoard meets on ferries\n\n{BODY}",
            {"title": "Board meets on ferries", "published": "Thursday, June 6, 2024"},
        ),
        (
            "citation below the byline",
            f"Board meets on ferries\nBy Una Keogh\nThe Vell Post, 6 June 2024, page 4\n\n{BODY}",
            {"title": "Board meets on ferries", "bylines": ("By Una Keogh",), "published": "6 June 2024"},
        ),
        (
            "page printed from a browser",
            "6/6/24, 9:05 AM Board meets on ferries | Vell Post\n\nBoard meets on ferries\n\nBy Una Keogh\n"
            f"June 6, 2024\n\n{BODY}\n\nhttps://vell.example/board 1/2",
            {"title": "Board meets on ferries", "bylines": ("By Una Keogh",), "published": "June 6, 2024"},
        ),
        (
            "agency copy with slug, pictures and a note to editors",
            "OWN-Ferry Board,0412\nBoard meets on ferries\nAP Photo VELL101\nEds: Adds details.\nBy TOMAS LUND\n"
            f"VELL, Norway (OWN) _ {FIRST}\n\n{SECOND}",
            {"title": "Board meets on ferries", "bylines": ("By TOMAS LUND",), "dateline": "VELL, Norway (OWN)"},
        ),
        (
            "agency copy with its points in a list",
            "Board meets on ferries\n\n* Ships twice a day\n\n* Union agrees\n\nBy Tomas Lund\n\n"
            f"VELL, March 14 (Own) - {FIRST}\n\n{SECOND}",
            {
                "title": "Board meets on ferries",
                "standfirst": "Ships twice a day; Union agrees",
                "bylines": ("By Tomas Lund",),
                "dateline": "VELL, March 14 (Own)",
            },
        ),
        (
            "statement with place and date in a line",
            "STATEMENT BY THE HARBOUR BOARD ON THE TIMETABLE\n\nVell, 6 June 2024\n\n"
            f"{BODY}\n\nENDS\n\nNotes to editors:",
            {"title": "STATEMENT BY THE HARBOUR BOARD ON THE TIMETABLE", "published": "6 June 2024"},
        ),
        (
            "release that begins with its date",
            "PRESS RELEASE\n6 June 2024\nFor immediate release\n\nBoard agrees timetable\n· Ships twice a day\n\n"
            f"{BODY}\n\n- ends -",
            {"title": "Board agrees timetable", "standfirst": "Ships twice a day", "published": "6 June 2024"},
        ),
        (
            "date above the headline",
            f"6 June 2024\n\nBoard meets on ferries\n\n{BODY}",
            {"title": "Board meets on ferries", "published": "6 June 2024"},
        ),
        (
            "letter below its section",
            f"Letters to the editor\n\nFerries for all\n\n{BODY}",
            {"title": "Ferries for all", "section": "Letters to the editor"},
        ),
    ],
)
def test_a_layout_is_taken_apart_wholly(layout, text, fields):
    assert said(taken_apart(text)) == {**fields, "body": PARAGRAPHS}, layout


def test_a_briefing_keeps_its_speakers_and_has_no_dateline():
    text = (
        "Remarks by Governor Brandt at the Opening of the Berth\n\nVell, Norway\n\n2:05 P.M. CET\n\n"
        "GOVERNOR BRANDT:  Good afternoon, everyone. (Applause.)\n\nIt is a good day.\n\n"
        "Q    Governor, is it safe?\n\nGOVERNOR BRANDT:  It is.\n\nEND           2:20 P.M. CET"
    )
    assert said(taken_apart(text)) == {
        "title": "Remarks by Governor Brandt at the Opening of the Berth",
        "body": [
            "GOVERNOR BRANDT: Good afternoon, everyone. (Applause.)",
            "It is a good day.",
            "Q Governor, is it safe?",
            "GOVERNOR BRANDT: It is.",
        ],
    }


def test_a_transcript_that_opens_with_a_speaker_keeps_the_speaker():
    text = (
        "Harbour Morning\n6 June 2024\n\nADA VOSS: Good morning, and welcome to the harbour of Vell.\n\n"
        "IDA STARK, HARBOR MASTER: Thank you.\n\nVOSS: What was agreed?"
    )
    assert said(taken_apart(text)) == {
        "title": "Harbour Morning",
        "published": "6 June 2024",
        "body": [
            "ADA VOSS: Good morning, and welcome to the harbour of Vell.",
            "IDA STARK, HARBOR MASTER: Thank you.",
            "VOSS: What was agreed?",
        ],
    }


def test_a_title_that_ends_like_a_papers_name_is_a_title():
    text = f"Minister Attacks Press\n\n6 June 2024\n\n{BODY}"
    assert said(taken_apart(text)) == {
        "title": "Minister Attacks Press",
        "published": "6 June 2024",
        "body": PARAGRAPHS,
    }


def test_a_line_of_the_header_that_is_no_field_stands_in_the_evidence():
    fields = taken_apart(f"Board meets on ferries\n\nVell, Norway\n\n2:05 P.M.\n\n{BODY}")
    assert [one.raw for one in fields.evidence if one.rule == "text:left-out:header"] == ["Vell, Norway"]
