"""One mail message into an article: a press release or a newsletter that arrived by mail."""

import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr

from schemas.article import Evidence, RawFields
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Outcome
from tasks.read.decode import decode
from tasks.read.markup import plain

_REPLY = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|sv|vs)\s*(?:\[\d+\])?:\s*)+", re.I)
_LIST_TAG = re.compile(r"^\[[^\]]{2,40}\]\s*")
_FORWARDED = re.compile(
    r"^(?:-{3,} ?(?:Forwarded message|Original Message) ?-{3,}|Begin forwarded message:)[ \t]*$", re.M
)
_FORWARDED_KEYS = {"from": "from", "von": "from", "de": "from", "subject": "subject", "betreff": "subject"}
_FORWARDED_KEYS |= {"objet": "subject", "date": "date", "sent": "date", "datum": "date", "gesendet": "date"}
_FORWARDED_LINE = re.compile(rf"^({'|'.join(_FORWARDED_KEYS)}):\**\s*(\S.*)$", re.I)
_GREETING_WORDS = 20
_MOST_PARTS = 200
_CONTENT_HEADER = re.compile(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_LONGEST_HEADER = 20_000
# What mailing programs put below (and above) the text.
_FOOTER = re.compile(
    r"^\W*(?:to )?(?:unsubscribe|manage (?:your )?(?:subscription|preferences)|update (?:your )?preferences|opt[- ]out|"
    r"view (?:this (?:e-?mail|message) )?(?:in|on)(?: your| the)? (?:browser|web)|you (?:are receiving|received) this|"
    r"this (?:e-?mail|message) was sent|if you (?:no longer|do not|don.t) w(?:ish|ant) to receive|privacy policy|"
    r"sent from my|forward to a friend)\b",
    re.I,
)
# The marker of a signature; everything below it is about the sender.
_SIGNATURE = re.compile(r"^-- ?$", re.M)


def article_of_mail(blob: Blob, data: bytes, number: int | None) -> Outcome:
    """The article of one message: subject, date, sender, and the text of its plain part or else its HTML."""
    if data.count(b"multipart/") > _MOST_PARTS:
        raise Refusal("too_deep", "parts inside parts without end; save the message again without them")
    if any(len(found[0]) > _LONGEST_HEADER for found in _CONTENT_HEADER.finditer(data)):
        raise Refusal("too_large", "its Content headers are too long; save the message again with short ones")
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not message.keys():
        raise Refusal("broken_mail", "no mail headers in it; save the message again with its headers")
    text, markup, notes = _bodies(message)
    forwarded, text = _forwarded(text)
    name, address = parseaddr(forwarded.get("from") or _header(message, "From") or "")
    subject = _REPLY.sub("", forwarded.get("subject") or _header(message, "Subject") or "")
    if message.get("List-ID"):
        subject = _LIST_TAG.sub("", subject)
    values = {
        "title": plain(subject),
        "published": forwarded.get("date") or _header(message, "Date"),
        "provider_id": (_header(message, "Message-ID") or "").strip("<> ") or None,
        "language": _header(message, "Content-Language"),
        "url": (_header(message, "Archived-At") or "").strip("<> ") or None,
        "body_html": markup if not text else None,
    }
    rules = {"title": "Subject", "provider_id": "Message-ID", "published": "Date", "body_html": "text/html"}
    found = {key: value for key, value in values.items() if value}
    evidence = tuple(Evidence(field=key, rule=f"mail:{rules.get(key, key)}") for key in found)
    hint = blob.hint
    if not hint.name and (name or address):
        hint = hint.model_copy(update={"name": name or address.partition("@")[2]})
    # A plain part is a print-out like any other; the HTML of a mail is a fragment, not a page.
    return blob.article(
        "text" if text else "eml",
        data,
        RawFields(**found, evidence=evidence),
        number=number,
        text=text or None,
        notes=("container:mail", *notes),
        hint=hint,
    )


def _forwarded(text: str) -> tuple[dict[str, str], str]:
    """What a mail that was passed on says of itself, and its text; nothing and the text for any other mail."""
    found = _FORWARDED.search(text)
    # More words above the mark than a greeting are a text of their own.
    if not found or len(text[: found.start()].split()) > _GREETING_WORDS:
        return {}, text
    head, _, body = text[found.end() :].lstrip("\n").partition("\n\n")
    lines = [_FORWARDED_LINE.match(line.strip("* ")) for line in head.split("\n")]
    fields = {_FORWARDED_KEYS[line[1].lower()]: line[2].strip("* ") for line in lines if line}
    return (fields, body) if "from" in fields and body.strip() else ({}, text)


def _header(message: EmailMessage, name: str) -> str | None:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > _LONGEST_HEADER:  # taking it apart would take minutes
        raise Refusal(
            "too_large", f"its {name} is {len(raw):,} characters long; save the message again with a short one"
        )
    try:
        value = message.get(name)
    # The library trips over some malformed headers.
    except (ValueError, IndexError, AttributeError, TypeError, OverflowError):
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _bodies(message: EmailMessage) -> tuple[str, str, tuple[str, ...]]:
    """The plain text and the HTML of a message, footers cut off the text, and notes on their decoding."""
    plain_part, html_part = message.get_body(("plain",)), message.get_body(("html",))
    text, notes = _content(plain_part)
    markup, more = _content(html_part)
    if plain_part is not None and plain_part.get_param("format", "") == "flowed":
        text = _unflowed(text)
    text = _SIGNATURE.split(text)[0]
    text = "\n".join(line for line in text.split("\n") if not _FOOTER.match(line)).strip()
    # Some programs send a plain part that only points to the HTML one.
    if markup and len(text.split()) < 20 and len(plain(markup).split()) > 3 * len(text.split()):
        text = ""
    return text, markup, notes if text else more


def _content(part: MIMEPart | None) -> tuple[str, tuple[str, ...]]:
    if part is None:
        return "", ()
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", ()
    text, notes = decode(data, part.get_content_charset())
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _unflowed(text: str) -> str:
    """RFC 3676: a line that ends in a space goes on in the next; a leading space is stuffing."""
    lines: list[str] = []
    open_line = False
    for line in text.split("\n"):
        line = line.removeprefix(" ") if line.startswith((" ", " >", " From")) else line
        if open_line and line:
            lines[-1] += line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(lines)
