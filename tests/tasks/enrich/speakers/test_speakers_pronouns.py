"""Speakers behind a pronoun: he, she, it, they, who."""

import pytest
from spacy.language import Language
from spoken import Spoken


def test_he_is_the_speaker_of_the_sentence_before(nlp: Language) -> None:
    story = Spoken(nlp, "Tom Reyle said the dam would hold. “We tested it,” he said.").named("Tom Reyle")
    story.said("the dam would hold", "Tom Reyle").said("“We tested it,”", "he")

    quotes = story.resolved()

    assert [(quote.speaker_name, quote.speaker_rule, quote.confidence) for quote in quotes] == [
        ("Tom Reyle", "name", 1),
        ("Tom Reyle", "pronoun", 0.9),
    ]


def test_he_is_the_last_speaker_two_paragraphs_on(nlp: Language) -> None:
    text = (
        "Tom Reyle said the dam would hold.\n\nThe dam was built in 1931 and holds back a lake.\n\n"
        "“We tested it twice,” he said."
    )
    story = Spoken(nlp, text).named("Tom Reyle")

    assert (
        story.said("the dam would hold", "Tom Reyle").said("“We tested it twice,”", "he").names() == ["Tom Reyle"] * 2
    )


def test_he_is_nobody_when_the_last_speaker_is_far_behind(nlp: Language) -> None:
    filler = "The dam was built in 1931 and holds back a lake.\n\n"
    story = Spoken(nlp, f"Tom Reyle said the dam would hold.\n\n{filler * 4}“We tested it,” he said.").named(
        "Tom Reyle"
    )
    story.said("the dam would hold", "Tom Reyle").said("“We tested it,”", "he")

    assert story.who() == [("e1", "Tom Reyle", None), (None, None, "ambiguous_pronoun")]


def test_she_passes_over_a_man_who_spoke_later(nlp: Language) -> None:
    text = "Anna Reyle said the dam would hold. Tom Ostrow said it would not. “We tested it,” she said."
    story = Spoken(nlp, text).named("Anna Reyle").named("Tom Ostrow")
    story.said("the dam would hold", "Anna Reyle").said("it would not", "Tom Ostrow").said("“We tested it,”", "she")

    assert story.names() == ["Anna Reyle", "Tom Ostrow", "Anna Reyle"]


@pytest.mark.parametrize(
    "introduction",
    ["Ms. Quorra", "the actress Vex Quorra", "Vex Quorra, a businesswoman,", "Vex Quorra, with her sons,"],
)
def test_titles_roles_and_pronouns_tell_the_gender_of_an_unknown_name(nlp: Language, introduction: str) -> None:
    text = f"Yesterday {introduction} met Tom Ostrow at the mill. The mill is old. “We will rebuild it,” she said."
    story = Spoken(nlp, text).named("Quorra" if "Ms." in introduction else "Vex Quorra").named("Tom Ostrow")

    assert story.said("“We will rebuild it,”", "she").names() == [story.entities[0].name]


def test_nobody_named_in_the_words_is_the_one_who_says_them(nlp: Language) -> None:
    text = "Tom Reyle said talks had failed. Ivan Drost arrived on Monday.\n\n“Drost knows it,” he said."
    story = Spoken(nlp, text).named("Tom Reyle").named("Ivan Drost", "Ivan Drost", "Drost")
    story.said("talks had failed", "Tom Reyle").said("“Drost knows it,”", "he")

    assert story.names() == ["Tom Reyle", "Tom Reyle"]


def test_he_before_his_words_is_the_subject_of_the_sentence_before(nlp: Language) -> None:
    text = "Harry Kell won the award in front of a full house. He said the night felt good."
    story = Spoken(nlp, text).named("Harry Kell")

    assert story.said("the night felt good", "He").names() == ["Harry Kell"]


def test_he_after_an_unnamed_speaker_is_that_unnamed_speaker(nlp: Language) -> None:
    text = "Tom Reyle resigned. A spokesman for the mill said the books were in order. “We checked,” he said."
    story = Spoken(nlp, text).named("Tom Reyle")
    story.said("the books were in order", "A spokesman for the mill").said("“We checked,”", "he")

    assert story.who() == [(None, None, "unnamed_role"), (None, None, "unnamed_role")]


def test_two_men_in_one_sentence_leave_he_unresolved(nlp: Language) -> None:
    text = "Rain fell on the crowd around Tom Reyle and Ivan Drost. “It was cold,” he said."
    story = Spoken(nlp, text).named("Tom Reyle").named("Ivan Drost")

    assert story.said("“It was cold,”", "he").who() == [(None, None, "ambiguous_pronoun")]


def test_who_is_the_person_right_before(nlp: Language) -> None:
    text = "He travelled to meet Ivan Drost, who told Tom Reyle the mill would open."
    story = Spoken(nlp, text).named("Ivan Drost").named("Tom Reyle")

    assert story.said("the mill would open", "who").names() == ["Ivan Drost"]


def test_it_is_the_institution_that_spoke_last(nlp: Language) -> None:
    text = "The Harbour Trust said fees would rise. It added that ships were fewer."
    story = Spoken(nlp, text).named("Harbour Trust", type="ORG")
    story.said("fees would rise", "The Harbour Trust").said("that ships were fewer", "It")

    assert story.names() == ["Harbour Trust", "Harbour Trust"]


def test_they_is_the_organisation_that_spoke_last(nlp: Language) -> None:
    text = "In a statement the Harbour Trust denied the claims. They also said Mara Ostrow was a volunteer."
    story = Spoken(nlp, text).named("Harbour Trust", type="ORG").named("Mara Ostrow")
    story.said("the claims", "the Harbour Trust").said("Mara Ostrow was a volunteer", "They")

    assert story.names() == ["Harbour Trust", "Harbour Trust"]


def test_they_after_a_group_stays_a_group(nlp: Language) -> None:
    story = Spoken(nlp, "Analysts said the price would fall. They said demand was weak.")
    story.said("the price would fall", "Analysts").said("demand was weak", "They")

    assert story.who() == [(None, None, "group"), (None, None, "group")]


def test_a_pronoun_of_the_first_person_names_nobody(nlp: Language) -> None:
    story = Spoken(nlp, "Tom Reyle came late. I think the play was poor.").named("Tom Reyle")

    assert story.said("the play was poor", "I").who() == [(None, None, "first_person")]


def test_a_pronoun_within_the_verbatim_words_of_another_is_left_open(nlp: Language) -> None:
    text = "“He told me the mill was sold,” Tom Reyle said."
    story = Spoken(nlp, text).named("Tom Reyle").said("“He told me the mill was sold,”", "Tom Reyle")
    story.said("the mill was sold", "He", cue="told")

    assert story.who() == [("e1", "Tom Reyle", None), (None, None, "ambiguous_pronoun")]
