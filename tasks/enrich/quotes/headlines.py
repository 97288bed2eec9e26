"""Headlines with a capital at each word, whose verbs a tagger takes for names: `Ngo Vows To Scrap Night Fares`."""

import re
from itertools import pairwise

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout

_LINES = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SHORT = 4


def find_headline_vows(layout: Layout, cues: Cues) -> list[Found]:
    """What somebody vows, pledges or threatens to do, in one of the first lines if each of its words has a capital."""
    found = []
    for number, (start, end) in enumerate(layout.paragraphs[:_LINES]):
        words = list(_WORD.finditer(layout.text, start, end))
        if not all(word[0][0].isupper() for word in words if len(word[0]) >= _SHORT):
            continue
        for verb, following in pairwise(words[1:]):
            lemma = _lemma(cues, verb[0].lower())
            if lemma and following[0] == "To":
                who = layout.trim(start, verb.start())
                what = layout.trim(following.start(), end)
                key, at = -1_000_000 - number, layout.token_at(verb.start())
                found.append(Found(*what, "headline", verb.span(), lemma, who, utterance=key, cue_token=at))
                break
    return found


def _lemma(cues: Cues, word: str) -> str | None:
    """The verb that promises, of which the word is the present or the past."""
    for ending in ("s", "es", "d", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and "infinitive" in cues.frames(stem):
            return stem
    return None
