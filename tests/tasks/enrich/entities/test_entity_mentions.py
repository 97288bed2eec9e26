"""Mentions: the name and nothing but the name."""

import pytest
from found import entity, found
from spacy.language import Language


def test_possessive_is_not_part_of_a_name(nlp: Language) -> None:
    text = "Canada’s prime minister met Anna Weber’s lawyer."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Canada", "Anna Weber"]


def test_leading_article_is_not_part_of_a_name(nlp: Language) -> None:
    text = "The Bank of Portugal lent money to the United Nations."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Bank of Portugal", "United Nations"]


def test_title_is_not_part_of_a_name(nlp: Language) -> None:
    text = "Prime Minister Anna Weber met Mr. Tom Vale."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Anna Weber", "Tom Vale"]


@pytest.mark.parametrize(
    "title", ["Del.", "Sen.", "Supt", "Supt.", "Cllr.", "Det. Sgt.", "Lt. Gov.", "Atty. Gen.", "Amb."]
)
def test_short_office_is_not_part_of_a_name(nlp: Language, title: str) -> None:
    text = f"The report is late, {title} Joan Marsh said. The board agreed."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Joan Marsh"]


def test_short_office_is_no_state_and_a_state_no_office(nlp: Language) -> None:
    text = "Born in Wilmington, Del., she left for Dover, Del. On Monday, Del. Marsh and Sec. of State Tom Vale agreed."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Wilmington", "Dover", "Marsh", "Tom Vale"]


@pytest.mark.parametrize(
    ("text", "name"), [("Lucia Del Rosso spoke.", "Lucia Del Rosso"), ("Del Rosso spoke.", "Del Rosso")]
)
def test_particle_without_a_full_stop_is_no_office(nlp: Language, text: str, name: str) -> None:
    assert [e.name for e in found(nlp, text)] == [name]


@pytest.mark.parametrize("mark", ["‘", "`", "´"])
def test_possessive_with_a_left_mark_is_not_part_of_a_name(nlp: Language, mark: str) -> None:
    text = f"Joan Marsh{mark}s lawyer spoke. Marsh{mark}s plan failed in Norway{mark}s north."
    assert [(e.type, [m.text for m in e.mentions]) for e in found(nlp, text)] == [
        ("PERSON", ["Joan Marsh", "Marsh"]),
        ("GPE", ["Norway"]),
    ]


def test_role_with_a_capital_does_not_hide_the_person(nlp: Language) -> None:
    # FC-29
    text = "Northern Alliance MP Clara Boone, and the judge, Mr Justice Okafor, disagreed."
    assert [(e.type, e.name) for e in found(nlp, text)] == [
        ("ORG", "Northern Alliance"),
        ("PERSON", "Clara Boone"),
        ("PERSON", "Okafor"),
    ]


def test_person_after_an_organisation_is_a_name_of_its_own(nlp: Language) -> None:
    text = "The head of the Harbour Council Enver Solak told reporters so."
    assert [(e.type, e.name) for e in found(nlp, text)] == [("ORG", "Harbour Council"), ("PERSON", "Enver Solak")]


@pytest.mark.parametrize("hyphen", ["-", "–"])
def test_hyphen_between_two_places_parts_two_names(nlp: Language, hyphen: str) -> None:
    text = f"The Beijing{hyphen}Pyongyang train left on Monday."
    assert found(nlp, text) == [
        entity(text, "e1", "GPE", "Beijing", [(1, "Beijing")], "same name"),
        entity(text, "e2", "GPE", "Pyongyang", [(1, "Pyongyang")], "same name"),
    ]


def test_hyphen_within_a_name_stays(nlp: Language) -> None:
    text = "Park Ji-woo met Khalid al-Amr in Port-au-Prince."
    assert [m.text for e in found(nlp, text) for m in e.mentions] == ["Park Ji-woo", "Khalid al-Amr", "Port-au-Prince"]


def test_people_without_a_title_are_kept_beside_people_with_one(nlp: Language) -> None:
    # FC-31
    text = "Dr Ana Ruiz and Paul Ruiz met Acme Ltd."
    assert found(nlp, text) == [
        entity(text, "e1", "PERSON", "Ana Ruiz", [(1, "Ana Ruiz")], "full name"),
        entity(text, "e2", "PERSON", "Paul Ruiz", [(1, "Paul Ruiz")], "full name"),
        entity(text, "e3", "ORG", "Acme Ltd.", [(1, "Acme Ltd.")], "same name"),
    ]


def test_month_that_is_a_given_name_stays_in_the_name(nlp: Language) -> None:
    text = "Jan Kowalski and April Reed spoke in March."
    assert [e.name for e in found(nlp, text)] == ["Jan Kowalski", "April Reed"]


def test_unit_of_an_organisation_is_one_name_with_it(nlp: Language) -> None:
    text = "The Democratic Party’s Outreach Committee met on Monday."
    assert found(nlp, text) == [
        entity(
            text,
            "e1",
            "ORG",
            "Democratic Party's Outreach Committee",
            [(1, "Democratic Party’s Outreach Committee")],
            "same name",
        )
    ]


def test_word_that_the_text_also_writes_small_is_no_name(nlp: Language) -> None:
    text = "Iodine is scarce. Too little iodine harms children. Iodine is found in fish, said Anna Weber."
    assert [e.name for e in found(nlp, text)] == ["Anna Weber"]


def test_nickname_in_quote_marks_is_a_person_not_a_quotation_mark(nlp: Language) -> None:
    # FC-40
    text = "“They left at dawn,” said a porter known as “Slim.”"
    assert found(nlp, text) == [entity(text, "e1", "PERSON", "Slim", [(1, "Slim")], "only name")]


def test_empty_text_has_no_entities(nlp: Language) -> None:
    assert found(nlp, "") == []
