"""Bytes into text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read.decode import decode, detect, repair


def test_plain_utf8_needs_no_note():
    assert decode("“Über 30 % mehr”, says Zoë.".encode()) == ("“Über 30 % mehr”, says Zoë.", ())


@pytest.mark.parametrize(
    ("mark", "encoding", "notes"),
    [
        (codecs.BOM_UTF8, "utf-8", ()),
        (codecs.BOM_UTF16_LE, "utf-16-le", ("encoding:utf-16-le",)),
        (codecs.BOM_UTF16_BE, "utf-16-be", ("encoding:utf-16-be",)),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_text(mark, encoding, notes):
    assert decode(mark + "Café".encode(encoding)) == ("Café", notes)


def test_a_declared_encoding_is_taken_where_the_bytes_are_not_utf8():
    assert decode("Škoda a Žižkov".encode("iso8859-2"), "ISO-8859-2") == ("Škoda a Žižkov", ("encoding:iso8859-2",))


def test_what_declares_latin_1_is_read_as_cp1252():
    assert decode("the £5 “deal” – off".encode("cp1252"), "iso-8859-1") == (
        "the £5 “deal” – off",
        ("encoding:cp1252",),
    )


def test_a_wrong_declaration_does_not_spoil_utf8():
    assert decode("“We will appeal”".encode(), "windows-1252") == ("“We will appeal”", ())


@pytest.mark.parametrize("declared", ["no-such-encoding", "", "utf-7"])
def test_an_unusable_declaration_is_passed_over(declared):
    assert decode("the café’s £5 menu".encode("cp1252"), declared) == ("the café’s £5 menu", ("encoding:cp1252",))


def test_a_few_legacy_letters_are_cp1252():
    assert detect(b"Caf\xe9 owners in Vell, said Zo\xeb Mar\xedn") == "cp1252"


def test_cyrillic_in_its_own_code_page_is_recognised():
    text = "Мэр города объявил о повышении цен на проезд в общественном транспорте с начала следующего месяца. " * 3
    assert decode(text.encode("cp1251"))[0] == text


def test_damaged_utf8_stays_utf8_and_is_noted():
    damaged = "Zoë’s café — “open”".encode() + b" \xff\xfe today"
    assert decode(damaged) == ("Zoë’s café — “open” \ufffd\ufffd today", ("encoding:undecodable",))


def test_bytes_that_stand_for_nothing_are_marked_and_not_guessed():
    assert decode(b"The lights failed \xff\xfe on Monday.") == (
        "The lights failed \ufffd\ufffd on Monday.",
        ("encoding:undecodable",),
    )


def test_c1_controls_become_the_punctuation_they_were():
    assert repair("the lawyer\x92s reply \x97 \x93no\x94") == ("the lawyer’s reply — “no”", ("encoding:c1-controls",))


def test_quotes_that_became_three_characters_are_repaired():
    assert repair("â€œWe will appeal,â€\x9d said Ola Brandt.") == (
        "“We will appeal,” said Ola Brandt.",
        ("encoding:mojibake",),
    )


def test_a_scrambled_line_is_repaired_beside_a_good_one():
    assert repair("“Good,” said Zoë.\n\nThe cafÃ© isnâ€™t open.") == (
        "“Good,” said Zoë.\n\nThe café isn’t open.",
        ("encoding:mojibake",),
    )


@pytest.mark.parametrize(
    "text",
    [
        "“We wait,” ‘she’ said — at 5 % … ﬁne",
        "PÂTÉ À LA CARTE",
        "Â propos",
        "L’État n’est pas d’accord : « Non », dit-elle.",
        "Größe, Ångström, façade, İstanbul, Łódź, Þór",
        "价格上涨，他说：“不行。”",
        "A résumé® ½ ¼ © 2024 °C ±3",
        "e\u0301 combining, emoji 👩‍👩‍👧, ﷺ",
    ],
)
def test_good_text_is_never_touched(text):
    assert repair(text) == (text, ())


@given(st.text())
def test_decoding_what_was_encoded_never_fails(text):
    decoded, _ = decode(text.encode("utf-8", "replace"))
    assert isinstance(decoded, str)


@given(st.binary())
def test_any_bytes_become_text(data):
    assert isinstance(decode(data)[0], str)
