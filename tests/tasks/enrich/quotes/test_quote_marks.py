"""Quote marks are paired as a reader pairs them."""

import pytest

from tasks.enrich.quotes.marks import find_marks


def _marked(text: str) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.state) for mark in find_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Ja,” she said.", "“Ja,”"),
        ('"Yes," she said.', '"Yes,"'),
        ("‘Yes,’ she said.", "‘Yes,’"),
        ("'Yes,' she said.", "'Yes,'"),
        ("„Ja“, sagte sie.", "„Ja“"),
        ("«Oui», dit-elle.", "«Oui»"),
        ("``Yes,'' she said.", "``Yes,''"),
        ("''Yes, it isn't,'' she said.", "''Yes, it isn't,''"),
    ],
)
def test_every_style_of_marks_is_paired(text: str, expected: str) -> None:
    assert _marked(text) == [(expected, "closed")]


def test_a_second_opening_mark_inside_is_stray() -> None:
    text = "“Whether or not it holds, “the plan is clear,” he said."
    assert _marked(text) == [("“Whether or not it holds, “the plan is clear,”", "closed")]


def test_a_mark_that_never_closes_ends_where_its_cue_has_passed_and_the_next_opens() -> None:
    assert _marked("“It is late, he said. “Go home,” he added.") == [
        ("“It is late, he said.", "unclosed"),
        ("“Go home,”", "closed"),
    ]


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    assert _marked("He said, “It is late.\n\nThe town was quiet.") == [("“It is late.", "unclosed")]


def test_a_mark_that_each_paragraph_opens_again_joins_them() -> None:
    text = "“Cases fell.\n\n“Staff are tired.\n\n“Please help.”"
    assert [(text[m.start : m.end], m.state, m.continues) for m in find_marks(text)] == [
        ("“Cases fell.", "reopened", False),
        ("“Staff are tired.", "reopened", True),
        ("“Please help.”", "closed", True),
    ]


def test_a_quotation_goes_on_over_a_paragraph_that_does_not_open_it_again() -> None:
    text = 'He said, "It was late.\n\nWe went home." They slept.'
    assert [(text[m.start : m.end], m.continues) for m in find_marks(text)] == [
        ('"It was late.', False),
        ('We went home."', True),
    ]


def test_apostrophes_are_not_marks() -> None:
    assert _marked("The firm's workers' union won't sign, and ’90s rules don’t help.") == []


def test_apostrophes_do_not_close_single_quotes() -> None:
    assert _marked("Pike said: 'We won't take the workers' offer.'") == [
        ("'We won't take the workers' offer.'", "closed")
    ]


def test_inches_and_feet_are_not_marks() -> None:
    assert _marked('The 12" pipe hit a 5\'10" man. "It broke," he said.') == [('"It broke,"', "closed")]


def test_a_quotation_inside_a_quotation_belongs_to_the_outer_one() -> None:
    text = "“She told me, ‘Go home,’ and I went,” he said."
    assert _marked(text) == [("“She told me, ‘Go home,’ and I went,”", "closed")]


def test_marks_of_two_styles_close_each_other_where_no_partner_follows() -> None:
    assert _marked('“It is late," he said.') == [('“It is late,"', "closed")]


def test_a_hundred_thousand_marks_are_paired_in_one_pass() -> None:
    assert len(find_marks("“a” " * 50_000)) == 50_000
    assert len(find_marks("“ a " * 100_000)) == 1


def test_the_same_marks_nest_where_both_close() -> None:
    text = "“He lives in what he calls “the shed” and likes it,” she said."
    assert _marked(text) == [("“He lives in what he calls “the shed” and likes it,”", "closed")]


def test_a_closing_mark_at_the_head_of_a_paragraph_opens_it() -> None:
    assert _marked("” … what I learned is this,” he said.") == [("” … what I learned is this,”", "closed")]


def test_a_mark_on_the_wrong_side_of_its_space_opens() -> None:
    assert _marked('Kits would be free for schools," They can hold a vote". Nobody came.') == [
        ('" They can hold a vote"', "closed")
    ]


def test_a_straight_mark_that_nothing_closes_is_stray_before_speech_in_curly_marks() -> None:
    assert _marked('"The clerk rose, shouting “Stay! Stay!”\n\n“We will,” Tan said.') == [
        ("“Stay! Stay!”", "closed"),
        ("“We will,”", "closed"),
    ]


def test_a_straight_mark_does_not_go_on_into_a_paragraph_with_marks_of_its_own() -> None:
    assert _marked('"The ferry is late.\n\n“It is mine,” Tan said, and left."') == [
        ('"The ferry is late.', "unclosed"),
        ("“It is mine,”", "closed"),
    ]


def test_a_curly_pair_inside_straight_marks_closes_itself_alone() -> None:
    text = '"He runs what he calls “the shed” and likes it.\n\n"He does."'
    assert _marked(text) == [
        ('"He runs what he calls “the shed” and likes it.', "reopened"),
        ('"He does."', "closed"),
    ]
