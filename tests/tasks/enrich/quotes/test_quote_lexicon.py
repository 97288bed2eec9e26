"""The lexicon and the table of confidence fit the rules."""

import re
from pathlib import Path

import tasks.enrich.quotes
from tasks.enrich.quotes.confidence import load_confidence
from tasks.enrich.quotes.cues import load_cues
from tasks.enrich.quotes.indirect import _RULES


def test_every_rule_has_a_confidence() -> None:
    source = "".join(path.read_text() for path in Path(tasks.enrich.quotes.__file__).parent.glob("*.py"))
    named = set(re.findall(r'Found\([^()]*?(?:\([^()]*\)[^()]*?)*"(\w+)"', source)) | {name for _, name, _ in _RULES}
    assert named - set(load_confidence().rules) == set()


def test_every_frame_of_the_lexicon_has_a_rule() -> None:
    used = {frame for frames in load_cues().verbs.values() for frame in frames}
    assert used - {frame for frame, _, _ in _RULES} == {"quote"}


def test_the_words_of_speech_report_clauses() -> None:
    assert {
        word for word in ("say", "tell", "claim", "deny", "ask", "vow") if "clause" in load_cues().frames(word)
    } == {
        "say",
        "tell",
        "claim",
        "deny",
        "ask",
        "vow",
    }
