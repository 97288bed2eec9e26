"""Factiva text downloads: with its two-letter field codes, and the plain display layout."""

import re
from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.library import Document, articles_of, read_text, terms
from tasks.read.registry import CERTAIN, NEVER, Reader

_CODES = "SE|HD|BY|CR|WC|PD|ET|SN|SC|NGC|GC|ED|PG|VOL|LA|CY|CX|LP|TD|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|DLN|FDS|CLM"
_CODE = re.compile(rf"^({_CODES})(?:(?:  +|\t)\s*(\S.*)?| )?$")
_FIRST = re.compile(r"^HD(?:[ \t]|$)", re.M)
_ACCESSION = re.compile(r"^[ \t]*(?:AN[ \t]+)?(?:Document|Dokument)[ \t]+([A-Z][A-Za-z0-9]{9,})[ \t]*$", re.M)
_WORDS = re.compile(r"^[\d.,]+ (?:words?|Wörter|mots|palabras)$", re.M)
_COPYRIGHT = re.compile(r"^(?:\(c\)|©|Copyright\b)", re.I)
_TIME = re.compile(r"^\d{1,2}:\d{2}(?:\s*[AP]M)?$", re.I)
_PLAIN_DATE = re.compile(r"^\d{1,2}\.? [^\W\d]+ \d{4}$")
# The agency's own mark of the end, and its stamp.
_SIGN_OFF = re.compile(r"^\(END\)(?:\s|$)")
_BY = re.compile(r"^(?:By|Von|Par|Por)\s", re.I)
# A line above the headline that is as long as this is its beginning; a shorter one is a section.
_WRAPPED = 55
# What a reader is served around the documents of the display layout.
_CLUTTER = re.compile(r"^(?:Page \d+ of \d+.*|© \d{4} Factiva.*|Search Summary.*)$")


def sniff(head: Head) -> int:
    codes = {found[1] for line in head.lines[:200] if (found := _CODE.match(line.rstrip()))}
    if {"HD", "PD"} <= codes and len(codes) >= 4:
        return CERTAIN
    is_display = (
        _WORDS.search(head.text) and _ACCESSION.search(head.text) and re.search(r"^(?:\(c\)|©|Copy)", head.text, re.M)
    )
    return CERTAIN - 1 if is_display else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    text, notes = read_text(blob)
    parse = _coded if _FIRST.search(text) else _display
    yield from articles_of(blob, "factiva", (parse(part) for part in _documents(text)), notes)


def _documents(text: str) -> Iterator[str]:
    """Each document ends with its accession number; what follows the last one is a summary of the search."""
    start = 0
    for found in _ACCESSION.finditer(text):
        yield text[start : found.end()].strip("\n") + "\n"
        start = found.end()
    if not start or _FIRST.search(text, start):
        yield text[start:]


def _coded(text: str) -> Document:
    document = Document(text)
    fields: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if found := _CODE.match(line.rstrip()):
            lines = fields.setdefault(found[1], [])
            lines.append(found[2] or "")
        else:
            lines.append(line.strip())
    flat = {code: " ".join(" ".join(found).split()) for code, found in fields.items()}
    document.source = flat.get("SN")
    document.take("title", flat.get("HD"), "HD")
    document.take("section", flat.get("SE"), "SE")
    document.take_all("bylines", [flat.get("BY", "")], "BY")
    document.take("agency", flat.get("CR", "").strip("()"), "CR")
    document.take("published", f"{flat.get('PD', '')} {flat.get('ET', '')}", "PD")
    document.take("language", flat.get("LA"), "LA")
    document.take("rights", flat.get("CY"), "CY")
    document.take("provider_id", flat.get("AN", "").removeprefix("Document "), "AN")
    document.take_all("keywords", terms(_after_code(flat.get("NS", ""))), "NS")
    parts = ["\n".join(fields.get(code, ())).strip("\n") for code in ("LP", "TD")]
    document.take("body_text", "\n\n".join(part for part in parts if part.strip()), "LP+TD")
    return document


def _after_code(value: str) -> str:
    """`gcat : Political/General News | …` into its terms."""
    return ";".join(part.split(":", 1)[-1] for part in value.split("|"))


def _display(text: str) -> Document:
    """Headline, byline, length, date, time, paper, code, page, language and copyright, one below the other."""
    document = Document(text)
    lines = [line.strip() for line in text.split("\n") if not _CLUTTER.match(line.strip())]
    found = _ACCESSION.search(text)
    document.take("provider_id", found[1] if found else None, "accession")
    length = next((number for number, line in enumerate(lines) if _WORDS.match(line)), 0)
    rights = next((n for n in range(length, len(lines)) if _COPYRIGHT.match(lines[n])), length)
    top = [line for line in lines[:length] if line]
    if len(top) > 1 and (_BY.match(top[-1]) or (len(top[-1].split()) <= 6 and not lines[length - 2])):
        document.take_all("bylines", [top.pop()], "byline")
    headline = [top.pop()] if top else []
    while top and len(top[-1]) > _WRAPPED:
        headline.insert(0, top.pop())
    document.take("title", " ".join(headline), "headline")
    document.take("section", " ".join(top), "section")
    rest = [line for line in lines[length + 1 : rights] if line]
    date = next((line for line in rest if _PLAIN_DATE.match(line)), "")
    time = next((line for line in rest if _TIME.match(line)), "")
    document.take("published", f"{date} {time}", "date")
    names = [line for line in rest if line not in (date, time)]
    document.source = names[0] if names else None
    document.take("language", names[-1] if len(names) > 1 else None, "language")
    document.take("rights", lines[rights] if rights > length else None, "copyright")
    body = [line for line in lines[rights + 1 :] if not _ACCESSION.match(line)]
    body = body[: next((number for number, line in enumerate(body) if _SIGN_OFF.match(line)), len(body))]
    document.take("body_text", "\n".join(body).strip("\n"), "text")
    return document


READER = Reader("factiva", sniff, read, suffixes=(".txt",), media_types=("text/plain",))
