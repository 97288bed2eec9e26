"""A speaker's mention read as a noun phrase: its head, and what kind of source that is."""

import re
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from tasks.enrich.speakers.core import Core, find_core, trim
from tasks.enrich.speakers.facts import Facts, facts
from tasks.enrich.speakers.scene import Named, Scene
from tasks.enrich.speakers.signature import find_signature, name_given, proper_name
from tasks.enrich.speakers.words import INDEFINITE, base_form, closes, is_person_noun

Kind = Literal["name", "pronoun", "person", "group", "anonymous", "document", "institution", "label", "thing"]

_AGE = re.compile(r"(\d{1,3})[- ]years?[- ]old$", re.I)
_LABELS = frozenset({"q", "a", "question", "answer"})


@dataclass(frozen=True)
class Phrase:
    """A mention read; token numbers count in the document.

    `named` is the entity mention that the head belongs to, `name` the head's proper name where there is no entity;
    `owner` is who stands before the possessive, or who wrote the document; `words` are the head's modifiers.
    """

    kind: Kind
    start: int
    end: int
    head: Token
    named: Named | None = None
    name: str | None = None
    owner: Named | None = None
    owner_name: str | None = None
    words: frozenset[str] = frozenset()
    definite: bool = True
    of: Named | None = None
    age: str | None = None
    authored: bool = False

    @property
    def noun(self) -> str:
        """The head in its base form, lower case."""
        return base_form(self.head)


def read_phrase(scene: Scene, mention: Tokens) -> Phrase | None:
    """What the mention names, by its head: "Kim's wife" by "wife", "Kim, a farmer" by "Kim"; None for no words."""
    known = facts()
    start, end = trim(scene, mention)
    if start >= end:
        return None
    core = find_core(scene, start, end)
    head = scene.doc[core.head]
    if core.end - core.start == 1 and core.end == end and head.lower_ in _LABELS and head.text[0].isupper():
        return Phrase("label", start, end, head)
    if _is_pronoun(scene, core, known):
        return Phrase("pronoun", start, end, head)
    named = scene.owner.get(core.head)
    if core.joined:
        return Phrase("group", start, end, head)
    if named and core.head < named.end:
        return Phrase("group" if named.entity.type == "NORP" else "name", start, end, head, named=named)
    signed = find_signature(scene, core, end, known) or name_given(scene, core, end)
    if signed:
        return Phrase("name", start, end, head, named=signed[0], name=signed[1])
    if name := proper_name(scene, core, known):
        return Phrase("name", start, end, head, name=name)
    return _by_noun(scene, core, start, end, known)


def _is_pronoun(scene: Scene, core: Core, known: Facts) -> bool:
    """Tagged so, and neither an acronym ("WHO") nor after an article."""
    head = scene.doc[core.head]
    acronym = len(head.text) > 1 and head.text.isupper()
    return (
        head.pos_ == "PRON"
        and core.head == core.start
        and core.head not in scene.owner
        and not acronym
        and head.lower_ not in known.groups | known.anonymous
    )


def _by_noun(scene: Scene, core: Core, start: int, end: int, known: Facts) -> Phrase:
    doc, head = scene.doc, scene.doc[core.head]
    # The possessor is part of what tells "Acme's chief" from "Bolt's chief".
    words = frozenset(
        token.lower_
        for token in (*doc[start : core.head], *_of_words(doc, core, end))
        if token.is_alpha and token.pos_ not in {"DET", "ADP", "PRON"}
    )
    of = scene.owner.get(core.end + 1) or scene.owner.get(core.end + 2)
    age = _AGE.search(doc[core.start : core.end].text)
    kind: Kind = "person" if age else _kind(doc, core, start, end, known)
    return Phrase(
        kind,
        start,
        end,
        head,
        owner=_owner(scene, core, end, kind, known),
        owner_name=core.owner_name,
        words=words,
        definite=core.owned or doc[core.start].lower_ not in INDEFINITE,
        of=of if core.end < end and doc[core.end].lower_ == "of" and of and of.end <= end else None,
        age=age[1] if age else None,
        authored=base_form(head) in known.authored,
    )


def _kind(doc: Doc, core: Core, start: int, end: int, known: Facts) -> Kind:
    head = doc[core.head]
    noun = base_form(head)
    plural = (head.tag_ in {"NNS", "NNPS"} and noun != head.lower_) or noun in known.groups or _of_many(doc, core, end)
    if _is_anonymous(doc[start:end], noun, known):
        return "group" if plural and noun not in known.anonymous else "anonymous"
    if noun in known.documents:
        return "document"
    if plural:
        return "group"
    if noun in known.institutions and noun not in known.roles:
        return "institution"
    return "person" if is_person_noun(noun, known) else "thing"


def _owner(scene: Scene, core: Core, end: int, kind: Kind, known: Facts) -> Named | None:
    """Whose it is, or who wrote it: before a possessive, right before the noun, or after "by"."""
    if kind == "document":
        authored = base_form(scene.doc[core.head]) in known.authored
        return (_author(scene, core, end, known) or core.owner) if authored else None
    if kind == "group":
        return core.owner or scene.ends_at(core.head)
    if kind == "institution":
        return core.owner or next(scene.within(core.start, core.head), None)
    return core.owner


def _of_words(doc: Doc, core: Core, end: int) -> Tokens:
    """What "of" adds to tell one role or institution from another: "secretary of state"."""
    stop = core.end
    if stop < end and doc[stop].lower_ == "of":
        stop += 1
        while stop < end and not closes(doc[stop]):
            stop += 1
    return doc[core.end : stop]


def _of_many(doc: Doc, core: Core, end: int) -> bool:
    """ "a group of parents", "a panel of judges": the many speak, not an institution."""
    if core.end >= end or doc[core.end].lower_ != "of" or doc[core.start].lower_ not in INDEFINITE:
        return False
    following = next((t for t in doc[core.end + 1 : end] if t.pos_ in {"NOUN", "PROPN"} and t.dep_ != "compound"), None)
    return following is not None and following.tag_ == "NNS"


def _is_anonymous(whole: Tokens, noun: str, known: Facts) -> bool:
    text = whole.text.lower()
    return (
        noun in known.anonymous
        or any(token.lower_ in known.anonymous_marks for token in whole)
        or any(phrase in text for phrase in known.anonymous_phrases)
    )


def _author(scene: Scene, core: Core, end: int, known: Facts) -> Named | None:
    """Who wrote a document: "a report by Acme", "a statement from Ana Ruiz"."""
    index = core.end
    if index >= end or scene.doc[index].lower_ not in known.by - ({"of"} if core.owner else set()):
        return None
    stop = index + 1
    while stop < end and stop not in scene.owner and (scene.doc[stop].pos_ in {"DET"} or _titled(scene, stop, known)):
        stop += 1
    mention = scene.owner.get(stop) if stop < end else None
    if mention is None or mention.entity.type == "NORP" or mention.end > end:
        return None
    follower = scene.doc[mention.end] if mention.end < end else None
    return mention if follower is None or follower.is_punct or follower.pos_ in {"ADP", "VERB", "ADV"} else None


def _titled(scene: Scene, index: int, known: Facts) -> bool:
    return scene.doc[index].lower_ in known.titles
