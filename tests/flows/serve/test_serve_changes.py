"""Two wordings side by side."""

from flows.serve.changes import Pair, compare


def test_words_that_changed_are_told_from_those_that_did_not() -> None:
    assert compare("It costs £40 a year.", "It costs £14 a year.") == [
        Pair(
            "reworded",
            (("same", "It costs £"), ("gone", "40"), ("same", " a year.")),
            (("same", "It costs £"), ("new", "14"), ("same", " a year.")),
        )
    ]


def test_a_paragraph_put_in_moves_no_other() -> None:
    pairs = compare("One stays.\n\nLast stays.", "One stays.\n\nA new thought came.\n\nLast stays.")
    assert [pair.change for pair in pairs] == ["same", "added", "same"]
    assert pairs[1] == Pair("added", after=(("new", "A new thought came."),))


def test_a_paragraph_taken_out_stands_alone() -> None:
    assert compare("Gone for good.\n\nStays.", "Stays.")[0] == Pair("dropped", before=(("gone", "Gone for good."),))


def test_unlike_paragraphs_are_two() -> None:
    pairs = compare("Rain fell on the hills.", "Ministers resigned yesterday")
    assert [pair.change for pair in pairs] == ["dropped", "added"]


def test_a_missing_text_is_all_new() -> None:
    assert compare(None, "A standfirst.") == [Pair("added", after=(("new", "A standfirst."),))]


def test_a_text_of_many_paragraphs_that_was_written_anew_is_compared_too() -> None:
    old, new = ("\n\n".join(f"{word} {number}" for number in range(4_000)) for word in ("before", "after"))
    changes = [pair.change for pair in compare(old, new)]
    assert changes.count("reworded") + changes.count("dropped") == 4_000


def test_a_very_long_paragraph_is_replaced_whole() -> None:
    old, new = "word " * 2_000, "word " * 1_999 + "end"
    (pair,) = compare(old, new)
    assert (pair.change, pair.before, pair.after) == ("reworded", (("gone", old),), (("new", new),))
