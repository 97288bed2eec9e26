"""Nexis text downloads: the classic layout ("1 of 3 DOCUMENTS") and that of Nexis Uni ("End of Document")."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.library import Document, articles_of, read_text, terms
from tasks.read.registry import CERTAIN, NEVER, Reader

_START = re.compile(r"^[ \t\f\ufeff]*\d+ (?:of|von|de) [\d,]+ (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS)[ \t]*$", re.M)
_FINISH = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
_LENGTH = re.compile(
    r"^[ \t]*(?:LENGTH|Length|LÄNGE|LONGUEUR|LONGITUD|LENGTE):[ \t\xa0]*"
    r"[\d,.]+ (?:words?|Wörter|mots|palabras|woorden)",
    re.M,
)
_LABEL = re.compile(r"^([^\W\d_a-z][^\W\d_]*(?:[- ][^\W\d_a-z][^\W\d_]*){0,2}):[ \t\xa0]*(.*)$")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"^(?:{_MONTH} \d{{1,2}}, \d{{4}}|{_MONTH} \d{{4}}"
    r"|(?:[^\W\d]+,? )?\d{1,2}\.?(?: de)? [^\W\d]+\.?(?: de)? \d{4})\b.*$",
    re.I,
)
_EDITION_LINE = re.compile(r"^(?:[^\W\d_a-z][\w-]*\s+){0,3}(?:Edition|Ausgabe|Édition)(?:\s+\d+)?$")
# What a download by the hundred has in front of its first document, and on each page.
_COVER = re.compile(r"^.*\|\s*About LexisNexis\b.*$", re.M)
_PAGE_LINE = re.compile(r"^Page \d+ of \d+$")
_EDITION = re.compile(r"[,;]?\s+(?:[A-Z][\w-]+\s+){0,3}Edition\b.*$", re.I)
_SHOW = re.compile(r"^[ \t]*SHOW:", re.M)
_COPYRIGHT = re.compile(r"^(?:Copyright\b|©|All Rights Reserved)", re.I)
_PAGE = re.compile(r"\s*;.*$|\s*\bPg\..*$")

_FIELDS = {"HEADLINE": "title", "HIGHLIGHT": "standfirst", "DATELINE": "dateline", "LANGUAGE": "language"}
_FIELDS |= {"URL": "url", "ACC-NO": "provider_id"}
# Labels that never stand above the date; those of broadcasts may.
_AFTER_DATE = {"BYLINE", "SECTION", "LENGTH", "DATELINE", "HIGHLIGHT", "HEADLINE", "BODY"}


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


@cache
def _labels() -> dict[str, str]:
    """Each label, whatever its language, with its English name."""
    tables = tomllib.loads(files("tasks.read").joinpath("data/nexis.toml").read_text(encoding="utf-8"))
    return {other: name for table in tables.values() for name, others in table.items() for other in (name, *others)}


@cache
def _below() -> frozenset[str]:
    tables = tomllib.loads(files("tasks.read").joinpath("data/nexis.toml").read_text(encoding="utf-8"))
    return frozenset(tables["below"])


def _label(line: str) -> tuple[str, str] | None:
    """The English name of a line's label and its value; None for a line of text."""
    found = _LABEL.match(line.strip())
    name = _labels().get(found[1].upper().replace(" ", "-")) if found else None
    return (name, found[2].strip()) if found and name else None


def _classic(text: str) -> Document:
    """Paper and date centred at the top, title, labels, text, labels, copyright."""
    document = Document(text)
    blocks = _blocks(text.split("\n")[1:])
    while blocks and "published" not in document.values:
        found = _label(blocks[0][0])
        if found and found[0] in _AFTER_DATE:
            break
        block = [line.strip() for line in blocks.pop(0)]
        if not found:
            _take_line(document, block)
    title: list[str] = []
    while blocks and not _label(blocks[0][0]):
        block = blocks.pop(0)
        if _COPYRIGHT.match(block[0].strip()):
            document.take("rights", " ".join(" ".join(block).split()), "copyright")
        elif len(block) == 1 and _EDITION_LINE.match(block[0].strip()):
            continue
        elif not title:
            title = [line.strip() for line in block]
        elif not any(_label(later[0]) for later in blocks):
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
    covers = list(_COVER.finditer(text))
    lines = [line.strip(" \t\xa0\f") for line in text[covers[-1].end() if covers else 0 :].split("\n")]
    at = next((number for number, line in enumerate(lines) if line == "Body"), len(lines))
    head = [line for line in lines[:at] if line and not _PAGE_LINE.match(line)]
    if len(head) > 1 and head[0] == head[1]:  # a running title
        head = head[1:]
    for line in head:
        if _label(line):
            break
        if "title" not in document.values:
            document.take("title", line, "title")
        else:
            _take_line(document, [line])
    for line in head:
        _take_label(document, line)
    tail = next((n for n in range(at, len(lines)) if lines[n] in ("Classification", "Graphic", "Notes")), None)
    if tail is None:
        tail = next((n for n in range(at, len(lines)) if _is_below(lines[n])), len(lines))
    document.take("body_text", _text(_blocks(lines[at + 1 : tail])), "Body")
    for line in lines[tail:]:
        _take_label(document, line)
    return document


def _labels_and_text(document: Document, blocks: list[list[str]]) -> None:
    """Labels, then text up to the labels below it, whatever labels stand above."""
    body: list[list[str]] = []
    above, below = True, False
    for block in blocks:
        below = below or bool(body and (_is_below(block[0]) or _COPYRIGHT.match(block[0].strip())))
        if (above or below) and _COPYRIGHT.match(block[0].strip()):
            document.take("rights", " ".join(" ".join(block).split()), "copyright")
        elif below or (above and _label(block[0])):
            labels, rest = _until_body(block)
            above = above and len(labels) == len(block)
            for line in _joined(labels):
                _take_label(document, line)
            body += [rest] if rest else []
        else:
            above = False
            body.append(block)
    document.take("body_text", _text(body), "text")


def _until_body(block: list[str]) -> tuple[list[str], list[str]]:
    """The lines above and below a line "BODY:", which older downloads have."""
    at = next((number for number, line in enumerate(block) if line.strip() == "BODY:"), len(block))
    return block[:at], block[at + 1 :]


def _joined(block: list[str]) -> list[str]:
    """Lines of a block, those without a label joined to the label above."""
    lines: list[str] = []
    for line in map(str.strip, block):
        if lines and not _label(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _take_label(document: Document, line: str) -> None:
    if not (found := _label(line)):
        return
    name, value = found
    if name == "BYLINE":
        # Broadcasts list their reporters; elsewhere a comma may part a surname from a first name, or a job from a name.
        document.take_all("bylines", value.split(",") if _SHOW.search(document.text) else [value], name)
    elif name == "SECTION":
        document.take("section", _PAGE.sub("", value), name)
    elif name == "SUBJECT":
        document.take_all("keywords", terms(value), name)
    elif field := _FIELDS.get(name):
        document.take(field, value, name)


def _is_below(line: str) -> bool:
    found = _label(line)
    return found is not None and found[0] in _below()


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
