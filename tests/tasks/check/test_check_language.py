"""Languages by their function words."""

import pytest
from checked_articles import BODY

from tasks.check.language import language_by_words

AFRIKAANS = "Die stad het die hawe in die nag gesluit en dit is nie bekend of dit weer sal oopmaak nie. " * 4


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        (BODY, "en-GB", "en"),
        (BODY, "de", "en"),
        (BODY, "sv", "en"),
        (BODY, None, "en"),
        (BODY[:80], "en", None),
        (AFRIKAANS, "af", None),
        ("Oslo 3 Bergen 1 " * 40, "en", None),
    ],
    ids=["its own", "another's", "of no list", "no tag", "too short", "a relative of a listed one", "a table"],
)
def test_a_language_is_told_only_where_its_words_lead(text: str, tag: str | None, language: str | None) -> None:
    assert language_by_words(text, tag) == language
