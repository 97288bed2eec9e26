"""ProQuest text downloads: labelled lines between long rules."""

import re
from collections.abc import Iterator
from itertools import takewhile

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.library import Document, articles_of, read_text, terms
from tasks.read.registry import CERTAIN, NEVER, Reader

_RULE = re.compile(r"^_{20,}[ \t]*$", re.M)
_COUNT = re.compile(r"^[ \t]*(?:Document \d+ of \d+|\d+ of \d+ DOCUMENTS?)[ \t]*$", re.M)
_LABELS = [
    "Title", "Author", "Authors", "Correspondence author", "Publication info", "Publication title", "Publication",
    "Publication year", "Publication date", "Publication subject", "Abstract", "Abstract (summary)", "Full text",
    "Full Text", "Subject", "Location", "People", "Company", "Company / organization", "Business indexing term",
    "Classification", "Identifier / keyword", "Source", "Source type", "Source attribution", "Section", "Column",
    "Pages", "First page", "Start page", "Number of pages", "Volume", "Issue", "Edition", "Year", "Publisher",
    "Place of publication", "Country of publication", "ISSN", "e-ISSN", "Language of publication", "Language",
    "Document type", "Document feature", "ProQuest document ID", "Document URL", "Copyright", "Last updated",
    "Database", "Links", "Dateline", "Credit", "Illustration", "Caption", "ProQuest document link", "Accession number",
    "Alternate title", "Subtitle", "Contact us",
    "Illustration Caption", "Word count", "Photograph",
]  # fmt: skip
_LABEL = re.compile(rf"^({'|'.join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))}):[ \t]*(.*)$")
_FULL_TEXT = re.compile(r"^Full [Tt]ext:")
# Lines that the platform puts into a text.
_PLATFORM = re.compile(r"^(?:Enlarge this image\.?|\(?(?:Copyright|\(c\)|©)[^.]{0,100}\d{4}\)?)$", re.I)
_GAP = re.compile(r"\n{3,}")
# The citation below a title: places in brackets, and a day.
_CITED = re.compile(r"\[[^\]]+\]\W{0,3}\d{1,2} [^\W\d]+ \d{4}")
_YEARS = re.compile(r"\s*\(\d{4}-[^)]*\)$")
# Authors carry the numbers of their affiliations.
_AFFILIATION = re.compile(r"\s*\d.*$", re.S)
_NOT_AVAILABLE = re.compile(r"^(?:Not available|None available|Full text not available)\b", re.I)


def sniff(head: Head) -> int:
    has_id = "ProQuest document ID" in head.text
    has_text = re.search(r"^Full [Tt]ext:", head.text, re.M)
    if has_id and (has_text or _RULE.search(head.text)):
        return CERTAIN
    return CERTAIN - 1 if has_text and _RULE.search(head.text) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    text, notes = read_text(blob)
    parts = (part for part in _RULE.split(text) if re.search(r"^(?:Full [Tt]ext|Title|Publication date):", part, re.M))
    yield from articles_of(blob, "proquest", (_document(part) for part in parts), notes)


def _document(text: str) -> Document:
    document = Document(text)
    above, values = _labelled(_COUNT.sub("", text))
    document.take("title", values.get("Title") or above, "Title")
    document.take("standfirst", values.get("Subtitle"), "Subtitle")
    authors = values.get("Author") or values.get("Authors") or ""
    document.take_all("bylines", [_AFFILIATION.sub("", name) for name in authors.split(";")], "Author")
    document.take(
        "published", values.get("Publication date") or _date_of(values.get("Publication info", "")), "Publication date"
    )
    document.take("section", values.get("Section"), "Section")
    document.take("dateline", values.get("Dateline"), "Dateline")
    document.take(
        "language", values.get("Language of publication") or values.get("Language"), "Language of publication"
    )
    document.take("provider_id", values.get("ProQuest document ID"), "ProQuest document ID")
    document.take("url", values.get("Document URL"), "Document URL")
    document.take("rights", values.get("Copyright"), "Copyright")
    document.take_all("keywords", terms(values.get("Subject", "")), "Subject")
    body = values.get("Full text") or values.get("Full Text") or ""
    if not _NOT_AVAILABLE.match(body):
        lines = (line for line in body.split("\n") if not _PLATFORM.match(line))
        document.take("body_text", _GAP.sub("\n\n", "\n".join(lines)), "Full text")
    title = values.get("Publication title") or values.get("Publication") or values.get("Publication info", "")
    document.source = _YEARS.sub("", title.split(";")[0].strip()) or None
    return document


def _labelled(text: str) -> tuple[str, dict[str, str]]:
    """What stands above the first label, and the text of each label; the first of two alike counts.

    A word with a colon inside the full text is no label; the labels below it stand one after the other to the end.
    """
    above: list[str] = []
    values: dict[str, list[str]] = {}
    lines = above
    given = [line.strip() for line in text.split("\n")]
    start = next((number for number, line in enumerate(given) if _FULL_TEXT.match(line)), 0)
    blocks = [n for n in range(start + 1, len(given)) if given[n] and not given[n - 1]]
    prose = [number for number in blocks if not (_LABEL.match(given[number]) or _PLATFORM.match(given[number]))]
    end = max(prose, default=start)
    for number, line in enumerate(given):
        if (found := _LABEL.match(line)) and not start < number <= end:
            lines = [found[2]]
            values.setdefault(found[1], lines)
        else:
            lines.append(line)
    flat = {label: "\n".join(found).strip() for label, found in values.items()}
    title = takewhile(lambda line: not _CITED.search(line), above)
    return " ".join(" ".join(title).split()), flat


def _date_of(info: str) -> str | None:
    """`Ouse Daily ; Ouse [Ouse] Jun 3, 2014.`: the date at its end."""
    found = re.search(r"(?:\d{1,2} )?[^\W\d]{3,9}\.? (?:\d{1,2}, )?\d{4}", info)
    return found[0] if found else None


READER = Reader("proquest", sniff, read, suffixes=(".txt",), media_types=("text/plain",))
