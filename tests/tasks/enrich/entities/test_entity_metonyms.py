"""Places that stand for their governments carry a note; places that are only places carry none."""

import pytest
from found import entity, found
from spacy.language import Language

from schemas.enrichment import Enrichment, Mention
from tasks.enrich.jsonl import as_document


def noted(nlp: Language, text: str) -> list[str]:
    """The wordings with a note, in text order."""
    mentions = sorted((m for e in found(nlp, text) for m in e.mentions if m.note), key=lambda m: m.start)
    assert {mention.note for mention in mentions} <= {"government"}
    return [mention.text for mention in mentions]


def test_note_stands_on_the_mention_and_the_type_stays(nlp: Language) -> None:
    text = "Talks were held in Beijing. Beijing warned that the talks might fail."
    (beijing,) = found(nlp, text)
    plain = entity(text, "e1", "GPE", "Beijing", [(1, "Beijing"), (2, "Beijing")], "same name")
    second = Mention(**plain.mentions[1].model_dump(exclude={"note"}), note="government")
    assert beijing == plain.model_copy(update={"mentions": (plain.mentions[0], second)})
    rows = as_document("a", text, Enrichment(entities=(beijing,)))["entities"]
    assert [row.get("note") for row in rows] == [None, "government"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Moscow has repeatedly denied the charge.", ["Moscow"]),
        ("The ministers fear that Washington will not accept the offer.", ["Washington"]),
        ("Ties between Beijing and Pyongyang have been stormy.", ["Beijing", "Pyongyang"]),
        ("The summit ended the Paris-Berlin dispute.", ["Paris", "Berlin"]),
        ("Poland’s relations with Russia are cool.", ["Poland", "Russia"]),
        ("The council put pressure on Iran and called on Turkey to leave.", ["Iran", "Turkey"]),
        ("A move that critics said embarrassed Tokyo was dropped.", ["Tokyo"]),
        ("Pyongyang’s repeated missile launches did not help.", ["Pyongyang"]),
        ("Norway was accused of spying.", ["Norway"]),
        ("According to Ankara, the ship was empty.", ["Ankara"]),
        ("The Kremlin said no. A Downing Street spokesman agreed.", ["Kremlin", "Downing Street"]),
        ("Canada and Mexico refused to sign.", ["Canada", "Mexico"]),
    ],
)
def test_place_that_acts_or_has_relations_is_its_government(nlp: Language, text: str, names: list[str]) -> None:
    assert noted(nlp, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weber flew to Beijing and lives in Moscow.",
        "A spokesman in London said the trains were late.",
        "Officials from Mexico warned of a storm.",
        "China’s foreign ministry said no.",
        "France beat Brazil on Saturday. Brazil missed two penalties.",
        "Mexico buys most of its apples abroad.",
        "Tourists crowd Paris. Paris is warm in July.",
        "She lives near Downing Street and walks past the Kremlin.",
        "A Washington-based charity said it was closed.",
        "The rich relations of Peter Marsh live in Canada.",
        "Chicago said no to the plan.",
    ],
)
def test_place_without_a_sign_of_government_has_no_note(nlp: Language, text: str) -> None:
    assert noted(nlp, text) == []
