"""Lines into paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.normalise.printout import paragraphs_of


def test_blank_lines_part_paragraphs_whatever_the_line_ends():
    assert paragraphs_of("One.\r\n\r\nTwo.\r \r\nThree.\u2029\u2029Four.") == ["One.", "Two.", "Three.", "Four."]


def test_paragraphs_of_one_line_each_stay_apart():
    text = "The board met on Monday.\nIt will meet again, it said.\n“We wait,” said Lund."
    assert paragraphs_of(text) == text.split("\n")


def test_wrapped_lines_are_joined():
    text = (
        "The harbour board met on Monday to discuss the new timetable for\n"
        "the winter, and agreed that the ferries should run twice a day\n"
        "until March.\n\n"
        "It will meet again in May, when the berth opens and when all the\n"
        "crews are back.\n"
    )
    assert paragraphs_of(text) == [
        "The harbour board met on Monday to discuss the new timetable for the winter, and agreed that the ferries "
        "should run twice a day until March.",
        "It will meet again in May, when the berth opens and when all the crews are back.",
    ]


def test_a_paragraph_that_ends_early_in_a_wrapped_text_ends():
    text = (
        "The harbour board met on Monday to discuss the new timetable for\n"
        "the winter, it said.\n"
        "It will meet again in May, when the berth opens and when all the\n"
        "crews are back from their leave, and then once more in the\n"
        "autumn.\n"
    )
    assert [one[:12] for one in paragraphs_of(text)] == ["The harbour ", "It will meet"]


def test_a_word_broken_at_its_hyphen_stays_one_word():
    text = (
        "The harbour board met on Monday with the governor and his well-\n"
        "known adviser to discuss what can be done about the new berth\n"
        "before the winter."
    )
    assert "well-known adviser" in paragraphs_of(text)[0]


def test_a_line_that_goes_on_in_lower_case_is_joined_in_any_text():
    assert paragraphs_of("The board met on Monday to discuss\nthe berth.\nIt will meet again.") == [
        "The board met on Monday to discuss the berth.",
        "It will meet again.",
    ]


def test_list_items_and_turns_stay_apart():
    text = "• one\n• two\n1. three\n2. four\nQ: five?\nA: six."
    assert paragraphs_of(text) == text.split("\n")


@given(st.text())
def test_no_character_that_counts_is_lost(text):
    joined = "".join("".join(paragraphs_of(text)).split())
    assert joined == "".join(text.lstrip("\ufeff").split())
