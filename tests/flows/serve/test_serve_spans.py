"""Marking a text: whatever spans hold, touch or cross, the markup nests and the text stays as it is."""

from hypothesis import given
from hypothesis import strategies as st

from flows.serve.spans import Closed, Opened, Piece, Span, paragraphs


def written(pieces: list[Piece]) -> str:
    """Pieces as one line: <a> where a span begins, <+a> where it goes on, </a> where it ends, <-a> where it pauses."""
    words = []
    for piece in pieces:
        if isinstance(piece, Opened):
            words.append(f"<{'' if piece.is_first else '+'}{piece.span.kind}>")
        elif isinstance(piece, Closed):
            words.append(f"<{'/' if piece.is_last else '-'}{piece.span.kind}>")
        else:
            words.append(piece)
    return "".join(words)


def test_a_name_inside_a_quotation_is_inside_its_markup() -> None:
    (pieces,) = paragraphs("Cost, Ann knew.", [Span(0, 14, "q"), Span(6, 9, "n")])
    assert written(pieces) == "<q>Cost, <n>Ann</n> knew</q>."


def test_spans_of_the_same_words_nest() -> None:
    (pieces,) = paragraphs("Ann", [Span(0, 3, "q"), Span(0, 3, "n")])
    assert written(pieces) == "<q><n>Ann</n></q>"


def test_of_two_that_cross_the_second_goes_on_behind_the_first() -> None:
    (pieces,) = paragraphs("abcdef", [Span(0, 4, "q"), Span(2, 6, "r")])
    assert written(pieces) == "<q>ab<r>cd<-r></q><+r>ef</r>"


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    first, second = paragraphs("ab cd\n\nef gh", [Span(3, 9, "q")])
    assert (written(first), written(second)) == ("ab <q>cd<-q>", "<+q>ef</q> gh")


def test_offsets_count_code_points() -> None:
    (pieces,) = paragraphs("🚋 e\u0301 Ann", [Span(5, 8, "n")])
    assert written(pieces) == "🚋 e\u0301 <n>Ann</n>"


def test_spans_that_do_not_fit_the_text_are_left_out() -> None:
    (pieces,) = paragraphs("Ann", [Span(2, 9, "q"), Span(2, 2, "n"), Span(-1, 2, "m")])
    assert written(pieces) == "Ann"


@given(
    text=st.text(alphabet="ab \n", max_size=40),
    bounds=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_markup_always_nests_and_keeps_the_text(text: str, bounds: list[tuple[int, int]]) -> None:
    spans = [Span(start, end, str(number)) for number, (start, end) in enumerate(bounds)]
    kept = []
    for pieces in paragraphs(text, spans):
        stack: list[Span] = []
        for piece in pieces:
            if isinstance(piece, Opened):
                stack.append(piece.span)
            elif isinstance(piece, Closed):
                assert stack.pop() == piece.span
            else:
                kept.append(piece)
        assert stack == []
    assert "".join(kept) == "".join(text.split("\n\n"))


@given(bounds=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6))
def test_every_span_begins_once_and_ends_once(bounds: list[tuple[int, int]]) -> None:
    text = "abcd\n\nefghij"
    spans = [Span(start, end, str(number)) for number, (start, end) in enumerate(bounds)]
    # A span of the blank line alone marks nothing.
    sound = [one for one in spans if 0 <= one.start < one.end <= len(text) and text[one.start : one.end].strip()]
    pieces = [piece for paragraph in paragraphs(text, spans) for piece in paragraph]
    first = sorted(piece.span.kind for piece in pieces if isinstance(piece, Opened) and piece.is_first)
    last = sorted(piece.span.kind for piece in pieces if isinstance(piece, Closed) and piece.is_last)
    inside = sorted(one.kind for one in sound)
    assert first == sorted(one.kind for one in sound if text[one.start] != "\n")
    assert last == sorted(one.kind for one in sound if text[one.end - 1] != "\n")
    assert set(first) <= set(inside)
