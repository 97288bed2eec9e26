"""Cue verbs and nouns: what reports speech, of which class, with what beside it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.enrichment import CueClass


@dataclass(frozen=True, slots=True)
class Cues:
    """The lexicon of cues: for each lemma the frames it takes, with the class of the report."""

    verbs: dict[str, dict[str, CueClass]]
    documents: dict[str, dict[str, CueClass]]
    particles: dict[str, dict[tuple[str, ...], CueClass]]
    document_nouns: frozenset[str]
    nouns: dict[str, CueClass]
    bare: frozenset[str]
    phrasal: frozenset[str]
    labels: frozenset[str]
    likens: frozenset[str]
    likens_phrasal: dict[str, frozenset[str]]
    hedges: dict[str, frozenset[str]]
    withheld: dict[str, frozenset[str]]
    hearers: dict[str, frozenset[str]]

    def frames(self, lemma: str) -> dict[str, CueClass]:
        """Frame to class, for a verb with any subject; empty for other words."""
        return self.verbs.get(lemma, {})


@cache
def load_cues() -> Cues:
    """The lexicon that ships with the project, read once a process."""
    raw = tomllib.loads(files("tasks.enrich").joinpath("data/quotes/cues.toml").read_text(encoding="utf-8"))
    verbs: dict[str, dict[str, CueClass]] = {}
    documents: dict[str, dict[str, CueClass]] = {}
    for group in raw["verbs"]:
        target = documents if group.get("document") else verbs
        for lemma in group["lemmas"]:
            for frame in group["frames"]:
                target.setdefault(lemma, {}).setdefault(frame, group["class"])
    particles: dict[str, dict[tuple[str, ...], CueClass]] = {}
    for group in raw["particles"]:
        for pair in group["pairs"]:
            verb, *words = pair.split()
            particles.setdefault(verb, {})[tuple(words)] = group["class"]
    return Cues(
        verbs=verbs,
        documents=documents,
        particles=particles,
        document_nouns=frozenset(raw["documents"]["nouns"]),
        nouns={lemma: kind for kind, lemmas in raw["nouns"].items() for lemma in lemmas},
        labels=frozenset(raw["labels"]["no_speaker"]),
        bare=frozenset(raw["bare"]["lemmas"]),
        phrasal=frozenset(lemma.split()[0] for lemma in verbs if " " in lemma),
        likens=frozenset(raw["likens"]["lemmas"]),
        likens_phrasal=_by_verb(raw["likens"]["phrasal"]),
        hedges=_sets(raw["hedges"]),
        withheld=_sets(raw["withheld"]),
        hearers=_sets(raw["hearers"]),
    )


def _by_verb(pairs: list[str]) -> dict[str, frozenset[str]]:
    """Verb to the prepositions of its target: the last word of each pair."""
    verbs = {pair.split()[0] for pair in pairs}
    return {verb: frozenset(pair.split()[-1] for pair in pairs if pair.split()[0] == verb) for verb in verbs}


def _sets(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(words) for key, words in table.items()}
