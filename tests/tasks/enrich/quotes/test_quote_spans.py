"""Where the content of a report ends: the reporter's own clause and the next report stay out of it."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from tasks.enrich.quotes.layout import LONGEST_SENTENCE, Layout

Said = Callable[[str], list[tuple[str, str, str | None, str | None]]]


@pytest.mark.parametrize(
    "behind",
    [
        "home”, as the council walked out of the talks.",
        "home,” as the council walked out of the talks.",
        "home”, after the council had walked out.",
        "home”, even though crews were ill.",
        "home”, despite a shortage of crews.",
    ],
)
def test_a_clause_behind_closed_marks_and_a_comma_is_the_reporters(said: Said, behind: str) -> None:
    content = behind[: max(behind.index("”"), behind.index(",")) + 1].rstrip(",")
    text = f"Vahl said during a visit to Skarholm that she wanted to “bring the ferries {behind}"
    assert said(text) == [("mixed", f"that she wanted to “bring the ferries {content}", "said", "Vahl")]


def test_what_the_reporters_clause_reports_is_a_quote_of_its_own(said: Said) -> None:
    text = "Vahl said that she wanted to “bring the ferries home”, as the islands’ council pledged to end the dispute."
    assert said(text) == [
        ("mixed", "that she wanted to “bring the ferries home”", "said", "Vahl"),
        ("indirect", "to end the dispute", "pledged", "the islands’ council"),
    ]


def test_a_concession_that_reports_anew_ends_the_content(said: Said) -> None:
    assert said("Vahl said the boat would not sail, though she noted that crews were ready.") == [
        ("indirect", "the boat would not sail", "said", "Vahl"),
        ("indirect", "that crews were ready", "noted", "she"),
    ]


def test_a_reason_without_a_comma_stays_in_the_content(said: Said) -> None:
    assert said("Vahl said the boat would not sail as crews were ill.") == [
        ("indirect", "the boat would not sail as crews were ill", "said", "Vahl")
    ]


def test_a_second_reporting_verb_has_a_quote_of_its_own(said: Said) -> None:
    text = "Mark Tilbury said the scheme would cost £14 a year and warned that the figures were “wishful thinking”."
    assert said(text) == [
        ("indirect", "the scheme would cost £14 a year", "said", "Mark Tilbury"),
        ("mixed", "that the figures were “wishful thinking”", "warned", "Mark Tilbury"),
    ]


def test_a_thing_does_not_insist(said: Said) -> None:
    assert said("Tilbury said that the scheme was cheap and insisted it would pass.") == [
        ("indirect", "that the scheme was cheap", "said", "Tilbury"),
        ("indirect", "it would pass", "insisted", "Tilbury"),
    ]


def test_content_goes_on_in_marks_behind_and(said: Said) -> None:
    assert said("Vahl says she hopes to win, but she knows that “nobody is safe.”") == [
        ("mixed", "she hopes to win, but she knows that “nobody is safe.”", "says", "Vahl")
    ]


def test_content_goes_on_in_marks_behind_the_cue(said: Said) -> None:
    assert said("Many of the visitors were older, she said, and “nobody was cold.”") == [
        ("indirect", "Many of the visitors were older", "said", "she"),
        ("mixed", "and “nobody was cold.”", "said", "she"),
    ]


def test_a_sentence_that_runs_on_behind_its_marks_is_one_content(said: Said) -> None:
    assert said("“This is wrong,” Quill said. “You blamed thousands” of workers.") == [
        ("direct", "“This is wrong,”", "said", "Quill"),
        ("mixed", "“You blamed thousands” of workers", "said", "Quill"),
    ]


def test_a_quote_behind_a_colon_is_not_part_of_the_content_before_it(said: Said) -> None:
    assert said("The statement mentioned the harbour: “We are ready for the ferries,” the union wrote.") == [
        ("indirect", "the harbour", "mentioned", "The statement"),
        ("direct", "“We are ready for the ferries,”", "wrote", "the union"),
    ]


def test_a_text_without_full_stops_is_read_in_bounded_pieces(nlp: Language) -> None:
    layout = Layout(nlp("costs rose, Tan noted, and " * 100))
    lengths = [end - start for start, end in (layout.sentence(at) for at in range(0, len(layout.doc), 50))]
    assert max(lengths) <= LONGEST_SENTENCE


def test_a_sentence_runs_on_behind_a_marked_exclamation_within_it(said: Said) -> None:
    text = "The minister was greeted with chants of “Stay!” at a fair in Northport last week, according to Ola Brandt."
    assert said(text) == [
        (
            "mixed",
            "The minister was greeted with chants of “Stay!” at a fair in Northport last week",
            "according to",
            "Ola Brandt",
        )
    ]


def test_a_target_behind_a_preposition_is_likened_too(said: Said) -> None:
    assert said("In recent weeks, Quill has gone after Tan as a “fox” and a “ghost.”") == [
        ("mixed", "Tan as a “fox” and a “ghost.”", "gone", "Quill")
    ]
    assert said("Quill has pounded Tan as a “fox.”") == [("mixed", "Tan as a “fox.”", "pounded", "Quill")]


def test_a_disclosure_takes_in_the_whole_marks_at_its_end(said: Said) -> None:
    assert said("Workers seethed after the disclosure that the port had sold the “old shed.”") == [
        ("mixed", "that the port had sold the “old shed.”", "disclosure", None)
    ]


def test_what_happened_before_a_report_is_not_its_content(said: Said) -> None:
    assert said("Workers fumed after the sale of the “old shed” in May.") == []


def test_a_clause_takes_in_the_marks_that_go_on_with_it(said: Said) -> None:
    text = (
        "Instead, the study -- which notes that 40 ferries would owe $212 million in extra fees, “equal to the budgets "
        "of two ports combined,” if they were fined properly -- should be read."
    )
    assert [row[:3] for row in said(text)] == [
        (
            "mixed",
            "that 40 ferries would owe $212 million in extra fees, “equal to the budgets of two ports combined,”",
            "notes",
        )
    ]
