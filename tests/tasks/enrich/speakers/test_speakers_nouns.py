"""Speakers behind a noun: roles, institutions, groups, anonymous sources, documents."""

import pytest
from spacy.language import Language
from spoken import Spoken


def test_a_role_is_the_person_introduced_by_it(nlp: Language) -> None:
    text = "Norland’s interior minister Mara Ostrow resigned. Tom Reyle stayed. “I am tired,” the minister said."
    story = Spoken(nlp, text).named("Norland", type="GPE").named("Mara Ostrow").named("Tom Reyle")

    [quote] = story.said("“I am tired,”", "the minister").resolved()

    assert (quote.speaker_name, quote.speaker_rule, quote.confidence) == ("Mara Ostrow", "role", 0.85)


def test_a_role_found_with_the_entity_counts(nlp: Language) -> None:
    text = "Kim Seong met Tom Reyle. The leader of Norland is 40. “We agreed,” the leader said."
    story = Spoken(nlp, text).named("Kim Seong", role="leader").named("Tom Reyle")

    assert story.said("“We agreed,”", "the leader").names() == ["Kim Seong"]


def test_words_around_a_role_tell_two_bearers_apart(nlp: Language) -> None:
    text = "Norlandic leader Kim Seong met Sudish leader Bao Linh on Sunday. “We agreed,” the Sudish leader said.."
    story = Spoken(nlp, text).named("Kim Seong").named("Bao Linh")
    story.said("“We agreed,”", "the Sudish leader")

    assert story.names() == ["Bao Linh"]


def test_a_role_that_fits_two_people_is_left_open(nlp: Language) -> None:
    text = "Senator Mara Ostrow met Senator Tom Reyle. “We agreed,” the senator said."
    story = Spoken(nlp, text).named("Mara Ostrow").named("Tom Reyle")

    assert story.said("“We agreed,”", "the senator").who() == [(None, None, "ambiguous_role")]


def test_the_former_president_is_not_the_president(nlp: Language) -> None:
    text = "President Mara Ostrow met former president Tom Reyle. “We agreed,” the former president said."
    story = Spoken(nlp, text).named("Mara Ostrow").named("Tom Reyle")

    assert story.said("“We agreed,”", "the former president").names() == ["Tom Reyle"]


def test_a_shortened_title_is_the_role_it_stands_for(nlp: Language) -> None:
    text = "Sen. Mara Ostrow voted no. “It is a bad bill,” the senator said."
    story = Spoken(nlp, text).named("Mara Ostrow")

    assert story.said("“It is a bad bill,”", "the senator").names() == ["Mara Ostrow"]


def test_an_age_is_the_person_of_that_age(nlp: Language) -> None:
    text = "Mara Ostrow, 45, and Tom Reyle, 39, were hurt. “It was dark,” the 45-year-old said."
    story = Spoken(nlp, text).named("Mara Ostrow").named("Tom Reyle")

    assert story.said("“It was dark,”", "the 45-year-old").names() == ["Mara Ostrow"]


def test_a_role_with_an_indefinite_article_is_somebody_new(nlp: Language) -> None:
    text = "Senator Mara Ostrow voted no. “It is a bad bill,” a senator said."
    story = Spoken(nlp, text).named("Mara Ostrow")

    assert story.said("“It is a bad bill,”", "a senator").who() == [(None, None, "unnamed_role")]


@pytest.mark.parametrize(
    ("mention", "reason"),
    [
        ("analysts", "group"),
        ("the two sides", "group"),
        ("many residents of the town", "group"),
        ("a group of parents", "group"),
        ("Norland officials", "group"),
        ("everyone I met", "group"),
        ("a source", "anonymous"),
        ("a person familiar with the matter", "anonymous"),
        ("an official who declined to be named", "anonymous"),
        ("an anonymous blogger", "anonymous"),
        ("a spokeswoman for the mill", "unnamed_role"),
        ("his lawyer", "unnamed_role"),
        ("a leaked internal letter seen by Dawn News", "document"),
        ("the report", "document"),
        ("a court", "unnamed_institution"),
        ("police", "unnamed_institution"),
    ],
)
def test_who_is_not_named_has_a_reason(nlp: Language, mention: str, reason: str) -> None:
    story = Spoken(nlp, f"On Monday {mention} said the bridge was unsafe.")
    story.named("Norland", type="GPE").named("Dawn News", type="ORG")

    assert story.said("the bridge was unsafe", mention).who() == [(None, None, reason)]


def test_an_institution_is_named_by_its_phrase_and_again_by_its_noun(nlp: Language) -> None:
    text = (
        "The visit went well, Norland’s foreign ministry said. Leaders ate fish.\n\n"
        "The foreign ministry described the talks as frank. More would follow, the ministry said."
    )
    story = Spoken(nlp, text).named("Norland", type="GPE").said("The visit went well", "Norland’s foreign ministry")
    story.said("the talks as frank", "The foreign ministry").said("More would follow", "the ministry")

    assert story.who() == [(None, "Norland’s foreign ministry", None)] * 3


def test_a_noun_is_the_organisation_whose_name_ends_in_it(nlp: Language) -> None:
    text = "The Church of the Lake owns a ship. In a statement the church said nobody was held."
    story = Spoken(nlp, text).named("Church of the Lake", type="ORG")

    assert story.said("nobody was held", "the church").names() == ["Church of the Lake"]


def test_the_company_is_the_organisation_that_spoke_last(nlp: Language) -> None:
    text = "Acmon said sales rose. “We are glad,” the company said."
    story = Spoken(nlp, text).named("Acmon", type="ORG").named("Bolten", type="ORG")

    assert story.said("sales rose", "Acmon").said("“We are glad,”", "the company").names() == ["Acmon", "Acmon"]


def test_the_company_is_nobody_between_two_that_were_only_named(nlp: Language) -> None:
    text = "Shares of Acmon and Bolten fell. “We are calm,” the company said."
    story = Spoken(nlp, text).named("Acmon", type="ORG").named("Bolten", type="ORG")

    assert story.said("“We are calm,”", "the company").who() == [(None, None, "unnamed_institution")]


def test_officers_of_a_named_organisation_speak_as_such(nlp: Language) -> None:
    text = "Acmon executives said sales rose. On Friday they claimed that costs fell."
    story = Spoken(nlp, text).named("Acmon", type="ORG")
    story.said("sales rose", "Acmon executives").said("that costs fell", "they")

    assert story.who() == [(None, "Acmon executives", None)] * 2


@pytest.mark.parametrize(
    "mention",
    ["Acmon’s recent analysis of the market", "a report by Acmon", "a statement from Acmon"],
)
def test_a_document_speaks_for_whoever_the_mention_says_wrote_it(nlp: Language, mention: str) -> None:
    story = Spoken(nlp, f"According to {mention}, prices will fall.").named("Acmon", type="ORG")

    assert story.said("prices will fall", mention).names() == ["Acmon"]


@pytest.mark.parametrize("mention", ["the ministry’s report", "a statement from the ministry"])
def test_a_document_of_an_institution_named_before_speaks_for_it(nlp: Language, mention: str) -> None:
    story = Spoken(nlp, f"Norland’s health ministry met on Friday. According to {mention}, prices will fall.")
    story.named("Norland", type="GPE")

    assert story.said("prices will fall", mention).names() == ["Norland’s health ministry"]


def test_neither_nor_leaves_nobody_speaking_alone(nlp: Language) -> None:
    story = Spoken(nlp, "Neither Mara Ostrow nor Tom Reyle said the bridge was safe.")
    story.named("Mara Ostrow").named("Tom Reyle")

    assert story.said("the bridge was safe", "Neither Mara Ostrow nor Tom Reyle").who() == [(None, None, "group")]
