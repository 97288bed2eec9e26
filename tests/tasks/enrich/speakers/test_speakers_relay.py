"""Sources that pass on what another said."""

import pytest
from spacy.language import Language
from spoken import Spoken


@pytest.mark.parametrize(
    "text",
    [
        "According to a report by the Norland News Agency, Kim Seong said the talks went well.",
        "According to the Norland News Agency, Kim Seong said the talks went well.",
        "Kim Seong said the talks went well, according to the Norland News Agency.",
        "In a statement carried by the Norland News Agency, Kim Seong said the talks went well.",
        "The Norland News Agency reported that Kim Seong said the talks went well.",
        "The Norland News Agency quoted Kim Seong as saying the talks went well.",
    ],
)
def test_the_source_that_passes_words_on_is_kept_apart_from_the_speaker(nlp: Language, text: str) -> None:
    story = Spoken(nlp, text).named("Norland News Agency", type="ORG").named("Kim Seong")
    cue = "saying" if "saying" in text else "said"

    [quote] = story.said("the talks went well", "Kim Seong", cue=cue).resolved()

    assert (quote.speaker_name, quote.relayed_by) == ("Kim Seong", "Norland News Agency")


def test_a_quote_within_a_quote_is_relayed_by_the_speaker_around_it(nlp: Language) -> None:
    text = "Tom Reyle said he had heard from Kim Seong that the talks went well."
    story = Spoken(nlp, text).named("Tom Reyle").named("Kim Seong")
    story.said("he had heard from Kim Seong that the talks went well", "Tom Reyle", cue="said")
    story.said("that the talks went well", "Kim Seong", cue="heard")

    assert [(quote.speaker_name, quote.relayed_by) for quote in story.resolved()] == [
        ("Tom Reyle", None),
        ("Kim Seong", "Tom Reyle"),
    ]


def test_a_speaker_does_not_relay_themselves(nlp: Language) -> None:
    text = "The talks went well, according to Kim Seong."
    story = Spoken(nlp, text).named("Kim Seong").said("The talks went well", "Kim Seong", cue="according to")

    assert [(quote.speaker_name, quote.relayed_by) for quote in story.resolved()] == [("Kim Seong", None)]


def test_whoever_is_told_does_not_relay(nlp: Language) -> None:
    text = "Kim Seong told the Norland News Agency the talks went well."
    story = Spoken(nlp, text).named("Norland News Agency", type="ORG").named("Kim Seong")

    [quote] = story.said("the talks went well", "Kim Seong", cue="told").resolved()

    assert (quote.speaker_name, quote.relayed_by) == ("Kim Seong", None)


def test_a_relaying_mention_found_with_the_quote_is_given_its_full_name(nlp: Language) -> None:
    text = "The Norland News Agency is old. The NNA had it that Kim Seong said the talks went well."
    story = Spoken(nlp, text).named("Norland News Agency", "Norland News Agency", "NNA", type="ORG").named("Kim Seong")
    story.said("the talks went well", "Kim Seong", cue="said")
    story.quotes = [quote.model_copy(update={"relayed_by": "The NNA"}) for quote in story.quotes]

    assert [(quote.speaker_name, quote.relayed_by) for quote in story.resolved()] == [
        ("Kim Seong", "Norland News Agency")
    ]
