"""Enriching costs as much as a text is long, whatever it is made of: the lines that our rules run are counted.

Time says nothing on a machine that does other things; lines run are the same every time.
"""

import string
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from spacy.language import Language

from schemas.enrichment import Enrichment
from tasks.enrich.text import enrich_doc, enrich_texts

GIVEN = ("Ana", "Ola", "Ruth", "Mark", "Zoe", "Yusuf", "Clara", "Nils")
SMALL = 150


def people(count: int) -> list[str]:
    """Full names, no two alike; an eighth of them shares each given name."""
    letters = string.ascii_lowercase
    return [f"{GIVEN[i % 8]} Kow{letters[i % 26]}{letters[i // 26 % 26]}{letters[i // 676]}" for i in range(count)]


KINDS: dict[str, Callable[[int], str]] = {
    "quote marks": lambda n: '"' * n,
    "opening marks": lambda n: "“" * n,
    "pairs of marks": lambda n: "“a” " * n,
    "single marks": lambda n: "‘a’ " * n,
    "quotations": lambda n: "“We wait,” he said. " * n,
    "paragraphs that never close": lambda n: "“We wait for the ferry.\n\n" * n,
    "speakers": lambda n: "“We wait,” said Ola Brandt.\n\n" * n,
    "no full stop": lambda n: "the ferry was late and " * n,
    "brackets": lambda n: "(" * n + "a" + ")" * n,
    "capitals": lambda n: "HARBOUR " * n,
    "names in one sentence": lambda n: ", ".join(people(n)) + " met.",
    "names in sentences": lambda n: " ".join(f"{name} said so." for name in people(n)),
    "organisations": lambda n: ", ".join(f"{name.split()[1]} Corporation" for name in people(n)) + " met.",
    "acronyms": lambda n: " ".join(f"The {name} Board ({name[0]}{name[4].upper()}B)" for name in people(n)),
    "reports": lambda n: "He said that " * n,
    "sources": lambda n: "according to Ola Brandt, " * n,
    "emoji": lambda n: "\U0001f469\u200d\U0001f467 " * n,
    "right to left": lambda n: "مرحبا שלום " * n,
    "combining marks": lambda n: "e\u0301 " * n,
    "blank lines": lambda n: "a\n\n" * n,
}


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of our rules a piece of work runs."""
    count = 0

    def in_rules(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return in_rules

    def called(frame: FrameType, event: str, argument: Any) -> Any:
        return in_rules if frame.f_globals.get("__name__", "").startswith("tasks.enrich") else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_costs_about_twice_the_lines(nlp: Language, kind: str) -> None:
    once, twice = (nlp(KINDS[kind](size)) for size in (SMALL, 2 * SMALL))
    enrich_doc(once)  # facts are read once
    one, two = (lines_run(lambda doc=doc: enrich_doc(doc)) for doc in (once, twice))  # type: ignore[misc]
    # Four times as many would be its square.
    assert two < 3 * one, (one, two)


def test_an_end_of_a_word_is_looked_for_at_its_end(nlp: Language) -> None:
    # spaCy looks once for every mark of a word, so what it looks through must not be as long as the word.
    looks = nlp.tokenizer.suffix_search.__self__
    assert [token.text for token in nlp.make_doc("A”" + "”" * 5_000 + " b")] == ["A", *"”" * 5_001, "b"]
    assert looks.search("”" * 300).end() <= 200
    assert looks.search("x" * 300 + "’s").group() == "’s"


def test_a_hundred_thousand_quote_marks_are_enriched(nlp: Language) -> None:
    text = '"' * 100_000
    (found,) = enrich_texts(nlp, [text])
    assert isinstance(found, Enrichment)


def spans(found: Enrichment) -> Iterator[Any]:
    for entity in found.entities:
        yield from (*entity.mentions, *entity.roles)
    yield from (*found.quotes, *found.quoted_terms)


@pytest.mark.parametrize("kind", KINDS)
def test_an_absurd_text_is_enriched_and_its_offsets_are_right(nlp: Language, kind: str) -> None:
    text = KINDS[kind](2 * SMALL)
    (found,) = enrich_texts(nlp, [text])
    assert isinstance(found, Enrichment)
    assert [one for one in spans(found) if text[one.start : one.end] != one.text] == []
