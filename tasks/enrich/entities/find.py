"""Named mentions of one document, joined into entities."""

from spacy.tokens import Doc

from schemas.enrichment import Entity, Mention


def find_entities(doc: Doc) -> list[Entity]:
    """The entities of one document, in the order of their first mention."""
    groups: dict[str, list[Mention]] = {}
    labels: dict[str, str] = {}
    for span in doc.ents:
        if span.label_ not in {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"}:
            continue
        name = next((known for known in groups if known.split()[-1] == span.text), span.text)
        labels.setdefault(name, span.label_)
        groups.setdefault(name, []).append(Mention(start=span.start_char, end=span.end_char, text=span.text))
    return [
        Entity(key=f"e{number}", type=labels[name], name=name, mentions=tuple(mentions))
        for number, (name, mentions) in enumerate(groups.items(), 1)
    ]
