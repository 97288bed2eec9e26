"""Enrichment alone: lines with doc_id and text in, the text with its quotes and entities out."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from schemas.enrichment import Enrichment, Quote, Span
from schemas.rejection import Refusal
from tasks.enrich.enricher import Enricher

_BATCH = 200


def enrich_lines(enricher: Enricher, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One object a line of JSON with `doc_id` and `text`; other keys are ignored, blank lines passed over.

    A text that cannot be enriched comes out with an `error` beside its empty lists.
    Raises Refusal that names the line where it is not such an object.
    """
    stream = documents(lines)
    while batch := list(islice(stream, _BATCH)):
        found = enricher.enrich([text for _, text in batch])
        for (doc_id, text), enrichment in zip(batch, found, strict=True):
            if isinstance(enrichment, Refusal):
                yield {**as_document(doc_id, text, Enrichment()), "error": f"{enrichment.reason}: {enrichment}"}
            else:
                yield as_document(doc_id, text, enrichment)


def documents(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The doc_id and text of each line; blank lines are passed over. Raises Refusal that names the line."""
    return (_document(number, line) for number, line in enumerate(lines, 1) if line.strip())


def _document(number: int, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as exc:
        raise Refusal("bad_line", f"line {number} is not JSON ({exc.msg}); write one object a line") from exc
    if not isinstance(row, dict) or not isinstance(row.get("doc_id"), str) or not isinstance(row.get("text"), str):
        raise Refusal("bad_line", f'line {number} needs the string keys "doc_id" and "text"')
    return row["doc_id"], row["text"]


def as_document(doc_id: str, text: str, enrichment: Enrichment) -> dict[str, Any]:
    """The interchange form: offsets into `text`, one entry a mention in `entities`, one a fragment in `quotes`."""
    entities = []
    for entity in enrichment.entities:
        about = {"entity_id": entity.key, "type": entity.type, "name": entity.name}
        for key in ("role", "affiliation", "place"):
            value = next((getattr(role, key) for role in entity.roles if getattr(role, key)), None)
            if value:
                about[key] = value
        entities += [
            {**_span(mention), **about, **({"note": mention.note} if mention.note else {})}
            for mention in entity.mentions
        ]
    return {
        "doc_id": doc_id,
        "text": text,
        "entities": sorted(entities, key=lambda entity: (entity["start"], entity["end"])),
        "quotes": [_quote(quote) for quote in enrichment.quotes],
        "quoted_terms": [_span(term) for term in enrichment.quoted_terms],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    """All that is known of a quotation; the speaker's name and key, and the utterance, under their usual names."""
    line = quote.model_dump(mode="json", exclude={"part"})
    line["speaker_entity_id"] = line.pop("speaker_entity")
    line["speaker_entity"] = line.pop("speaker_name")
    line["group"] = line.pop("utterance")
    return line


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
