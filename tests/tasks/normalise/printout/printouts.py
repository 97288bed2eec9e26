"""What the tests of print-outs share: a text taken apart, shown without the empty fields."""

import re
from typing import Any

from schemas.article import RawArticle, RawFields, SourceHint
from tasks.normalise.printout import fields_of_text


def taken_apart(
    text: str,
    *,
    sections: frozenset[str] = frozenset(),
    boilerplate: tuple[re.Pattern[str], ...] = (),
    known: RawFields | None = None,
    source: str | None = None,
) -> RawFields:
    raw = RawArticle(
        ref="a.txt",
        input_id="a.txt",
        shape="text",
        payload=b"",
        text=text,
        fields=known or RawFields(),
        hint=SourceHint(name=source),
    )
    return fields_of_text(raw, sections, boilerplate)


def said(fields: RawFields) -> dict[str, Any]:
    """The fields that are not empty, the body as its paragraphs."""
    found = {name: value for name, value in fields.model_dump(exclude={"evidence", "body_text"}).items() if value}
    return {**found, "body": body(fields)}


def body(fields: RawFields) -> list[str]:
    return fields.body_text.split("\n\n") if fields.body_text else []
