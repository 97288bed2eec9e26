"""What was found, and which rule found it: metadata in words, enrichment as a page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from flows.output import printable
from schemas.enrichment import Enrichment, Entity, Quote

_LINE = 100
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8888; padding: .3rem; text-align: left; vertical-align: top }
.entities { white-space: pre-wrap }
"""


def explain_line(line: Mapping[str, Any]) -> str:
    """A normalised article in words: each value, the rule that it came from, and the input's own wording."""
    rows = [f"{line['id']}: {line['status']}"]
    if line["status"] == "rejected":
        return f"{rows[0]}, {line['reason']}: {line['detail']}"
    values = {key: value for key, value in line.items() if key not in ("id", "status", "body", "evidence")}
    rows += [f"  {key:<20} {_on_one_line(value)}" for key, value in values.items() if value not in (None, [], "")]
    rows += ["  because"]
    for one in line["evidence"]:
        wording = f": {_on_one_line(one['raw'])}" if one["raw"] else ""
        rows.append(f"    {one['field']:<18} {one['rule']}{wording}")
    return "\n".join(rows)


def _on_one_line(value: object) -> str:
    """A value on one line, without control characters and not too long."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = printable(" ".join(text.split()))
    return text if len(text) <= _LINE else f"{text[:_LINE]}…"


def explain_page(doc_id: str, text: str, enrichment: Enrichment) -> str:
    """A page of plain HTML, without scripts or remote parts: the marked text, then clusters, roles and quotes."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(doc_id)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(doc_id)}</h1>"
        f"<h2>Text</h2>{_marked_text(text, enrichment)}"
        f"<h2>Entities</h2>{_table(_ENTITY_COLUMNS, map(_entity_row, enrichment.entities))}"
        f"<h2>Roles</h2>{_table('person role affiliation place words rule', _role_rows(enrichment.entities))}"
        f"<h2>Quotes</h2>{_table(_QUOTE_COLUMNS, map(_quote_row, enrichment.quotes))}"
        f"<h2>Quoted, not speech</h2>{_table('words', ([term.text] for term in enrichment.quoted_terms))}"
        "</body></html>"
    )


def _marked_text(text: str, enrichment: Enrichment) -> str:
    from spacy import displacy

    marks = sorted(
        (mention.start, mention.end, f"{entity.type} {entity.key}")
        for entity in enrichment.entities
        for mention in entity.mentions
    )
    ents = [{"start": start, "end": end, "label": label} for start, end, label in marks]
    page: str = displacy.render({"text": text, "ents": ents}, style="ent", manual=True, jupyter=False)
    return page


def _table(columns: str, rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in columns.split())
    body = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else "<p>none</p>"


def _cell(value: object) -> str:
    return "–" if value is None or value == "" else escape(str(value))


_ENTITY_COLUMNS = "key type typed_by name mentions joined_by"


def _entity_row(entity: Entity) -> list[object]:
    words = _listed(f"{mention.text} ({mention.note})" if mention.note else mention.text for mention in entity.mentions)
    return [entity.key, entity.type, entity.type_rule, entity.name, words, entity.rule]


def _role_rows(entities: Iterable[Entity]) -> Iterable[list[object]]:
    for entity in entities:
        for role in entity.roles:
            yield [entity.name, role.role, role.affiliation, role.place, role.text, role.rule]


_QUOTE_COLUMNS = "words type cue speaker name relayed_by why confidence utterance"


def _quote_row(quote: Quote) -> list[object]:
    why = "; ".join(part for part in (quote.method, quote.speaker_rule, quote.unresolved) if part)
    return [
        quote.text,
        quote.type,
        quote.cue and quote.cue.text,
        quote.speaker and quote.speaker.text,
        quote.speaker_name,
        quote.relayed_by,
        why,
        quote.confidence,
        quote.utterance,
    ]


def _listed(wordings: Iterable[str]) -> str:
    """The wordings with how often each stands, as in: Kim Jong-un ×2, Kim ×5."""
    return ", ".join(f"{text} ×{count}" if count > 1 else text for text, count in Counter(wordings).items())
