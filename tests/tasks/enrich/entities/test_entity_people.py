"""One entity a person: surnames, order, particles, generations, couples, nicknames."""

from found import entity, found, people
from spacy.language import Language

from tasks.enrich.entities.facts import facts
from tasks.enrich.entities.people import same_full_name


def test_surname_joins_the_full_name(nlp: Language) -> None:
    text = "Anna Weber arrived late. Weber said the train had stopped."
    assert found(nlp, text) == [
        entity(text, "e1", "PERSON", "Anna Weber", [(1, "Anna Weber"), (2, "Weber")], "full name, surname")
    ]


def test_given_name_joins_the_full_name(nlp: Language) -> None:
    assert people(nlp, "Daniel Marsh left school. Later Daniel was hired, Marsh said.") == {
        "Daniel Marsh": ["Daniel Marsh", "Daniel", "Marsh"]
    }


def test_family_name_comes_first_in_korean_names(nlp: Language) -> None:
    # FC-32
    text = "Park Ji-woo said the plan was ready. Park added that it would cost little."
    assert people(nlp, text) == {"Park Ji-woo": ["Park Ji-woo", "Park"]}


def test_joined_honorific_is_cut_and_the_person_found(nlp: Language) -> None:
    # FC-32
    text = "Tanaka-san agreed with the plan. Kenji Tanaka left early."
    assert people(nlp, text) == {"Kenji Tanaka": ["Tanaka", "Kenji Tanaka"]}


def test_surname_before_the_comma_is_turned_in_a_list(nlp: Language) -> None:
    # FC-34
    text = "Witnesses: Doe, Jane; Roe, Alan"
    assert found(nlp, text) == [
        entity(text, "e1", "PERSON", "Jane Doe", [(1, "Doe, Jane")], "full name"),
        entity(text, "e2", "PERSON", "Alan Roe", [(1, "Roe, Alan")], "full name"),
    ]


def test_surname_keeps_meaning_whom_it_meant_before(nlp: Language) -> None:
    text = "Kim Jong-un met the envoy. Kim smiled. His father, Kim Jong-il, died in 2011. Kim said little."
    assert people(nlp, text) == {"Kim Jong-un": ["Kim Jong-un", "Kim", "Kim"], "Kim Jong-il": ["Kim Jong-il"]}


def test_surname_of_two_people_named_alike_stays_alone(nlp: Language) -> None:
    text = "Ana Ruiz and Paul Ruiz met on Monday. Ruiz said it went well."
    assert found(nlp, text) == [
        entity(text, "e1", "PERSON", "Ana Ruiz", [(1, "Ana Ruiz")], "full name"),
        entity(text, "e2", "PERSON", "Paul Ruiz", [(1, "Paul Ruiz")], "full name"),
        entity(text, "e3", "PERSON", "Ruiz", [(3, "Ruiz")], "ambiguous: ana ruiz, paul ruiz"),
    ]


def test_title_tells_husband_and_wife_apart(nlp: Language) -> None:
    text = "Hilda Marsh and Peter Marsh opened the shop. Mrs Marsh smiled, and Mr Marsh wept."
    assert people(nlp, text) == {"Hilda Marsh": ["Hilda Marsh", "Marsh"], "Peter Marsh": ["Peter Marsh", "Marsh"]}


def test_first_of_a_couple_bears_the_surname_of_the_second(nlp: Language) -> None:
    text = "Peter and Hilda Marsh opened the shop."
    assert people(nlp, text) == {"Peter Marsh": ["Peter"], "Hilda Marsh": ["Hilda Marsh"]}


def test_titled_surname_that_fits_nobody_named_is_somebody_else(nlp: Language) -> None:
    text = "Mr. Marsh won the vote. Marsh thanked his wife, Hilda Marsh. Mr. Marsh then left."
    assert people(nlp, text) == {"Marsh": ["Marsh", "Marsh", "Marsh"], "Hilda Marsh": ["Hilda Marsh"]}


def test_father_and_son_are_two(nlp: Language) -> None:
    text = "Peter Stone Jr. sued his father. Peter Stone Sr. denied everything."
    assert [name.rstrip(".") for name in people(nlp, text)] == ["Peter Stone Jr", "Peter Stone Sr"]


def test_initial_and_middle_name_are_the_same_person(nlp: Language) -> None:
    text = "Donald J. Marsh spoke. Donald Marsh left. D. Marsh wrote later that Marsh was tired."
    assert people(nlp, text) == {"Donald J. Marsh": ["Donald J. Marsh", "Donald Marsh", "D. Marsh", "Marsh"]}


def test_nickname_is_the_same_person(nlp: Language) -> None:
    text = "Joseph Larkin won. Joe Larkin thanked the voters."
    assert people(nlp, text) == {"Joseph Larkin": ["Joseph Larkin", "Joe Larkin"]}


def test_nickname_in_quote_marks_stays_within_the_name(nlp: Language) -> None:
    assert people(nlp, "Robert “Bob” Larkin agreed. Larkin laughed.") == {
        "Robert “Bob” Larkin": ["Robert “Bob” Larkin", "Larkin"]
    }


def test_particles_belong_to_the_surname(nlp: Language) -> None:
    text = "Kevin De Bruyn said no. De Bruyn left. Mohammed bin Rashid spoke. Bin Rashid smiled."
    assert people(nlp, text) == {
        "Kevin De Bruyn": ["Kevin De Bruyn", "De Bruyn"],
        "Mohammed bin Rashid": ["Mohammed bin Rashid", "Bin Rashid"],
    }


def test_spanish_double_surname_stands_for_the_person(nlp: Language) -> None:
    text = "Andrés Manuel López Obrero won. López Obrero thanked voters."
    assert people(nlp, text) == {"Andrés Manuel López Obrero": ["Andrés Manuel López Obrero", "López Obrero"]}


def test_name_spelt_a_letter_off_is_the_same_person(nlp: Language) -> None:
    text = "Lydia Buchtenberg spoke first. “It is late,” Ms Buchtenburg said."
    assert people(nlp, text) == {"Lydia Buchtenberg": ["Lydia Buchtenberg", "Buchtenburg"]}


def test_surname_that_is_a_city_is_the_person_where_the_text_never_says_in_it(nlp: Language) -> None:
    text = "Valerie Paris, a nurse, left the ship. Paris claims that she was ill. Paris was born in Leeds."
    assert people(nlp, text) == {"Valerie Paris": ["Valerie Paris", "Paris", "Paris"]}


def test_title_corrects_what_a_given_name_suggests(nlp: Language) -> None:
    text = "Ryan Larkin won the race. Ms Ryan Larkin thanked her coach. Ms Larkin then left."
    assert people(nlp, text) == {"Ryan Larkin": ["Ryan Larkin", "Ryan Larkin", "Larkin"]}


def test_plural_of_a_surname_is_not_a_misspelt_person(nlp: Language) -> None:
    text = "Hilda Brandner spoke. The Brandners then left the hall, she said."
    assert people(nlp, text)["Hilda Brandner"] == ["Hilda Brandner"]


def test_given_name_with_a_letter_left_out_is_the_same_person() -> None:
    assert same_full_name(facts(), ("rushiyah", "narker"), ("rushdiyah", "narker")) == "given name, spelt otherwise"
    assert same_full_name(facts(), ("marian", "marsh"), ("mariana", "marsh")) == ""
    assert same_full_name(facts(), ("christian", "marsh"), ("christina", "marsh")) == ""
