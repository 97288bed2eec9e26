"""Keys are stored, so they stay what they are, however they are worked out."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.keys import fold, stable_key, wording_number


@given(st.text())
@example("Don’t — “stop” it_now…")
@example("e\u0301te\u0301 \u0345 ﬁne Straße İ")
@example("half \ud800 a character")
def test_folding_keeps_letters_digits_and_their_marks(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in folded)

    assert fold(text) == " ".join(kept.split())


def test_wordings_are_numbered_in_the_order_of_their_keys() -> None:
    keys = sorted(stable_key(number) for number in range(100))

    assert sorted(map(wording_number, keys)) == [wording_number(key) for key in keys]
    assert all(0 <= wording_number(key) < 2**60 for key in keys)
