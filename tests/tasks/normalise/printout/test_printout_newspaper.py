"""Newspaper pages as people print or copy them."""

import re

import pytest
from printouts import body, said, taken_apart

from schemas.article import Evidence

# Invented: a page with related headlines between its paragraphs, unclosed and re-opened quotes, and a credit.
LAKE = """Lakeland

Will the ferry deal bring the two islands back together?

Governors’ talks were ‘the first honest conversation in years’, Brandt says

PUBLISHED : Friday, 3 May, 2019, 9:45pm
UPDATED : Saturday, 4 May, 2019, 11:52am

Governor Ola Brandt said on Friday that she wanted to “see ferries run by summer”, as the islands ended their silence.

The two sides promised “regular talks”, the harbour board said in a statement.

“This is not about one ship,” Brandt said, without naming the Aurora.

Brandt and Lund share coffee on board the Aurora

Traffic between Nordø and Sørø had fallen to a third, with the board closing a berth in 2016.

Ferry board says it is ‘committed to a winter timetable’

Lund called the day “a turning point” and “overdue”.

How a lost anchor nearly ended the ferry talks

“The crews are tired.

“The ships are old, and so are we,” said Lund, who added: “We will not wait another year.”

Was the Aurora ever seaworthy?

“Whether it sails or not, “the message is clear,” she said.

Ines Duarte, a harbour historian at Tarn College, said the deal was a sign that the islands – long at odds – had moved.

Additional reporting by Per Dahl and Ana Ruiz"""


def test_a_print_out_is_taken_apart_wholly():
    assert said(taken_apart(LAKE, sections=frozenset({"Lakeland"}))) == {
        "title": "Will the ferry deal bring the two islands back together?",
        "standfirst": "Governors’ talks were ‘the first honest conversation in years’, Brandt says",
        "credits": ("Additional reporting by Per Dahl and Ana Ruiz",),
        "section": "Lakeland",
        "published": "Friday, 3 May, 2019, 9:45pm",
        "updated": "Saturday, 4 May, 2019, 11:52am",
        "body": [
            "Governor Ola Brandt said on Friday that she wanted to “see ferries run by summer”, as the "
            "islands ended their silence.",
            "The two sides promised “regular talks”, the harbour board said in a statement.",
            "“This is not about one ship,” Brandt said, without naming the Aurora.",
            "Traffic between Nordø and Sørø had fallen to a third, with the board closing a berth in 2016.",
            "Lund called the day “a turning point” and “overdue”.",
            "“The crews are tired.",
            "“The ships are old, and so are we,” said Lund, who added: “We will not wait another year.”",
            "“Whether it sails or not, “the message is clear,” she said.",
            "Ines Duarte, a harbour historian at Tarn College, said the deal was a sign that the islands – long at "
            "odds – had moved.",
        ],
    }


def test_an_unknown_section_above_title_and_standfirst_is_a_section():
    assert taken_apart(LAKE).section == "Lakeland"


def test_every_field_and_every_line_left_out_has_its_evidence():
    evidence = taken_apart(LAKE).evidence
    assert evidence[0] == Evidence(
        field="published", rule="text:date-line", raw="PUBLISHED : Friday, 3 May, 2019, 9:45pm"
    )
    assert Evidence(field="section", rule="text:section-line", raw="Lakeland") in evidence
    assert [one.raw for one in evidence if one.rule == "text:left-out:headline"] == [
        "Brandt and Lund share coffee on board the Aurora",
        "Ferry board says it is ‘committed to a winter timetable’",
        "How a lost anchor nearly ended the ferry talks",
        "Was the Aurora ever seaworthy?",
    ]


PROSE = "The harbour board met on Monday to discuss the new timetable for the winter."


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(["Board meets on ferries", *paragraphs])


@pytest.mark.parametrize(
    "line",
    [
        "“We will not wait”",
        '"Great news." - Commissioner Ida Stark',
        "And from Chair Ngo:",
        "“We agree,” she said, “and",
        "So what went wrong?",
        "• 350 jobs",
        "1. Open the berth",
        "and the crews went home",
        "— Ola Brandt, governor",
    ],
)
def test_a_line_that_may_be_the_articles_own_stays(line):
    assert body(taken_apart(text_of(PROSE, line, PROSE))) == [PROSE, line, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "What happens next",
        "‘I quit,’ says mayor",
        "Ferry crews to strike for 48 hours",
        "Board approves 2024 budget",
        "[Photo: The Aurora in port. (Pat Shaw/Own Wire)]",
        "The Aurora in port (Pat Shaw/Reuters)",
        "The Aurora in port. Photo: Pat Shaw",
        "Picture: Pat Shaw",
        "Read more: Five ferries that never sailed",
        "READ ALSO | Ferry row deepens",
        "Related: How ferries work",
        "Share this with a friend",
        "Advertisement",
        "Story continues below advertisement",
        "Sign up to our morning newsletter here",
        "Most read: 'I quit,' says mayor",
        "5 min read",
        "12 comments",
        "© 2024 Ferry Gazette. All rights reserved.",
    ],
)
def test_a_line_that_is_none_of_the_articles_own_goes(line):
    assert body(taken_apart(text_of(PROSE, line, PROSE, PROSE))) == [PROSE, PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Research by the harbour college found that half of all ferries are late.",
        "Photography is banned on board, the notice said.",
        "Contact between the two islands was lost on Monday.",
        "Share prices of the ferry line fell by a tenth on the news.",
        "By contrast, the northern line has never been late.",
        "More on the islands than in the capital, people rely on ships.",
        "Comments by the governor were not helpful, the board said.",
        "Published figures show that fewer people sail each year.",
        "Updated rules for crews take effect in May.",
        "About 300 people gathered at the quay.",
        "Watch officers saw the light at once.",
        "End of story, he said.",
    ],
)
def test_prose_that_opens_like_a_known_line_stays(line):
    assert body(taken_apart(text_of(PROSE, line, PROSE))) == [PROSE, line, PROSE]


def test_a_list_after_a_colon_stays():
    listed = [f"{PROSE[:-1]}:", "Open the berth", "Hire crews", "Paint the Aurora", PROSE, PROSE, PROSE]
    assert body(taken_apart(text_of(PROSE, *listed))) == [PROSE, *listed]


def test_results_in_a_row_stay():
    results = ["Nordø 1 Sørø 0", "Tarn 2 Vell 2", "Calder 0 Ouse 1", "Fenwick 3 Dray 1"]
    assert body(taken_apart(text_of(PROSE, PROSE, PROSE, *results, PROSE, PROSE, PROSE, PROSE))) == [
        *[PROSE] * 3,
        *results,
        *[PROSE] * 4,
    ]


def test_a_block_of_other_headlines_goes_with_its_heading():
    text = text_of(PROSE, "Most read", "'I quit,' says mayor", "Is the Aurora lost?", "Ferry row deepens", PROSE)
    assert body(taken_apart(text)) == [PROSE, PROSE]


def test_the_title_again_and_a_share_prompt_are_no_body():
    head = "Board meets on ferries\nBy Una Keogh\n4 May 2024\n\nBoard meets on ferries\n\nShare this with a friend"
    text = f"{head}\n\n{PROSE}"
    assert said(taken_apart(text)) == {
        "title": "Board meets on ferries",
        "bylines": ("By Una Keogh",),
        "published": "4 May 2024",
        "body": [PROSE],
    }


@pytest.mark.parametrize(
    ("lines", "published", "updated", "bylines"),
    [
        ("By Una Keogh\nPublished: 6 June 2024, 08:15 BST\nLast updated: 6 June 2024, 13:40 BST",
         "6 June 2024, 08:15 BST", "6 June 2024, 13:40 BST", ("By Una Keogh",)),
        ("UNA KEOGH | Aug. 18, 2024 9:05 p.m. EDT", "Aug. 18, 2024 9:05 p.m. EDT", None, ("UNA KEOGH",)),
        ("By Una Keogh and Per Dahl • Sept 4, 2024 • 3 min read", "Sept 4, 2024", None, ("By Una Keogh and Per Dahl",)),
        ("Published 6 June 2024 | Updated 7 June 2024", "6 June 2024", "7 June 2024", ()),
        ("First published on 6 June 2024 (updated 7 June 2024)", "6 June 2024", "7 June 2024", ()),
        ("2024-06-06T08:15:00+01:00", "2024-06-06T08:15:00+01:00", None, ()),
        ("06/06/2024 08:15", "06/06/2024 08:15", None, ()),
        ("Mittwoch, 6. März 2024, 8.15 Uhr", "Mittwoch, 6. März 2024, 8.15 Uhr", None, ()),
        ("Una Keogh\nHarbour Correspondent\nuna@ferry.example\n6 June 2024", "6 June 2024", None, ("Una Keogh",)),
        ("By Una Keogh\nHarbour Correspondent\n6 June 2024", "6 June 2024", None, ("By Una Keogh",)),
        ("By Una Keogh, 6 June 2024", "6 June 2024", None, ("By Una Keogh",)),
        ("Updated 3 hours ago", None, "3 hours ago", ()),
    ],
)  # fmt: skip
def test_dates_and_bylines_are_known_however_they_stand(lines, published, updated, bylines):
    fields = taken_apart(f"Board meets on ferries\n\n{lines}\n\n{PROSE}\n\n{PROSE}")
    assert (fields.title, fields.published, fields.updated, fields.bylines) == (
        "Board meets on ferries",
        published,
        updated,
        bylines,
    )
    assert (fields.standfirst, body(fields)) == (None, [PROSE, PROSE])


def test_dates_below_the_text_count_too():
    fields = taken_apart(text_of(PROSE, PROSE, "Published: 6 June 2024"))
    assert (fields.published, body(fields)) == ("6 June 2024", [PROSE, PROSE])


def test_a_full_sentence_between_title_and_byline_is_the_standfirst():
    summary = "Ships will run twice a day through the winter, the harbour board has decided."
    fields = taken_apart(f"Board meets\n\n{summary}\n\nBy Una Keogh\n\n{PROSE}\n\n{PROSE}")
    assert (fields.title, fields.standfirst, body(fields)) == ("Board meets", summary, [PROSE, PROSE])


@pytest.mark.parametrize("section", ["World", "Local News", "NEWS", "Hong Kong", "Home > News > World"])
def test_a_usual_section_name_above_the_title_is_a_section(section):
    fields = taken_apart(f"{section}\n\nBoard meets on ferries\n\n{PROSE}\n\n{PROSE}")
    assert (fields.section, fields.title) == (section.split(" > ")[-1], "Board meets on ferries")


def test_a_short_title_above_its_standfirst_is_no_section():
    fields = taken_apart(f"Storm Kills Three\n\nHundreds without power as gale sweeps the coast\n\n{PROSE}\n\n{PROSE}")
    assert (fields.section, fields.title, fields.standfirst) == (
        None,
        "Storm Kills Three",
        "Hundreds without power as gale sweeps the coast",
    )


def test_the_name_of_the_paper_above_the_title_is_neither():
    fields = taken_apart(f"Ferry Gazette\n\nBoard meets on ferries\n\n{PROSE}", source="Ferry Gazette")
    assert (fields.section, fields.title, fields.standfirst) == (None, "Board meets on ferries", None)


def test_lines_of_the_sources_own_boilerplate_go():
    pattern = re.compile(r"This story first appeared in .*", re.DOTALL)
    text = text_of(PROSE, "This story first appeared in the Ferry Gazette of 4 May.", PROSE)
    assert body(taken_apart(text, boilerplate=(pattern,))) == [PROSE, PROSE]


def test_a_text_without_title_keeps_all_its_text():
    assert said(taken_apart(f"{PROSE}\n\n{PROSE}")) == {"body": [PROSE, PROSE]}


LEAD = (
    "The ferry board agreed on Tuesday to reopen the only berth in Vell after a strike that had lasted nineteen days."
)
SENTENCE = "Ferry board agrees to reopen its only berth after a strike of nineteen days."


def test_a_long_headline_that_ends_in_a_full_stop_is_the_title_where_the_lead_says_it_again():
    assert said(taken_apart(f"{SENTENCE}\n\n{LEAD}\n\n{PROSE}")) == {"title": SENTENCE, "body": [LEAD, PROSE]}


def test_a_sentence_above_a_dateline_is_the_title():
    assert said(taken_apart(f"{SENTENCE}\n\nVELL (OWN) - {PROSE}\n\n{PROSE}")) == {
        "title": SENTENCE,
        "agency": "OWN",
        "dateline": "VELL (OWN)",
        "body": [PROSE, PROSE],
    }


def test_a_lead_is_no_headline_because_the_next_paragraph_speaks_of_the_same():
    second = (
        "The board, which runs the ferries, had been asked to decide on the berth before the winter begins in Vell."
    )
    assert said(taken_apart(f"{LEAD}\n\n{second}\n\n{PROSE}")) == {"body": [LEAD, second, PROSE]}


@pytest.mark.parametrize("text", ["", "\n \n", "Board meets on ferries", "By Una Keogh\n6 June 2024"])
def test_a_text_without_body_has_none(text):
    assert body(taken_apart(text)) == []
