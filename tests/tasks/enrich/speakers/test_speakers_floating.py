"""Quotes with no mention beside them, and the turns of an interview."""

from spacy.language import Language
from spoken import Spoken


def test_marked_words_right_after_a_quote_go_on_with_its_speaker(nlp: Language) -> None:
    text = "Mara Ostrow noted that the air was bad. “It would help to close the mill.”"
    story = Spoken(nlp, text).named("Mara Ostrow").said("that the air was bad", "Mara Ostrow")

    quotes = story.said("“It would help to close the mill.”", None).resolved()

    assert [(quote.speaker_name, quote.speaker, quote.speaker_rule, quote.confidence) for quote in quotes[1:]] == [
        ("Mara Ostrow", None, "continued", 0.75)
    ]


def test_a_paragraph_of_marked_words_goes_on_with_the_speaker_of_the_one_before(nlp: Language) -> None:
    text = "“This was not possible before,” said Mara Ostrow.\n\n“They speak for all of us.”\n\nThe mill is old."
    story = Spoken(nlp, text).named("Mara Ostrow").said("“This was not possible before,”", "Mara Ostrow")

    assert story.said("“They speak for all of us.”", None).names() == ["Mara Ostrow", "Mara Ostrow"]


def test_narrative_in_between_ends_the_turn(nlp: Language) -> None:
    text = "“This was not possible,” said Mara Ostrow. The crowd waited for hours.\n\n“It speaks for all of us.”"
    story = Spoken(nlp, text).named("Mara Ostrow").said("“This was not possible,”", "Mara Ostrow")

    assert story.said("“It speaks for all of us.”", None).names() == ["Mara Ostrow", "[no_mention]"]


def test_words_signed_by_another_do_not_go_on(nlp: Language) -> None:
    text = "“This was not possible,” said Mara Ostrow.\n\n“A new craze is taking hold.” Local blogger, “The war”"
    story = Spoken(nlp, text).named("Mara Ostrow").said("“This was not possible,”", "Mara Ostrow")

    assert story.said("“A new craze is taking hold.”", None).names() == ["Mara Ostrow", "[no_mention]"]


def test_a_list_of_quotes_signed_after_dashes_does_not_go_on(nlp: Language) -> None:
    text = "“You cannot lead us.” — Mara Ostrow\n\n“Nobody wants you here.”"
    story = Spoken(nlp, text).named("Mara Ostrow").said("“You cannot lead us.”", "Mara Ostrow")

    assert story.said("“Nobody wants you here.”", None).names() == ["Mara Ostrow", "[no_mention]"]


def test_fragments_of_one_utterance_share_their_speaker(nlp: Language) -> None:
    text = "“We wait,” Tom Reyle said. “Cases fell.\n\n“Staff are tired.\n\n“Please help.”"
    story = Spoken(nlp, text).named("Tom Reyle").said("“We wait,”", "Tom Reyle", utterance=1)
    for words in ("“Cases fell.", "“Staff are tired.", "“Please help.”"):
        story.said(words, None, utterance=2)

    assert story.names() == ["Tom Reyle"] * 4


def test_the_person_before_bare_words_is_their_speaker_with_little_trust(nlp: Language) -> None:
    story = Spoken(nlp, "Alice turned to Bob. “It is over.” Bob nodded.").named("Alice").named("Bob")

    [quote] = story.said("“It is over.”", None).resolved()

    assert (quote.speaker_name, quote.speaker_rule, quote.confidence) == ("Alice", "previous sentence", 0.5)


def test_bare_words_at_the_start_are_nobodys(nlp: Language) -> None:
    story = Spoken(nlp, "“It is over.” Bob nodded.").named("Bob")

    assert story.said("“It is over.”", None).who() == [(None, None, "no_mention")]


def test_a_participle_speaks_for_the_speaker_of_its_sentence(nlp: Language) -> None:
    text = "Tom Reyle said the dam would hold, adding: “We tested it.”"
    story = Spoken(nlp, text).named("Tom Reyle").said("the dam would hold", "Tom Reyle", cue="said")

    assert story.said("“We tested it.”", None, cue="adding").names() == ["Tom Reyle", "Tom Reyle"]


def test_the_turns_of_an_interview_belong_to_guest_and_host(nlp: Language) -> None:
    text = "Interview with Lin Costa\n\nQ: Why did Tom Reyle leave now?\n\nA: Because he can.\n\nIt pays too."
    story = Spoken(nlp, text).named("Lin Costa").named("Tom Reyle")
    story.said("Why did Tom Reyle leave now?", "Q", type="direct")
    story.said("Because he can.", "A", type="direct", utterance=2)
    story.said("It pays too.", None, type="direct", utterance=2)

    assert story.who() == [(None, None, "interviewer"), ("e1", "Lin Costa", None), ("e1", "Lin Costa", None)]
