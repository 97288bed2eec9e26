"""Characters that no text of an article has: controls of terminals, wires and word processors are taken out.

Those of Windows-1252 that were read as Latin-1 (U+0080 to U+009F) stand for quote marks and dashes. In what is printed
they stay, and the gate holds the article: to take them out would change what was said.
"""

import re

from schemas.article import Evidence, RawArticle, RawFields

NOTE = "repair:control-characters"
# Sequences that colour a terminal or name its window, then what else is never written.
_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,500}(?:\x07|\x1b\\)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SEPARATORS = dict.fromkeys(range(0x1C, 0x20), " ")
_GONE = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F)) | _SEPARATORS
# What is no prose has neither lines nor punctuation that was read wrongly.
_CODE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CODE_GONE = _GONE | dict.fromkeys((0x0B, 0x0C), " ") | dict.fromkeys(range(0x80, 0xA0))
_PRINTED = frozenset(("title", "standfirst", "bylines", "credits", "agency", "section", "dateline"))
_LONG = frozenset(("body_text", "body_html"))


def without_controls(text: str) -> str:
    """The text without control characters; line breaks, tabs and U+0080 to U+009F stay."""
    if not _CONTROLS.search(text):
        return text
    return _SEQUENCES.sub("", text).translate(_GONE)


def as_code(text: str) -> str:
    """An address, number, name of an outlet or keyword without any control character but line breaks and tabs."""
    if not _CODE.search(text):
        return text
    return _SEQUENCES.sub("", text).translate(_CODE_GONE)


def clean_raw(raw: RawArticle) -> RawArticle:
    """The raw article without control characters in its text, its fields and its hint, noted where there were some."""
    hint = {name: as_code(value) for name, value in raw.hint if isinstance(value, str)}
    fields, notes = clean_fields(raw.fields)
    text = raw.text and without_controls(raw.text)
    if not notes and text == raw.text and all(getattr(raw.hint, name) == value for name, value in hint.items()):
        return raw
    changed = {"text": text, "fields": fields, "hint": raw.hint.model_copy(update=hint), "notes": (*raw.notes, NOTE)}
    return raw.model_copy(update=changed)


def clean_fields(fields: RawFields) -> tuple[RawFields, tuple[str, ...]]:
    """The fields without control characters, and a note where there were some."""
    changed = {name: mended for name, value in fields if (mended := _clean(name, value)) != value}
    return (fields.model_copy(update=changed), (NOTE,)) if changed else (fields, ())


def _clean(name: str, value: object) -> object:
    clean = without_controls if name in _LONG else _on_lines if name in _PRINTED else as_code
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_clean(name, one) for one in value)
    if isinstance(value, Evidence) and value.raw:
        return value.model_copy(update={"raw": _on_lines(value.raw)})
    return value


def _on_lines(text: str) -> str:
    """As without_controls, less the breaks of pages and of word processors, which part lines in running text."""
    return without_controls(text).replace("\x0b", " ").replace("\x0c", " ")
