"""Interviews and transcripts: `Q: … A: …`, `MAYOR NGO: …`; and headlines of the form `Ngo: we will appeal`."""

import re

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout

_LABEL = re.compile(r"[\"“]?(?P<label>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|de|van|von)){0,4}) ?:[ \t]+(?=\S)")
_QUESTION = frozenset(("q", "question"))
_ANSWER = frozenset(("a", "answer"))
_INTERVIEW = re.compile(
    r"(?:[Ii]nterview(?:ed)?|[Cc]onversation|Q&A|[Ss]poke|[Tt]alks?|[Tt]alked)(?: \w+)? (?:with|to) "
    r"(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})"
)


def find_turns(layout: Layout, cues: Cues) -> list[Found]:
    """The turns of a transcript, each with the lines that go on with it; nothing where there are not two of them."""
    labelled = []
    for number, (start, end) in enumerate(layout.paragraphs):
        match = _LABEL.match(layout.text, start, end)
        if match and match["label"].lower() not in cues.labels:
            labelled.append((number, match))
    if _is_headline(layout, labelled):
        return [*_headline(layout, labelled), *_turns(layout, labelled[1:])]
    return _turns(layout, labelled) or _headline(layout, labelled)


def _is_headline(layout: Layout, labelled: list[tuple[int, re.Match[str]]]) -> bool:
    """Whether the first label stands over an article: in its first line, apart, and none of the later labels."""
    if len(labelled) < 2 or labelled[0][0] != 0 or labelled[1][0] == 1:
        return False
    gap = layout.text[layout.paragraphs[0][1] : layout.paragraphs[1][0]]
    label = labelled[0][1]["label"]
    again = any(match["label"] == label for _, match in labelled[1:])
    return gap.count("\n") > 1 and not again and label.lower() not in _QUESTION | _ANSWER


def _turns(layout: Layout, labelled: list[tuple[int, re.Match[str]]]) -> list[Found]:
    if not _is_transcript([match["label"] for _, match in labelled]):
        return []
    answerer = _interviewed(layout)
    turns: list[Found] = []
    for at, (number, match) in enumerate(labelled):
        last = labelled[at + 1][0] if at + 1 < len(labelled) else None
        speaker = _speaker(match, answerer)
        for start, end in _lines(layout, number, match.end(), last):
            turns.append(Found(start, end, "turn", speaker=speaker, utterance=-1_000_000 - number))
    return turns


def _is_transcript(labels: list[str]) -> bool:
    """Whether the labels take turns: questions and answers, one label twice, or labels in capitals."""
    lowered = [label.lower() for label in labels]
    if any(label in _QUESTION for label in lowered) and any(label in _ANSWER for label in lowered):
        return True
    return len(labels) > 2 and len(set(lowered)) < len(lowered) and len(set(lowered)) > 1


def _interviewed(layout: Layout) -> tuple[int, int] | None:
    match = _INTERVIEW.search(layout.text)
    return (match.start("name"), match.end("name")) if match else None


def _speaker(match: re.Match[str], answerer: tuple[int, int] | None) -> tuple[int, int] | None:
    label = match["label"].lower()
    if label in _ANSWER:
        return answerer
    return None if label in _QUESTION else (match.start("label"), match.end("label"))


def _lines(layout: Layout, number: int, first: int, next_turn: int | None) -> list[tuple[int, int]]:
    """The stretches of one turn: its own line, then the lines up to the next turn (or, at the end, close behind)."""
    lines = [layout.trim(first, layout.paragraphs[number][1])]
    at = number + 1
    while at < (next_turn if next_turn is not None else len(layout.paragraphs)):
        gap = layout.text[layout.paragraphs[at - 1][1] : layout.paragraphs[at][0]]
        if next_turn is None and gap.count("\n") > 1:
            break
        lines.append(layout.trim(*layout.paragraphs[at]))
        at += 1
    return [line for line in lines if line[0] < line[1] and layout.has_words(*line) and not _is_note(layout, line)]


def _is_note(layout: Layout, line: tuple[int, int]) -> bool:
    """`(Applause.)`: a line in brackets is the transcript's own."""
    words = layout.text[slice(*line)].strip('"“” .')
    return words.startswith("(") and words.endswith(")")


def _headline(layout: Layout, labelled: list[tuple[int, re.Match[str]]]) -> list[Found]:
    """`Ngo: we will appeal` as the first line, where the label is a name of the text."""
    if not labelled or labelled[0][0] != 0:
        return []
    match = labelled[0][1]
    start, end = layout.trim(match.end(), layout.paragraphs[0][1])
    label = match["label"]
    known = layout.text.count(label.rsplit(" ", 1)[-1]) > 1 or any(
        entity.text == label and entity.label_ in ("PERSON", "ORG", "GPE") for entity in layout.doc.ents
    )
    if not known or layout.text[start:end].count(" ") < 2 or not _has_verb(layout, start, end):
        return []
    return [Found(start, end, "headline", speaker=(match.start("label"), match.end("label")), utterance=-1_000_000)]


def _has_verb(layout: Layout, start: int, end: int) -> bool:
    first, last = layout.token_at(start), layout.token_at(end - 1)
    return any(token.pos_ in ("VERB", "AUX") for token in layout.doc[first : last + 1])
