"""Nexis text downloads: the classic layout ("1 of 3 DOCUMENTS") and that of Nexis Uni ("End of Document")."""

import re
from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.library import Document, articles_of, read_text, terms
from tasks.read.registry import CERTAIN, NEVER, Reader

_START = re.compile(r"^[ \t\f\ufeff]*\d+ (?:of|von|de) [\d,]+ (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS)[ \t]*$", re.M)
_FINISH = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
_LENGTH = re.compile(r"^[ \t]*(?:LENGTH|Length):[ \t\xa0]*[\d,]+ (?:words?|Wörter)", re.M)
_TAG = re.compile(r"^([A-Z][A-Za-z]*(?:[- ][A-Z][A-Za-z]*){0,2}):[ \t\xa0]*(.*)$")
# Labels above the text, and those below it; any other label is part of the text.
_HEAD_TAGS = {"BYLINE", "SECTION", "LENGTH", "DATELINE", "HIGHLIGHT", "HEADLINE", "SERIES", "COLUMN", "DISTRIBUTION"}
_TAIL_TAGS = {"LOAD-DATE", "LANGUAGE", "GRAPHIC", "PUBLICATION-TYPE", "DOCUMENT-TYPE", "SUBJECT", "JOURNAL-CODE", "URL"}
_TAIL_TAGS |= {
    "CORRECTION-DATE",
    "CORRECTION",
    "COMPANY",
    "ORGANIZATION",
    "TICKER",
    "INDUSTRY",
    "PERSON",
    "CITY",
    "STATE",
}
_TAIL_TAGS |= {"COUNTRY", "GEOGRAPHIC", "NOTES", "ACC-NO", "TYPE", "PHOTO", "MEMO", "EDITOR-NOTE", "CATEGORY", "ISIN"}
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"^(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}}\.? [^\W\d]+\.? \d{{4}}|{_MONTH} \d{{4}})\b.*$", re.I)
_EDITION = re.compile(r"[,;]?\s+(?:[A-Z][\w-]+\s+){0,3}Edition\b.*$", re.I)
_COPYRIGHT = re.compile(r"^(?:Copyright\b|©|All Rights Reserved)", re.I)
_PAGE = re.compile(r"\s*;.*$|\s*\bPg\..*$")


def sniff(head: Head) -> int:
    start = _START.search(head.text)
    if start and (_LENGTH.search(head.text) or not head.text[: start.start()].strip()):
        return CERTAIN
    is_new = _LENGTH.search(head.text) and re.search(r"^[ \t]*(?:Load-Date|Body[ \t]*$)", head.text, re.M)
    return CERTAIN - 1 if is_new else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    text, notes = read_text(blob)
    starts = [found.start() for found in _START.finditer(text)]
    if starts:
        parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
        documents = (_classic(part) for part in parts)
    else:
        documents = (_uni(part) for part in _FINISH.split(text) if _LENGTH.search(part))
    yield from articles_of(blob, "nexis", documents, notes)


def _classic(text: str) -> Document:
    """Paper and date centred at the top, title, labels, text, labels, copyright."""
    document = Document(text)
    blocks = _blocks(text.split("\n")[1:])
    while blocks and not _TAG.match(blocks[0][0].strip()) and "published" not in document.values:
        block = blocks.pop(0)
        _take_line(document, [line.strip() for line in block])
    title: list[str] = []
    while blocks and not _is_tag(blocks[0][0], _HEAD_TAGS | _TAIL_TAGS):
        block = blocks.pop(0)
        if _COPYRIGHT.match(block[0].strip()):
            document.take("rights", " ".join(" ".join(block).split()), "copyright")
        elif not title:
            title = [line.strip() for line in block]
        elif not any(_is_tag(later[0], _HEAD_TAGS) for later in blocks):
            blocks.insert(0, block)
            break
    document.take("title", " ".join(title), "title")
    _labels_and_text(document, blocks)
    return document


def _take_line(document: Document, block: list[str]) -> None:
    """One of the lines above the title: the paper, its date, or an edition."""
    for line in block:
        if _COPYRIGHT.match(line):
            document.take("rights", line, "copyright")
        elif _DATE.match(line):
            document.take("published", _EDITION.sub("", line), "date-line")
        elif document.source is None:
            document.source = line


def _uni(text: str) -> Document:
    """Title, paper and date at the left, copyright, labels, Body, text, Classification, labels."""
    document = Document(text)
    lines = [line.strip(" \t\xa0\f") for line in text.split("\n")]
    at = next((number for number, line in enumerate(lines) if line == "Body"), len(lines))
    head = [line for line in lines[:at] if line]
    for line in head:
        if _is_tag(line, _HEAD_TAGS | _TAIL_TAGS):
            break
        if "title" not in document.values:
            document.take("title", line, "title")
        else:
            _take_line(document, [line])
    for line in head:
        _take_tag(document, line)
    tail = next((n for n in range(at, len(lines)) if lines[n] in ("Classification", "Graphic", "Notes")), None)
    if tail is None:
        tail = next((n for n in range(at, len(lines)) if _is_tag(lines[n], _TAIL_TAGS)), len(lines))
    document.take("body_text", _text(_blocks(lines[at + 1 : tail])), "Body")
    for line in lines[tail:]:
        _take_tag(document, line)
    return document


def _labels_and_text(document: Document, blocks: list[list[str]]) -> None:
    body: list[list[str]] = []
    below = False
    for block in blocks:
        if _is_tag(block[0], _TAIL_TAGS) or (body and _COPYRIGHT.match(block[0].strip())):
            below = True
        if below and _COPYRIGHT.match(block[0].strip()):
            document.take("rights", " ".join(" ".join(block).split()), "copyright")
        elif below or (not body and _is_tag(block[0], _HEAD_TAGS)):
            labels, rest = _until_body(block)
            for line in _joined(labels):
                _take_tag(document, line)
            body += [rest] if rest else []
        else:
            body.append(_until_body(block)[1] or block)
    document.take("body_text", _text(body), "text")


def _until_body(block: list[str]) -> tuple[list[str], list[str]]:
    """The lines above and below a line "BODY:", which older downloads have."""
    at = next((number for number, line in enumerate(block) if line.strip() == "BODY:"), len(block))
    return block[:at], block[at + 1 :]


def _joined(block: list[str]) -> list[str]:
    """Lines of a block, those without a label joined to the label above."""
    lines: list[str] = []
    for line in map(str.strip, block):
        if lines and not _is_tag(line, _HEAD_TAGS | _TAIL_TAGS):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _take_tag(document: Document, line: str) -> None:
    if not (found := _TAG.match(line)):
        return
    tag, value = found[1].upper().replace(" ", "-"), found[2].strip()
    if tag == "BYLINE":
        document.take_all("bylines", [value], tag)
    elif tag == "SECTION":
        document.take("section", _PAGE.sub("", value), tag)
    elif tag == "SUBJECT":
        document.take_all("keywords", terms(value), tag)
    elif name := {"HEADLINE": "title", "HIGHLIGHT": "standfirst", "DATELINE": "dateline", "LANGUAGE": "language",
                  "URL": "url", "ACC-NO": "provider_id"}.get(tag):  # fmt: skip
        document.take(name, value, tag)


def _is_tag(line: str, tags: set[str]) -> bool:
    found = _TAG.match(line.strip())
    return found is not None and found[1].upper().replace(" ", "-") in tags


def _blocks(lines: list[str]) -> list[list[str]]:
    """Runs of lines that no blank line parts, their indents kept: older downloads part paragraphs by them alone."""
    blocks: list[list[str]] = [[]]
    for line in (line.replace("\xa0", " ").rstrip() for line in lines):
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _text(blocks: list[list[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)


READER = Reader("nexis", sniff, read, suffixes=(".txt",), media_types=("text/plain",))
