"""The core of a mention: up to its first comma, preposition or clause, less what stands before a possessive."""

from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from tasks.enrich.speakers.scene import Named, Scene
from tasks.enrich.speakers.words import NOMINAL, POSSESSIVE, closes

_LEADING = frozenset({"ADV", "SCONJ", "ADP"})


@dataclass(frozen=True)
class Core:
    """The part of a mention up to its first comma, preposition or clause, less what stands before a possessive."""

    start: int
    end: int
    head: int
    owner: Named | None
    owner_name: str | None
    owned: bool
    joined: bool


def trim(scene: Scene, mention: Tokens) -> tuple[int, int]:
    """The first token and the one after the last, as far as they count for who is meant.

    Outer marks, spaces, leading adverbs and prepositions, a leading "Writing in a blog," and a closing possessive do
    not.
    """
    doc, start, end = mention.doc, mention.start, mention.end
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].pos_ in _LEADING):
        start += 1
    while end > start and (
        doc[end - 1].is_space
        or (doc[end - 1].is_punct and doc[end - 1].text != ".")
        or doc[end - 1].tag_ == "POS"
        or doc[end - 1].lower_ in {"all", "both", "himself", "herself", "itself", "themselves"}
    ):
        if end - start == 1:
            break
        end -= 1
    return _after_participle(scene, start, end), end


def _after_participle(scene: Scene, start: int, end: int) -> int:
    """ "Writing in a blog, Ana Ruiz": the mention is the name after the comma."""
    if start >= end or not scene.doc[start].lower_.endswith("ing") or start in scene.owner:
        return start
    comma = next((index for index in range(start, end) if scene.doc[index].text == ","), end)
    return comma + 1 if comma + 1 in scene.owner else start


def find_core(scene: Scene, start: int, end: int) -> Core:
    """The core of the mention from token `start` to `end`; names within it are stepped over whole."""
    doc, begin, owned, joined = scene.doc, start, False, False
    owner: Named | None = None
    owner_name: str | None = None
    index = start
    while index < end:
        mention = scene.owner.get(index)
        if mention and mention.end > index:
            index = min(mention.end, end)
            continue
        token = doc[index]
        if index > begin and closes(token):
            break
        if token.lower_ in {"and", "or", "nor", "&"} and index > begin and _joins(scene, begin, index, end):
            joined = True
            break
        if (token.text in POSSESSIVE or token.tag_ == "POS") and begin < index < end - 1:
            owner, owned = scene.ends_at(index), True
            owner_name = None if owner else _capitalised_run(doc, begin, index)
            begin = index + 1
        elif token.tag_ == "PRP$":
            owned = True
        index += 1
    joined = joined or _listed(scene, begin, index, end)
    return Core(begin, index, _head(scene, begin, index), owner, owner_name, owned, joined)


def _capitalised_run(doc: Doc, start: int, end: int) -> str | None:
    """The name that ends here, as its tagging and capitals tell, where no entity covers it."""
    begin = end
    while begin > start and doc[begin - 1].pos_ == "PROPN" and doc[begin - 1].text[0].isupper():
        begin -= 1
    return doc[begin:end].text if begin < end else None


def _head(scene: Scene, start: int, end: int) -> int:
    for index in range(end - 1, start - 1, -1):
        if index in scene.owner or scene.doc[index].pos_ in NOMINAL:
            return index
    return end - 1


def _joins(scene: Scene, start: int, conjunction: int, end: int) -> bool:
    """Does "and" join two sources ("Kim and Trump"), not two modifiers ("interior and trade minister Ana Ruiz")?"""
    left = scene.doc[conjunction - 1]
    right = next((scene.doc[index] for index in range(conjunction + 1, end) if not scene.doc[index].is_punct), None)
    if right is None:
        return False
    before, after = scene.ends_at(conjunction), scene.owner.get(_head_after(scene, conjunction + 1, end))
    if before and after:
        return before.is_person or not after.is_person
    determined = left.pos_ in NOMINAL and (scene.doc[start].pos_ == "DET" or (before is not None and before.is_person))
    return determined and (right.pos_ in {"DET", "PRON"} or (after is not None and not after.is_person))


def _head_after(scene: Scene, start: int, end: int) -> int:
    index = start
    while index < end:
        mention = scene.owner.get(index)
        if mention:
            index = min(mention.end, end)
        elif index > start and closes(scene.doc[index]):
            break
        else:
            index += 1
    return max(start, index - 1)


def _listed(scene: Scene, start: int, core_end: int, end: int) -> bool:
    """A list such as "Ruiz, Marsh and Pohl": a later name of the same type stands beside the first in the parse."""
    first = scene.ends_at(core_end)
    if first is None or core_end >= end:
        return False
    return any(
        core_end <= other.i < end and (mention := scene.owner.get(other.i)) and mention.entity.type == first.entity.type
        for index in range(first.start, first.end)
        for other in scene.doc[index].conjuncts
    )
