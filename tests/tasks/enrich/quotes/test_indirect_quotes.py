"""What is reported without quote marks, or with a few words in them."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from tasks.enrich.quotes import find_quotes
from tasks.enrich.text import enrich_doc

Said = Callable[[str], list[tuple[str, str, str | None, str | None]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quill said that costs had doubled.", ("that costs had doubled", "said", "Quill")),
        ("Quill said costs had doubled.", ("costs had doubled", "said", "Quill")),
        ("Quill told the Harbour News that costs had doubled.", ("that costs had doubled", "told", "Quill")),
        ("The report states that costs had doubled.", ("that costs had doubled", "states", "The report")),
        ("A new poll shows that voters are tired.", ("that voters are tired", "shows", "A new poll")),
        ("The ministry described the visit as informal.", ("the visit as informal", "described", "The ministry")),
        ("Ngo criticised Tan for siding with the firm.", ("Tan for siding with the firm", "criticised", "Ngo")),
        ("The envoy urged the two sides to talk.", ("the two sides to talk", "urged", "The envoy")),
        ("The senator vowed to fight the bill.", ("to fight the bill", "vowed", "The senator")),
        ("The doctors called for a ban on the drug.", ("a ban on the drug", "called", "The doctors")),
        ("Quill called the plan a costly mistake.", ("the plan a costly mistake", "called", "Quill")),
        ("Quill described a long wait in the cold.", ("a long wait in the cold", "described", "Quill")),
        ("Polls show a close contest in the north.", ("a close contest in the north", "show", "Polls")),
        ("Quill was accused of hiding the costs.", ("hiding the costs", "accused", None)),
        ("Quill asked about the costs of the plan.", ("the costs of the plan", "asked", "Quill")),
    ],
)  # fmt: skip
def test_each_frame_of_a_reporting_verb_has_its_content(said: Said, text: str, expected: tuple[str, ...]) -> None:
    assert said(text) == [("indirect", *expected)]


def test_a_parenthetical_cue_parts_the_content(nlp: Language) -> None:
    quotes, _ = find_quotes(nlp("Five years ago, Tan said, costs were lower."), [])
    assert [(quote.text, quote.speaker and quote.speaker.text, quote.utterance) for quote in quotes] == [
        ("Five years ago", "Tan", 1),
        ("costs were lower", "Tan", 1),
    ]


def test_the_cue_closes_the_sentence(said: Said) -> None:
    assert said("For Eastland, having a friend provided a counterbalance, he said.") == [
        ("indirect", "For Eastland, having a friend provided a counterbalance", "said", "he")
    ]


def test_a_headline_ends_with_its_speaker(said: Said) -> None:
    assert said("Talks were ‘the only right choice’ for both, Quill says") == [
        ("mixed", "Talks were ‘the only right choice’ for both", "says", "Quill")
    ]


def test_a_headline_begins_with_its_speaker(said: Said) -> None:
    text = "Ngo: we will appeal\n\nThe minister, Ada Ngo, spoke on Monday."
    assert said(text) == [("indirect", "we will appeal", None, "Ngo")]


def test_experience_does_not_speak(said: Said) -> None:
    assert said("Experience shows that targets work.") == []


def test_a_question_that_nobody_answered_is_no_quote(said: Said) -> None:
    assert said("The police have not said why the man was held. He declined to say when it would open.") == []


def test_the_subject_of_the_clause_is_not_the_speaker(said: Said) -> None:
    assert said("Quill said the mayor had promised help.") == [
        ("indirect", "the mayor had promised help", "said", "Quill")
    ]


def test_a_mixed_quote_takes_in_all_of_its_marks(nlp: Language) -> None:
    text = "Quill said the visit came at a “critical moment” and was “very significant” for both sides."
    quotes, terms = find_quotes(nlp(text), [])
    assert terms == []
    assert [(quote.type, quote.text, [part.text for part in quote.quoted]) for quote in quotes] == [
        (
            "mixed",
            "the visit came at a “critical moment” and was “very significant” for both sides",
            ["“critical moment”", "“very significant”"],
        )
    ]


def test_the_reporters_own_clause_behind_the_quote_is_left_out(said: Said) -> None:
    text = "Quill said that he wanted to “meet often”, as the two towns pledged to mend their ties."
    assert said(text)[0] == ("mixed", "that he wanted to “meet often”", "said", "Quill")


def test_a_second_that_clause_goes_on(said: Said) -> None:
    assert said("Tan said that it was late and that he was tired.") == [
        ("indirect", "that it was late and that he was tired", "said", "Tan")
    ]


def test_according_to_leads(said: Said) -> None:
    assert said("According to the town's harbour master, Ada Ngo, two ships were late.") == [
        ("indirect", "two ships were late", "According to", "the town's harbour master, Ada Ngo")
    ]


def test_according_to_follows(said: Said) -> None:
    assert said("Two ships were late, according to the harbour office.") == [
        ("indirect", "Two ships were late", "according to", "the harbour office")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "According to the News Agency, Kim said talks would go on.",
        "Kim said, according to the News Agency, that talks would go on.",
    ],
)
def test_who_passes_the_words_on_is_not_the_speaker(nlp: Language, text: str) -> None:
    quotes = enrich_doc(nlp(text)).quotes
    assert [(quote.text.removeprefix("that "), quote.speaker_name, quote.relayed_by) for quote in quotes] == [
        ("talks would go on", "Kim", "News Agency")
    ]


def test_a_claim_has_its_owner(said: Said) -> None:
    assert said("The court heard of her claim that the plant was unsafe.") == [
        ("indirect", "that the plant was unsafe", "claim", "her")
    ]


def test_as_somebody_told_a_paper(said: Said) -> None:
    assert said("As Quill told the Harbour News, the ozone layer has recovered since the ban.") == [
        ("indirect", "the ozone layer has recovered since the ban", "told", "Quill")
    ]


def test_each_report_in_a_sentence_has_its_own_content(said: Said) -> None:
    text = "Quill said the harbour would be dredged, citing a survey of the sea floor."
    assert said(text) == [
        ("indirect", "the harbour would be dredged", "said", "Quill"),
        ("indirect", "a survey of the sea floor", "citing", "Quill"),
    ]


def test_a_list_behind_a_colon_belongs_to_the_content(said: Said) -> None:
    assert said("Quill notes that three things happened at once: prices fell, rents rose and jobs went.") == [
        (
            "indirect",
            "that three things happened at once: prices fell, rents rose and jobs went",
            "notes",
            "Quill",
        )
    ]


def test_who_is_asked_does_not_ask(said: Said) -> None:
    assert said("Asked whether she would resign, Tan replied: “No.”") == [("direct", "“No.”", "replied", "Tan")]


def test_a_word_in_marks_behind_as_is_the_subjects(said: Said) -> None:
    assert said("The senator admires the mayor as a “steady hand”.") == [
        ("mixed", "the mayor as a “steady hand”", "admires", "The senator")
    ]


def test_a_post_behind_as_is_nobodys_word(said: Said) -> None:
    assert said("The firm hired the mayor as a “strategic adviser” last year.") == []


def test_per_somebody_at_the_end_names_the_source(said: Said) -> None:
    assert said("Members may vote by post, per the party’s rules.") == [
        ("indirect", "Members may vote by post", "per", "the party’s rules")
    ]


def test_as_somebody_put_it(said: Said) -> None:
    assert said("The rule is a “leap in the dark,” as the harbour office put it.") == [
        ("mixed", "The rule is a “leap in the dark,”", "put", "the harbour office")
    ]


def test_a_headline_vows(said: Said) -> None:
    assert said("Ngo Vows To Scrap Night Fares Used By Late Workers") == [
        ("indirect", "To Scrap Night Fares Used By Late Workers", "Vows", "Ngo")
    ]


def test_a_time_before_the_content_is_not_part_of_it(said: Said) -> None:
    assert said("Quill said after the vote he would not accept the offer.") == [
        ("indirect", "he would not accept the offer", "said", "Quill")
    ]


def test_what_modifies_the_object_belongs_to_it(said: Said) -> None:
    assert said("Quill cited letters from two mayors on Tuesday.") == [
        ("indirect", "letters from two mayors", "cited", "Quill")
    ]


def test_content_goes_on_behind_the_cue_and_and(said: Said) -> None:
    assert [row[1] for row in said("Costs had doubled, the agency said, and the two towns had paid for it.")] == [
        "Costs had doubled",
        "and the two towns had paid for it",
    ]
