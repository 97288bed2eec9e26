"""What stands in quote marks and is no speech is listed apart."""

import pytest
from spacy.language import Language

from schemas.enrichment import Mention
from tasks.enrich.quotes import find_quotes


def test_a_title_of_a_work_is_a_term_with_its_marks(nlp: Language) -> None:
    text = "She read the novel “The Long Wait” on the train."
    assert find_quotes(nlp(text), []) == ([], [Mention(start=19, end=34, text="“The Long Wait”")])


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “experts” left the town early.",
        "The machine, named “Tall Betty”, scored one point.",
        "Officials want to “streamline” the procedure next year.",
    ],
)
def test_scare_quotes_and_names_are_terms(nlp: Language, text: str) -> None:
    quotes, terms = find_quotes(nlp(text), [])
    assert quotes == []
    assert len(terms) == 1


def test_a_programme_beside_the_speaker_is_a_term(nlp: Language) -> None:
    quotes, terms = find_quotes(nlp("In an interview on “Harbour Today,” Ada Ngo said two ships were late."), [])
    assert [(quote.text, quote.speaker and quote.speaker.text) for quote in quotes] == [
        ("two ships were late", "Ada Ngo")
    ]
    assert [term.text for term in terms] == ["“Harbour Today,”"]
