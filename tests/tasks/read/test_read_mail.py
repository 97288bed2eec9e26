"""Mail messages and mailboxes."""

from email.message import EmailMessage

from reading import all_said, read


def message(text: str | None = None, html: str | None = None, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Aldine Press <press@aldine.example>"
    mail["To"] = "desk@own.example"
    mail["Subject"] = headers.get("subject", "Fwd: Aldine Café opens 12 shops")
    mail["Date"] = "Mon, 04 Mar 2024 09:00:00 +0100"
    mail["Message-ID"] = "<m1@aldine.example>"
    if text is not None:
        mail.set_content(text, charset=headers.get("charset", "utf-8"))
    if html is not None:
        (mail.add_alternative if text is not None else mail.set_content)(html, subtype="html")
    return mail


SAID = {
    "title": "Aldine Café opens 12 shops",
    "provider_id": "m1@aldine.example",
    "published": "Mon, 04 Mar 2024 09:00:00 +0100",
    "source": "Aldine Press",
}
TEXT = "Aldine will open 12 cafés this year – its largest expansion.\n\n“We hire locally,” said founder Rosa Blom.\n"


def test_the_plain_part_is_the_text_without_footer_and_signature(tmp_path):
    text = (
        f"View this email in your browser\n\n{TEXT}\nUnsubscribe: https://own.example/u\n-- \nJo Lund, Aldine Press\n"
    )
    mail = message(text, f"<p>{TEXT}</p>", charset="windows-1252")
    assert all_said(read(tmp_path, "press.eml", mail.as_bytes())) == [
        {
            "place": "press.eml",
            "shape": "text",
            **SAID,
            "text": TEXT.strip(),
            "notes": ("container:mail", "encoding:cp1252"),
        }
    ]


def test_mail_with_html_alone_gives_its_html(tmp_path):
    html = f"<html><body><p>{TEXT}</p></body></html>\n"
    assert all_said(read(tmp_path, "press.eml", message(html=html).as_bytes())) == [
        {"place": "press.eml", "shape": "eml", **SAID, "body_html": html, "notes": ("container:mail",)}
    ]


def test_a_plain_part_that_only_points_to_the_html_is_passed_over(tmp_path):
    html = f"<p>{TEXT * 4}</p>\n"
    [article] = read(tmp_path, "press.eml", message("Your mail program shows no HTML.\n", html).as_bytes())
    assert (article.shape, article.fields.body_html) == ("eml", html)


def test_flowed_lines_are_joined(tmp_path):
    raw = message("x").as_bytes().replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    raw = raw.replace(b"\nx\n", b"\nAldine will open \ncafes this year.\n\nIt hires locally.\n")
    [article] = read(tmp_path, "flowed.eml", raw)
    assert article.text == "Aldine will open cafes this year.\n\nIt hires locally."


def test_eight_bit_headers_and_an_unknown_charset_are_read(tmp_path):
    raw = (
        b"Received: by mx.example\r\nFrom: Zo\xeb <z@aldine.example>\r\nSubject: Caf\xe9 row\r\nDate: soon\r\n"
        b"Content-Type: text/plain; charset=x-none\r\n\r\nThe caf\xe9 is shut, they said \x96 for good.\r\n"
    )
    [article] = read(tmp_path, "odd.eml", raw)
    assert (article.text, article.fields.published) == ("The café is shut, they said – for good.", "soon")


def test_each_message_of_a_mailbox_is_an_article(tmp_path):
    second = message(">From the start, cafés were full.\n", subject="Second").as_bytes()
    box = b"From press@aldine.example Mon Mar  4 09:00:00 2024\n" + message(TEXT).as_bytes()
    box += b"\nFrom press@aldine.example Tue Mar  5 09:00:00 2024\n" + second.replace(b"=46rom", b"From")
    outcomes = read(tmp_path, "box.mbox", box)
    assert [(one["place"], one["title"]) for one in all_said(outcomes)] == [
        ("box.mbox#1", "Aldine Café opens 12 shops"),
        ("box.mbox#2", "Second"),
    ]
    assert outcomes[1].text == "From the start, cafés were full."
    assert b"Second" not in outcomes[0].payload


def test_a_print_out_with_header_like_lines_is_no_mail(tmp_path):
    text = "Subject: Harbour\nDate: 4 March 2024\n\nThe harbour is open again."
    assert [one.shape for one in read(tmp_path, "note.txt", text)] == ["text"]
