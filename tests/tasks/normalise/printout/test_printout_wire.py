"""Wire copy, press releases and transcripts."""

import pytest
from printouts import body, said, taken_apart

from schemas.article import RawFields
from tasks.normalise.printout.dateline import Dateline, split_dateline

PROSE = "The harbour board met on Monday to discuss the new timetable for the winter."

WIRE = """OWN0412 3 B 0187 ECO /OWN-FERRY
^Ferry board reopens berth after 19 days^
(Adds quote from union)
   By Tomas Lund
   VELL, Norway, March 14 2023 (OWN) - The ferry board agreed on Tuesday to reopen its berth after 19 days.
   "We have a deal," said Ida Stark.
   (Reporting by Tomas Lund; Editing by Mara Poe)
   OWN 141722 GMT MAR 23
"""


def test_wire_copy_is_taken_apart_wholly():
    assert said(taken_apart(WIRE)) == {
        "title": "Ferry board reopens berth after 19 days",
        "bylines": ("By Tomas Lund",),
        "credits": ("Reporting by Tomas Lund; Editing by Mara Poe",),
        "published": "14 Mar 2023 17:22 GMT",
        "dateline": "VELL, Norway, March 14 2023 (OWN)",
        "body": [
            "The ferry board agreed on Tuesday to reopen its berth after 19 days.",
            '"We have a deal," said Ida Stark.',
        ],
    }


def test_wrapped_wire_copy_with_indented_paragraphs_is_joined():
    text = """Ferry board reopens berth
By TOMAS LUND
Own Wire Writer
   VELL (OWN) _ The ferry board agreed on Tuesday to reopen its
berth after a strike of 19 days that had cut off the islands and
emptied their shops.
   "We have a deal that both sides can defend in front of their own
people," said Ida Stark, who leads the union.
"""
    assert said(taken_apart(text)) == {
        "title": "Ferry board reopens berth",
        "bylines": ("By TOMAS LUND",),
        "dateline": "VELL (OWN)",
        "body": [
            "The ferry board agreed on Tuesday to reopen its berth after a strike of 19 days that had cut off the "
            "islands and emptied their shops.",
            '"We have a deal that both sides can defend in front of their own people," said Ida Stark, who leads the '
            "union.",
        ],
    }


@pytest.mark.parametrize(
    ("head", "date", "agency"),
    [
        ("WASHINGTON (AP) —", None, "AP"),
        ("LONDON, March 3 (Reuters) -", "March 3", "Reuters"),
        ("BEIJING, March 28 (Xinhua) --", "March 28", "Xinhua"),
        ("Paris (AFP) –", None, "AFP"),
        ("RIO DE JANEIRO —", None, None),
        ("NEW YORK, Oct. 9, 2024 /PRNewswire/ --", "Oct. 9, 2024", "PRNewswire"),
        ("ARRAS, France, 9 October 2024 --", "9 October 2024", None),
        ("Arras, 9 October 2024 –", "9 October 2024", None),
        ("NEW DELHI:", None, None),
    ],
)
def test_datelines_of_all_houses_are_cut(head, date, agency):
    assert split_dateline(f"{head} {PROSE}") == Dateline(head.rstrip(" -–—_:"), PROSE, date, agency)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor – who had not been asked – said that the berth would stay shut until May.",
        "Ida Stark: the berth will stay shut until May, and nobody can change that now.",
        "A deal - at last - was struck between the board and the union on Tuesday.",
        "In May, June and July — the high season — the berth was shut for all ships.",
        "Q: Why is the berth shut, and when will it be open for all ships again?",
    ],
)
def test_prose_with_a_dash_has_no_dateline(text):
    assert split_dateline(text) is None


def test_the_agency_of_a_dateline_is_the_credit_where_no_byline_stands():
    fields = taken_apart(f"Board meets\n\nVELL (OWN) — {PROSE}\n\n{PROSE}")
    assert (fields.agency, fields.dateline) == ("OWN", "VELL (OWN)")


def test_a_dateline_without_year_gives_no_date():
    assert taken_apart(f"Board meets\n\nVELL, March 3 (OWN) - {PROSE}\n\n{PROSE}").published is None


def test_a_story_that_is_taken_back_says_so():
    fields = taken_apart(f"MANDATORY KILL - Board meets\n\nBoard meets\n\n{PROSE}")
    assert fields.pub_status == "killed"


RELEASE = """FOR IMMEDIATE RELEASE

Solvang Batteries to Expand Vell Plant

VELL, Norway, 9 October 2024 -- Solvang Batteries today announced an expansion of its plant.

The line will employ 350 people:

• 200 in the cell hall
• 150 in the pack hall

"Our customers asked for it," said Ida Stark, chief operating officer.

About Solvang Batteries
Solvang Batteries makes cells for buses.

Media contact:
Per Dahl, press@solvang.example, +47 00 00 00 00

###

Forwarded by the press office
"""


def test_a_press_release_is_taken_apart_wholly():
    assert said(taken_apart(RELEASE)) == {
        "title": "Solvang Batteries to Expand Vell Plant",
        "published": "9 October 2024",
        "dateline": "VELL, Norway, 9 October 2024",
        "body": [
            "Solvang Batteries today announced an expansion of its plant.",
            "The line will employ 350 people:",
            "• 200 in the cell hall",
            "• 150 in the pack hall",
            '"Our customers asked for it," said Ida Stark, chief operating officer.',
        ],
    }


def test_a_release_under_embargo_says_until_when():
    fields = taken_apart(
        f"EMBARGOED UNTIL 00:01 BST, 5 May 2024\n\nBoard meets\n\n{PROSE}\n\n{PROSE}\n\n-ENDS-\n\nNotes"
    )
    assert (fields.embargo, fields.title, body(fields)) == ("00:01 BST, 5 May 2024", "Board meets", [PROSE, PROSE])


def test_a_heading_that_begins_with_about_in_a_news_text_cuts_nothing():
    text = f"Board meets\n\n{PROSE}\n\n{PROSE}\n\nAbout Time\n\n{PROSE}\n\n{PROSE}"
    assert len(body(taken_apart(text))) >= 4


TRANSCRIPT = """Interview with Lin Costa

4 May 2024

Lin Costa spoke to us about the berth and about what comes next for the islands.

Q: Why now?
A: Because we can.
It pays too.

Q: And then?

HOST: Thank you
LIN COSTA: My pleasure
"""


def test_the_turns_of_an_interview_stay_apart():
    assert said(taken_apart(TRANSCRIPT)) == {
        "title": "Interview with Lin Costa",
        "published": "4 May 2024",
        "body": [
            "Lin Costa spoke to us about the berth and about what comes next for the islands.",
            "Q: Why now?",
            "A: Because we can.",
            "It pays too.",
            "Q: And then?",
            "HOST: Thank you",
            "LIN COSTA: My pleasure",
        ],
    }


def test_a_mails_subject_is_the_title_and_its_text_stays_whole():
    known = RawFields(title="Aldine opens 12 shops", published="Mon, 04 Mar 2024 09:00:00 +0100")
    text = f"Dear editors,\n\n{PROSE}\n\n“We hire locally,” said Rosa Blom."
    assert said(taken_apart(text, known=known)) == {
        "title": "Aldine opens 12 shops",
        "published": "Mon, 04 Mar 2024 09:00:00 +0100",
        "body": ["Dear editors,", PROSE, "“We hire locally,” said Rosa Blom."],
    }


def test_a_release_in_a_mail_loses_its_frame():
    known = RawFields(title="Solvang Batteries to Expand Vell Plant")
    assert body(taken_apart(RELEASE, known=known))[0] == "Solvang Batteries today announced an expansion of its plant."
