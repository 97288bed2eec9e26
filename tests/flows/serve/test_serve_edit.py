"""Correcting from a page: only with --edit, only from our own pages, with a name and a reason, and undone again."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.flows.serve.conftest import HERE, Client, client_of
from tests.flows.serve.test_serve_pages import held_open, text_of
from tests.warehouses import rows


@pytest.fixture
def editor(own: Path) -> Client:
    return client_of(own, edit=True, lock_timeout=2)


def form_of(editor: Client, address: str) -> dict[str, str]:
    """What a browser has of a form: the cookie and the token."""
    answer = editor.get(address)
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    token = re.findall(r'name="token" value="(\w+)"', answer.text)[0]
    return {"cookie": cookie.split(";")[0], "token": token}


def send(editor: Client, address: str, form: dict[str, str], *, origin: str | None = HERE, **fields: str) -> Any:
    headers = {"cookie": form["cookie"]} | ({"origin": origin} if origin else {})
    plain = {"token": form["token"], "by": "Nora Achebe", "reason": "the recording says so"}
    return editor.ask("POST", address, data=plain | fields, headers=headers)


def quote_of(warehouse: Path, words: str) -> dict[str, Any]:
    """The quotation of a current article that holds the words."""
    found = rows(
        warehouse,
        "SELECT q.quote_id, q.speaker_name, q.article_id, q.text FROM corrected_quotes AS q "
        "INNER JOIN articles AS a ON q.version_id = a.version_id",
    )
    (row,) = (one for one in found if words in one["text"])
    return row


def test_a_right_speaker_is_recorded_with_name_and_reason_and_shows_at_once(own: Path, editor: Client) -> None:
    quote = quote_of(own, "£14")
    address = f"/wrong?quote={quote['quote_id']}"
    form = form_of(editor, address)
    answer = send(editor, address, form, what="speaker", name="Ruth Adeyemi")
    assert answer.status_code == 303
    assert quote_of(own, "£14")["speaker_name"] == "Ruth Adeyemi"
    (made,) = rows(own, "SELECT author, reason, kind, value FROM corrections")
    assert made == {
        "author": "Nora Achebe",
        "reason": "the recording says so",
        "kind": "right_speaker",
        "value": "Ruth Adeyemi",
    }
    page = editor.get(answer.headers["location"]).text
    assert "Recorded." in page
    assert "In force." in page
    assert (
        "Mark Tilbury"
        not in editor.get(f"/article/{quote['article_id']}").text.split("quotations")[1].split("</aside>")[0]
    )


def test_a_correction_is_taken_back_and_stays_to_be_seen(own: Path, editor: Client) -> None:
    quote = quote_of(own, "nine thousand")
    address = f"/wrong?quote={quote['quote_id']}"
    send(editor, address, form_of(editor, address), what="not_a_quote")
    (made,) = rows(own, "SELECT correction_id FROM corrections")
    form = form_of(editor, "/corrections")
    answer = send(editor, "/undo", form, correction=made["correction_id"], by="Ewan Docherty")
    assert answer.status_code == 303
    assert quote_of(own, "nine thousand")["speaker_name"] == "Ruth Adeyemi"
    words = text_of(editor.get(answer.headers["location"]).text)
    assert "Taken back by Ewan Docherty" in words


@pytest.mark.parametrize(
    ("target", "fields", "kind"),
    [
        ("quote", {"what": "nobody"}, "right_speaker"),
        ("quote", {"what": "not_a_quote"}, "not_a_quote"),
        ("article", {"what": "date", "date": "2024-03-09"}, "wrong_date"),
        ("person", {"what": "rename", "name": "Ruth A. Adeyemi"}, "rename_person"),
        ("person", {"what": "merge", "other": "Mark Tilbury"}, "merge_persons"),
        ("entity", {"what": "rename", "name": "Ruth A. Adeyemi"}, "rename_entity"),
        ("entity", {"what": "split"}, "split_person"),
    ],
)
def test_every_answer_of_the_forms_records_its_correction(
    own: Path, editor: Client, target: str, fields: dict[str, str], kind: str
) -> None:
    quote = quote_of(own, "nine thousand")
    (entity,) = rows(
        own,
        "SELECT e.entity_id, e.person_id FROM corrected_entities AS e INNER JOIN articles AS a "
        "ON e.version_id = a.version_id WHERE e.name = 'Ruth Adeyemi' AND a.title LIKE 'Council%'",
    )
    ids = {
        "quote": quote["quote_id"],
        "article": quote["article_id"],
        "entity": entity["entity_id"],
        "person": entity["person_id"],
    }
    address = f"/wrong?{target}={ids[target]}"
    answer = send(editor, address, form_of(editor, address), **fields)
    assert answer.status_code == 303, text_of(answer.text)
    assert [row["kind"] for row in rows(own, "SELECT kind FROM corrections")] == [kind]


@pytest.mark.parametrize(
    ("changed", "status", "mend"),
    [
        ({"origin": "http://evil.example"}, 403, "nothing was recorded"),
        ({"origin": "null"}, 403, "nothing was recorded"),
        ({"origin": None}, 403, "nothing was recorded"),
        ({"origin": "http://localhost:9999"}, 403, "nothing was recorded"),
        ({"token": "0" * 64}, 403, "reload and send it again"),
        ({"token": ""}, 403, "reload and send it again"),
        ({"by": "  "}, 400, "your name is empty"),
        ({"reason": " "}, 400, "the reason is empty"),
        ({"what": "speaker", "name": ""}, 400, "name: empty"),
        ({"what": "everything"}, 400, "choose one of the answers"),
        ({"reason": "x" * 30_000}, 400, "say it shorter"),
    ],
)
def test_a_form_that_is_not_ours_or_not_whole_records_nothing(
    own: Path, editor: Client, changed: dict[str, Any], status: int, mend: str
) -> None:
    address = f"/wrong?quote={quote_of(own, 'nine thousand')['quote_id']}"
    answer = send(editor, address, form_of(editor, address), **{"what": "not_a_quote"} | changed)
    assert (answer.status_code, mend in text_of(answer.text)) == (status, True), text_of(answer.text)
    assert rows(own, "SELECT * FROM corrections") == []


def test_a_token_of_another_browser_fits_not(own: Path, editor: Client) -> None:
    address = f"/wrong?quote={quote_of(own, 'nine thousand')['quote_id']}"
    mine, theirs = form_of(editor, address), form_of(editor, address)
    assert mine["token"] != theirs["token"]
    answer = send(editor, address, mine | {"token": theirs["token"]}, what="not_a_quote")
    assert answer.status_code == 403
    assert rows(own, "SELECT * FROM corrections") == []


@pytest.mark.parametrize("query", ["", "?quote=", "?quote=ab&person=cd", "?outlet=x"])
def test_a_form_is_about_one_thing(editor: Client, query: str) -> None:
    answer = editor.get(f"/wrong{query}")
    assert answer.status_code == 400
    assert "name one thing that is wrong" in text_of(answer.text)


def test_a_form_about_nothing_known_says_where_to_look(editor: Client) -> None:
    answer = editor.get("/wrong?quote=ffffffff")
    assert answer.status_code == 404
    assert "no quote is or begins with" in text_of(answer.text)


def test_a_busy_warehouse_is_said_after_a_bounded_wait(own: Path) -> None:
    editor = client_of(own, edit=True, lock_timeout=0.3)
    address = f"/wrong?quote={quote_of(own, 'nine thousand')['quote_id']}"
    form = form_of(editor, address)
    with held_open(own):
        answer = send(editor, address, form, what="not_a_quote")
    assert answer.status_code == 503
    assert "in use by" in text_of(answer.text)
    assert rows(own, "SELECT * FROM corrections") == []
    assert send(editor, address, form, what="not_a_quote").status_code == 303


def test_pages_with_forms_are_never_kept(editor: Client) -> None:
    answer = editor.get("/corrections")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_hostile_words_of_a_correction_stay_words(own: Path, editor: Client) -> None:
    address = f"/wrong?quote={quote_of(own, 'nine thousand')['quote_id']}"
    evil = "<script>alert(1)</script>"
    answer = send(editor, address, form_of(editor, address), what="speaker", name=evil, reason=evil, by=evil)
    page = editor.get(answer.headers["location"]).text
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 3
