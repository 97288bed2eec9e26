"""Raw inputs are looked into in every wrapping in which a name may hide."""

import base64
import gzip
import io
import zipfile

import pytest

from tests.records import rejected
from warehouse.forgetting.held import mask_held
from warehouse.forgetting.masking import Forgotten, person_key
from warehouse.forgetting.payloads import ERASED, texts_of

ANA = Forgotten(frozenset({person_key("Ána Kowalski")}))
TEXT = "said Ána Kowalski"


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", "nothing")
        archive.writestr("two.txt.gz", gzip.compress(TEXT.encode(), mtime=0))
    return packed.getvalue()


def mailed() -> bytes:
    head = b"Subject: port\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    return head + base64.b64encode(TEXT.encode())


@pytest.mark.parametrize(
    "payload",
    [
        TEXT.encode(),
        TEXT.encode("latin-1"),
        TEXT.encode("utf-16"),
        b"said &#193;na Kowalski",
        b"said \\u00c1na Kowalski",
        b"/ana%20kowalski/",
        gzip.compress(TEXT.encode(), mtime=0),
        zipped(),
        mailed(),
    ],
)
def test_a_name_is_found_in_every_wrapping(payload: bytes) -> None:
    assert any(ANA.spans(text) for text in texts_of(payload))


def test_a_held_record_that_names_a_forgotten_person_is_kept_without_its_input() -> None:
    one = rejected(payload=TEXT.encode(), source_ref="ana-kowalski.html", detail="ana-kowalski.html: broken")

    assert mask_held([one], ANA, ()) == [
        one.model_copy(
            update={"payload": b"", "source_ref": "████████████.html", "detail": "████████████.html: broken"}
        )
    ]
    assert mask_held([one], Forgotten(), ()) == [one]
    assert mask_held([rejected()], ANA, ()) == [rejected()]


def test_a_held_record_from_a_forgotten_address_is_kept_without_input_and_address() -> None:
    from schemas.keys import forgetting_keys

    url = "https://harbour.example/port"
    one = rejected(payload=b"<html>", source_ref=url)

    assert mask_held([one], Forgotten(), forgetting_keys("a", [url], [])) == [
        one.model_copy(
            update={
                "payload": b"",
                "source_ref": "forgotten",
                "input_id": "forgotten",
                "detail": ERASED,
                "origin": None,
            }
        )
    ]
