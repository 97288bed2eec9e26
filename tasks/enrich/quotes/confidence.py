"""How sure a quotation of each rule is."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Confidence:
    """Measured shares of right quotations, by rule; `alone` where no speaker is mentioned."""

    rules: dict[str, float]
    alone: dict[str, float]
    alone_otherwise: float

    def of(self, rule: str, has_speaker: bool) -> float:
        """The confidence of one quotation."""
        return self.rules[rule] if has_speaker else self.alone.get(rule, self.alone_otherwise)


@cache
def load_confidence() -> Confidence:
    """The table that ships with the project, read once a process."""
    raw = tomllib.loads(files("tasks.enrich").joinpath("data/quotes/confidence.toml").read_text(encoding="utf-8"))
    return Confidence(raw["rules"], raw["alone"], raw["alone_otherwise"]["value"])
