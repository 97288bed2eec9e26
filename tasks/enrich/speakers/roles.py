"""Role nouns: "the minister", "the 45-year-old", "the company's chief", as the person introduced so before."""

import re
from collections.abc import Iterable

from tasks.enrich.speakers.facts import facts
from tasks.enrich.speakers.people import Described
from tasks.enrich.speakers.phrase import Phrase
from tasks.enrich.speakers.referent import Discourse, Referent, nobody, somebody

# "the former president" is another than "the president": these must stand on both sides or on neither.
_SETTING_APART = frozenset({"former", "ex", "vice", "deputy", "assistant", "acting", "late", "then", "first"})
_FILLERS = frozenset({"the", "top", "new", "old", "young", "veteran", "longtime", "long", "time", "same", "own"})


def resolve_role(discourse: Discourse, phrase: Phrase) -> Referent:
    """The one person introduced by this role before; nobody where none or several fit."""
    known = facts()
    unnamed = nobody("role", "unnamed_role", gender=known.gendered.get(phrase.noun))
    if not phrase.definite or discourse.scene.doc[phrase.start].pos_ == "PRON":
        return unnamed
    if phrase.age:
        return _by_age(discourse, phrase) or unnamed
    fitting = _fitting(discourse, phrase)
    keys: set[str | None] = {row.entity for row in fitting}
    if not keys:
        return unnamed
    if len(keys) > 1:
        keys = _best(phrase, fitting)
    if len(keys) > 1:
        keys &= {_latest_speaker(discourse, phrase)}
    if len(keys) != 1:
        return nobody("role", "ambiguous_role", gender=unnamed.gender)
    return somebody(discourse.scene.entities[keys.pop() or ""], "role", 0.85)


def _fitting(discourse: Discourse, phrase: Phrase) -> list[Described]:
    known = facts()
    gender = known.gendered.get(phrase.noun)
    rows = [
        row
        for noun in known.alike_to(phrase.noun)
        for row in discourse.people.descriptions.get(noun, [])
        if row.at < phrase.start and _agree(phrase.words, row.words)
    ]
    return [row for row in rows if not gender or discourse.people.gender(row.entity) in {gender, None}]


def _agree(asked: frozenset[str], told: frozenset[str]) -> bool:
    """Every word of the mention is in the description, and neither alone is "former" or "vice"."""
    if (asked & _SETTING_APART) != (told & _SETTING_APART):
        return False
    return all(word in _FILLERS or _is_among(word, told) for word in asked)


def _is_among(word: str, told: Iterable[str]) -> bool:
    """Equal, or as Korean and Korea: a shared beginning of five letters."""
    return any(word == other or (len(word) > 4 and len(other) > 4 and word[:5] == other[:5]) for other in told)


def _best(phrase: Phrase, rows: list[Described]) -> set[str | None]:
    """Those introduced with the very noun of the mention, not with a word like it."""
    exact: set[str | None] = {row.entity for row in rows if row.noun == phrase.noun}
    return exact or {row.entity for row in rows}


def _latest_speaker(discourse: Discourse, phrase: Phrase) -> str | None:
    last = next((said for said in discourse.speakers_before(phrase.start) if said.referent.sort == "person"), None)
    near = last and discourse.scene.paragraph[phrase.start] - discourse.scene.paragraph[last.at] <= 4
    return last.referent.entity if last and near else None


def _by_age(discourse: Discourse, phrase: Phrase) -> Referent | None:
    """ "the 45-year-old" is the person whose name is followed by ", 45"."""
    scene = discourse.scene
    keys = {
        mention.entity.key
        for mention in scene.named
        if mention.is_person
        and mention.end < phrase.start
        and re.match(rf"\s*,?\s*\(?{phrase.age}\b", scene.doc[mention.end : mention.end + 3].text)
    }
    return somebody(scene.entities[keys.pop()], "role", 0.85) if len(keys) == 1 else None
