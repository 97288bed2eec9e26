"""What the text downloads of news libraries share: documents one below the other, each with labelled lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.article import Evidence, RawFields, SourceHint
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Outcome
from tasks.read.decode import decode

_SCORE = re.compile(r"\s*\(\d+%\)")


@dataclass
class Document:
    """One document: its fields as printed, the names of what they came from, and the paper."""

    text: str
    values: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    source: str | None = None

    def take(self, name: str, value: str | None, rule: str) -> None:
        """Set a text field that is still empty."""
        if value and value.strip() and name not in self.values:
            self.values[name] = value.strip()
            self.rules[name] = rule

    def take_all(self, name: str, values: Sequence[str], rule: str) -> None:
        """Set a field of several values that is still empty."""
        if (found := tuple(value.strip() for value in values if value.strip())) and name not in self.values:
            self.values[name] = found
            self.rules[name] = rule


def read_text(blob: Blob) -> tuple[str, tuple[str, ...]]:
    """The whole download, line ends made plain."""
    text, notes = decode(blob.read(), blob.charset)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def articles_of(blob: Blob, shape: str, documents: Iterator[Document], notes: tuple[str, ...]) -> Iterator[Outcome]:
    """The article of each document, numbered; one without title and text is held alone."""
    number = 0
    for number, document in enumerate(documents, 1):
        payload = document.text.encode("utf-8", "replace")
        if "title" not in document.values and "body_text" not in document.values:
            yield blob.held("no_articles", "no title and no text; download it again", payload, number=number)
            continue
        evidence = tuple(Evidence(field=name, rule=f"{shape}:{rule}") for name, rule in document.rules.items())
        fields = RawFields.model_validate({**document.values, "evidence": evidence})
        hint = _hint(blob.hint, document.source)
        yield blob.article(shape, payload, fields, number=number, notes=notes, hint=hint)
    if not number:
        raise Refusal("no_articles", "no document in it; download it again with full text")


def _hint(hint: SourceHint, source: str | None) -> SourceHint:
    """The paper that the document itself names: a download may hold many."""
    return hint.model_copy(update={"name": source}) if source and not hint.name else hint


def terms(value: str) -> list[str]:
    """Index terms parted by semicolons, their relevance scores cut."""
    return [_SCORE.sub("", term).strip() for term in value.split(";")]
