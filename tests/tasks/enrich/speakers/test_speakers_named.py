"""Speakers that a mention names: by its head, by an apposition, by a surname, by a nickname."""

import pytest
from spacy.language import Language
from spoken import Spoken

from schemas.enrichment import Quote, Span


def test_a_named_speaker_becomes_the_entity_with_its_fullest_name(nlp: Language) -> None:
    text = "Mara Ostrow, a baker in Delham, opened the mill. “We grind at dawn,” Ostrow said."
    story = Spoken(nlp, text).named("Mara Ostrow", "Mara Ostrow", "Ostrow").named("Delham", type="GPE")

    [quote] = story.said("“We grind at dawn,”", "Ostrow", cue="said").resolved()

    assert quote == Quote(
        start=49,
        end=68,
        text="“We grind at dawn,”",
        type="direct",
        cue=Span(start=76, end=80, text="said"),
        speaker=Span(start=69, end=75, text="Ostrow"),
        speaker_entity="e1",
        speaker_name="Mara Ostrow",
        speaker_rule="name",
        utterance=1,
        confidence=1,
        method="test",
    )


@pytest.mark.parametrize(
    "mention",
    [
        "Mara Ostrow",
        "Mara Ostrow, a security analyst at the Lindqvist Institute,",
        "Mara Ostrow of the Lindqvist Institute",
        "Lindqvist Institute analyst Mara Ostrow",
        "Norland’s trade minister Mara Ostrow",
        "the minister, Mara Ostrow,",
        "Norland’s minister of trade, Mara Ostrow,",
        "an analyst at the Lindqvist Institute, Mara Ostrow,",
        "Ambassador to Norland Mara Ostrow",
        "Secretary of State Mara Ostrow",
        "former secretary Mara Ostrow",
        "Writing in a journal, Mara Ostrow",
        "Reyle’s niece, state delegate Mara Ostrow,",
    ],
)
def test_the_person_is_the_head_of_the_mention_wherever_it_stands(nlp: Language, mention: str) -> None:
    story = Spoken(nlp, f"“It will rain,” said {mention} on Monday.")
    story.named("Lindqvist Institute", type="ORG").named("Norland", type="GPE").named("Mara Ostrow")

    assert story.said("“It will rain,”", mention).names() == ["Mara Ostrow"]


@pytest.mark.parametrize(
    ("mention", "reason"),
    [
        ("Ostrow’s wife", "unnamed_role"),
        ("Mr. Ostrow’s lawyer", "unnamed_role"),
        ("a spokesman for Tom Ostrow", "unnamed_role"),
        ("a spokesman for President Tom Ostrow", "unnamed_role"),
        ("an aide to Ostrow", "unnamed_role"),
        ("supporters of Tom Ostrow", "group"),
        ("Ostrow supporters", "group"),
        ("a person close to Ostrow", "anonymous"),
        ("a book about Tom Ostrow", "document"),
    ],
)
def test_a_name_that_only_modifies_the_head_does_not_speak(nlp: Language, mention: str, reason: str) -> None:
    story = Spoken(nlp, f"“It will rain,” said {mention} on Monday.").named("Tom Ostrow", "Tom Ostrow", "Ostrow")

    assert story.said("“It will rain,”", mention).who() == [(None, None, reason)]


def test_two_names_joined_by_and_are_a_group(nlp: Language) -> None:
    story = Spoken(nlp, "Mara Ostrow and Tom Reyle said the bridge was safe.").named("Mara Ostrow").named("Tom Reyle")

    assert story.said("the bridge was safe", "Mara Ostrow and Tom Reyle").who() == [(None, None, "group")]


def test_modifiers_joined_by_and_leave_one_speaker(nlp: Language) -> None:
    mention = "interior and overseas minister Mara Ostrow"
    story = Spoken(nlp, f"The {mention} said the bridge was safe.").named("Mara Ostrow")

    assert story.said("the bridge was safe", mention).names() == ["Mara Ostrow"]


def test_a_surname_that_the_entities_missed_is_tied_to_its_bearer(nlp: Language) -> None:
    story = Spoken(nlp, "Mara Ostrow came. “We stay,” Ms Ostrow said.").named("Mara Ostrow")

    assert story.said("“We stay,”", "Ms Ostrow").names() == ["Mara Ostrow"]


def test_an_honorific_behind_a_surname_is_no_part_of_it(nlp: Language) -> None:
    story = Spoken(nlp, "Park Ji-woo said rents had doubled. Tanaka-san agreed that they had. Kenji Tanaka left.")
    story.named("Park Ji-woo").named("Kenji Tanaka")
    story.said("rents had doubled", "Park Ji-woo").said("that they had", "Tanaka-san")

    assert story.names() == ["Park Ji-woo", "Kenji Tanaka"]


def test_a_family_name_that_comes_first_is_the_same_person_later(nlp: Language) -> None:
    story = Spoken(nlp, "Park Ji-woo said rents had doubled. Park added that wages had not.")
    story.named("Park Ji-woo", "Park Ji-woo", "Park").said("rents had doubled", "Park Ji-woo")

    assert story.said("that wages had not", "Park").names() == ["Park Ji-woo", "Park Ji-woo"]


def test_a_surname_misspelt_after_its_bearer_spoke_is_still_theirs(nlp: Language) -> None:
    story = Spoken(nlp, "Lydia Hochtmann says salt is safe. “Eat less of it,” Ms Hochtman said.")
    story.named("Lydia Hochtmann").said("salt is safe", "Lydia Hochtmann").said("“Eat less of it,”", "Ms Hochtman")

    assert story.names() == ["Lydia Hochtmann", "Lydia Hochtmann"]


def test_a_name_that_is_no_entity_stands_for_itself(nlp: Language) -> None:
    story = Spoken(nlp, "“Rents doubled,” said Senior researcher Mu Lindt, of the school.")

    assert story.said("“Rents doubled,”", "Senior researcher Mu Lindt, of the school").who() == [
        (None, "Mu Lindt", None)
    ]


def test_a_nickname_in_quote_marks_names_the_speaker(nlp: Language) -> None:
    story = Spoken(nlp, "“They left at dawn,” said a porter known as “Slim.”")

    assert story.said("“They left at dawn,”", "a porter known as “Slim.”").who() == [(None, "Slim", None)]


def test_an_acronym_that_looks_like_a_pronoun_is_a_name(nlp: Language) -> None:
    story = Spoken(nlp, "The World Harvest Office warned of hunger. WHO says grain is short.")
    story.named("World Harvest Office", "World Harvest Office", "WHO", type="ORG")

    assert story.said("grain is short", "WHO").names() == ["World Harvest Office"]


def test_a_place_with_the_surname_of_a_person_met_before_is_that_person(nlp: Language) -> None:
    story = Spoken(nlp, "Valeria London left the ship in May. London says she was held on board.")
    story.named("Valeria London").entities.append(
        Spoken(nlp, story.text).named("London", type="GPE").entities[0].model_copy(update={"key": "e2"})
    )

    assert story.said("she was held on board", "London").names() == ["Valeria London"]


def test_a_country_speaks_for_its_government(nlp: Language) -> None:
    story = Spoken(nlp, "Norland warned that the border would close.").named("Norland", type="GPE")

    assert story.said("that the border would close", "Norland").who() == [("e1", "Norland", None)]
