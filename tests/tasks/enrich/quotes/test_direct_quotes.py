"""Words in quote marks, with their cue and the mention of who says them."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from schemas.enrichment import Quote, Span
from tasks.enrich.quotes import find_quotes

Said = Callable[[str], list[tuple[str, str, str | None, str | None]]]


def test_a_quote_is_a_whole_record(nlp: Language) -> None:
    quotes, terms = find_quotes(nlp("“We will appeal,” said Ola Brandt."), [])
    assert terms == []
    # Who that is, and how sure, is for the speakers' own tests.
    unresolved = {"unresolved": None, "speaker_name": None, "speaker_rule": None, "confidence": 1.0}
    assert [quote.model_copy(update=unresolved) for quote in quotes] == [
        Quote(
            start=0,
            end=17,
            text="“We will appeal,”",
            type="direct",
            quoted=(Span(start=0, end=17, text="“We will appeal,”"),),
            marks="closed",
            cue=Span(start=18, end=22, text="said"),
            cue_lemma="say",
            cue_class="neutral",
            negated=False,
            tense="past",
            speaker=Span(start=23, end=33, text="Ola Brandt"),
            utterance=1,
            confidence=1.0,
            method="cue_after",
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is late,” Mara Quill said.", ("direct", "“It is late,”", "said", "Mara Quill")),
        ("“It is late,” added the harbour master.", ("direct", "“It is late,”", "added", "the harbour master")),
        ("Mara Quill said, “It is late.”", ("direct", "“It is late.”", "said", "Mara Quill")),
        ("Mara Quill told the Harbour News: “It is late.”", ("direct", "“It is late.”", "told", "Mara Quill")),
        ("“Is it late?” he asked.", ("direct", "“Is it late?”", "asked", "he")),
        ("He left. “Nobody knew!”, Vera Holt said.", ("direct", "“Nobody knew!”", "said", "Vera Holt")),
    ],
)
def test_the_cue_stands_before_or_behind(said: Said, text: str, expected: tuple[str, ...]) -> None:
    assert said(text) == [expected]


def test_the_speaker_is_the_whole_noun_phrase(said: Said) -> None:
    text = "“Prices are high,” Mara Quill, a lecturer at Northport University in Eastland, said."
    assert said(text) == [
        ("direct", "“Prices are high,”", "said", "Mara Quill, a lecturer at Northport University in Eastland")
    ]


def test_the_pronoun_inside_the_quote_is_not_the_speaker(said: Said) -> None:
    assert said("“I told them it was late,” Quill said.") == [
        ("direct", "“I told them it was late,”", "said", "Quill"),
    ]


def test_the_cue_in_the_middle_makes_two_pieces_of_one_utterance(nlp: Language) -> None:
    quotes, _ = find_quotes(nlp("“We wait,” Dube said. “Cases fell.”"), [])
    assert [(quote.text, quote.speaker and quote.speaker.text, quote.utterance) for quote in quotes] == [
        ("“We wait,”", "Dube", 1),
        ("“Cases fell.”", "Dube", 1),
    ]


def test_a_quote_that_each_paragraph_opens_again_is_one_utterance(nlp: Language) -> None:
    text = "“We wait,” Dube said. “Cases fell.\n\n“Staff are tired.\n\n“Please help.”"
    quotes, _ = find_quotes(nlp(text), [])
    assert [(quote.text, quote.speaker and quote.speaker.text, quote.marks, quote.utterance) for quote in quotes] == [
        ("“We wait,”", "Dube", "closed", 1),
        ("“Cases fell.", "Dube", "reopened", 1),
        ("“Staff are tired.", "Dube", "reopened", 1),
        ("“Please help.”", "Dube", "closed", 1),
    ]


def test_words_of_the_sentence_before_the_mark_belong_to_the_content(said: Said) -> None:
    assert said("The harbour “has made great changes,” Quill said in June.") == [
        ("mixed", "The harbour “has made great changes,”", "said", "Quill")
    ]


def test_a_stray_opening_mark_does_not_cut_the_quote(said: Said) -> None:
    assert said("“Whether or not it holds, “the plan is clear,” he said.") == [
        ("direct", "“Whether or not it holds, “the plan is clear,”", "said", "he")
    ]


def test_single_quotes_hold_speech_beside_apostrophes(said: Said) -> None:
    assert said("The union's leader, Jo Pike, said: 'We won't accept the firm's offer.'") == [
        ("direct", "'We won't accept the firm's offer.'", "said", "The union's leader, Jo Pike")
    ]


def test_a_floating_quote_never_takes_the_name_behind_it(said: Said) -> None:
    assert said("Alice turned to Bob. “It is over.” Bob nodded.") == [("direct", "“It is over.”", None, None)]


def test_a_dash_signs_a_quote(said: Said) -> None:
    assert said("“Great news.” - Commissioner Ida Stark") == [
        ("direct", "“Great news.”", None, "Commissioner Ida Stark")
    ]


def test_a_line_that_ends_with_a_colon_announces_the_next(said: Said) -> None:
    assert said("Chair Ngo said:\n\n“We agree.”") == [("direct", "“We agree.”", "said", "Chair Ngo")]


def test_a_line_from_somebody_announces_the_next(said: Said) -> None:
    assert said("And this came from Chair Ngo:\n\n“We agree.”") == [("direct", "“We agree.”", None, "Chair Ngo")]


def test_a_block_without_marks_is_announced_by_a_colon(said: Said) -> None:
    text = "The governor added:\n\nIt is late and the town is tired. Nobody came to help us."
    assert said(text) == [
        ("direct", "It is late and the town is tired. Nobody came to help us", "added", "The governor")
    ]


def test_a_noun_is_a_cue(said: Said) -> None:
    assert said("They waited long for the lawyer’s reply — “no”.") == [("direct", "“no”", "reply", "the lawyer")]


def test_a_nickname_is_part_of_the_speaker(nlp: Language) -> None:
    quotes, terms = find_quotes(nlp("“They left at dawn,” said a porter known as “Slim.”"), [])
    assert [(quote.text, quote.speaker and quote.speaker.text) for quote in quotes] == [
        ("“They left at dawn,”", "a porter known as “Slim.”")
    ]
    assert [term.text for term in terms] == ["“Slim.”"]


def test_questions_and_answers_have_their_speakers(nlp: Language) -> None:
    quotes, _ = find_quotes(nlp("Interview with Lin Costa\n\nQ: Why now?\nA: Because we can.\nIt pays too."), [])
    assert [(quote.text, quote.speaker and quote.speaker.text, quote.utterance) for quote in quotes] == [
        ("Why now", None, 1),
        ("Because we can", "Lin Costa", 2),
        ("It pays too", "Lin Costa", 2),
    ]


def test_the_turns_of_a_transcript_are_labelled(said: Said) -> None:
    text = "OKORO: Was it late?\n\nQUILL: It was half past nine.\n\nOKORO: Thank you."
    assert said(text) == [
        ("indirect", "Was it late", None, "OKORO"),
        ("indirect", "It was half past nine", None, "QUILL"),
        ("indirect", "Thank you", None, "OKORO"),
    ]


def test_a_note_between_turns_is_nobodys(said: Said) -> None:
    text = "OKORO: Was it late?\n\nQUILL: It was half past nine.\n\n(APPLAUSE.)\n\nOKORO: Thank you."
    assert [row[1] for row in said(text)] == ["Was it late", "It was half past nine", "Thank you"]


def test_a_post_leaves_out_signature_and_date(said: Said) -> None:
    assert said("Trains resume at 6\n\n— City Rail (@cityrail) 4 May 2024") == [
        ("indirect", "Trains resume at 6", None, "City Rail")
    ]


def test_a_whole_sentence_between_dashes_floats(said: Said) -> None:
    assert said("He took it badly -- “It keeps me young” -- and left the room.") == [
        ("direct", "“It keeps me young”", None, None)
    ]


def test_a_note_in_brackets_is_no_utterance(said: Said) -> None:
    assert said("“(Applause from the gallery.)”") == []


def test_a_quote_goes_on_behind_the_cue_of_words_outside_the_marks(said: Said) -> None:
    assert said("“You pushed the crews” to sail at night, Tan said. “You paid nobody.”") == [
        ("mixed", "“You pushed the crews” to sail at night", "said", "Tan"),
        ("direct", "“You paid nobody.”", "said", "Tan"),
    ]


def test_a_phrase_that_somebody_used_is_said_by_them(said: Said) -> None:
    assert said("Tan has used the phrase “night tax” often in his campaign.") == [
        ("direct", "“night tax”", "used", "Tan")
    ]
    assert said("Tan has never used the phrase “night tax” in his campaign.") == []


def test_a_headline_with_a_name_is_no_turn_of_the_transcript_below(said: Said) -> None:
    text = (
        "Tan: ferries were late all week\n\nIn an interview on Sunday, Mayor Ola Tan said the ferries would run again."
        "\n\nHOLT: Will they run?\n\nTAN: They will run on Monday.\n\nHOLT: And the fares?"
    )
    assert said(text) == [
        ("indirect", "ferries were late all week", None, "Tan"),
        ("indirect", "the ferries would run again", "said", "Mayor Ola Tan"),
        ("indirect", "Will they run", None, "HOLT"),
        ("indirect", "They will run on Monday", None, "TAN"),
        ("indirect", "And the fares", None, "HOLT"),
    ]
