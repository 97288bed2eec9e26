"""How sure a quotation is: the measured share of right ones among those found alike."""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PLAIN = frozenset(("say", "tell"))
"""Verbs that hardly do anything but report."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """What `python -m tasks.enrich.quotes.calibrate` learned: shares by rule, and the steps from score to share.

    `plain` holds where the cue is one of PLAIN, `alone` where no speaker is mentioned.
    """

    rules: dict[str, float]
    plain: dict[str, float]
    alone: dict[str, float]
    scores: tuple[float, ...]
    shares: tuple[float, ...]

    def score(self, rule: str, lemma: str | None, has_speaker: bool, trust: float) -> float:
        """The share of its rule, times how far the speaker's mention is trusted to mean the one named."""
        if not has_speaker:
            return self.alone.get(rule, min(self.alone.values())) * trust
        table = self.plain if lemma in PLAIN and rule in self.plain else self.rules
        return table[rule] * trust

    def of(self, rule: str, lemma: str | None, has_speaker: bool, trust: float) -> float:
        """The confidence of one quotation: the share of right ones among those of its score."""
        return round(along(self.scores, self.shares, self.score(rule, lemma, has_speaker, trust)), 4)


def along(scores: tuple[float, ...], shares: tuple[float, ...], score: float) -> float:
    """The share of the step that a score falls on; each step begins at its score."""
    return shares[max(bisect_right(scores, score) - 1, 0)]


@cache
def load_confidence() -> Confidence:
    """The table that ships with the project, read once a process."""
    raw = tomllib.loads(files("tasks.enrich").joinpath("data/quotes/confidence.toml").read_text(encoding="utf-8"))
    return Confidence(
        raw["rules"], raw["plain"], raw["alone"], tuple(raw["curve"]["scores"]), tuple(raw["curve"]["shares"])
    )
