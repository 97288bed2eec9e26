"""A speaker's mention read as a noun phrase: its head, and what kind of source that is."""

import re
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from tasks.enrich.speakers.facts import Facts, facts
from tasks.enrich.speakers.scene import Named, Scene

Kind = Literal["name", "pronoun", "person", "group", "anonymous", "document", "institution", "label", "thing"]

_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_BREAKS = frozenset({",", ";", ":", "(", "[", "–", "—", "-", "--"})
# fmt: off
_PREPOSITIONS = frozenset({
    "of", "at", "for", "in", "from", "with", "on", "by", "about",
    "among", "amid", "near", "under", "over", "inside", "outside", "behind", "against",
    "between", "within", "without", "during", "since", "after", "before", "to", "as",
    "like", "including", "such", "across", "around", "into", "through", "than", "via",
})
# fmt: on
_RELATIVES = frozenset({"who", "whom", "which", "that", "whose", "where", "when", "not"})
_NAMING = frozenset({"known", "named", "called", "nicknamed", "dubbed", "identified"})
_LEADING = frozenset({"ADV", "SCONJ", "ADP"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "no"})
_OPEN_MARKS = frozenset("\"'“‘«„`")
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


@dataclass(frozen=True)
class _Core:
    """The part of a mention up to its first comma, preposition or clause, less what stands before a possessive."""

    start: int
    end: int
    head: int
    owner: Named | None
    owner_name: str | None
    owned: bool
    joined: bool


def read_phrase(scene: Scene, mention: Tokens) -> Phrase | None:
    """What the mention names, by its head: "Kim's wife" by "wife", "Kim, a farmer" by "Kim"; None for no words."""
    known = facts()
    start, end = _trimmed(mention)
    if start >= end:
        return None
    core = _core(scene, start, end)
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
    signed = _signature(scene, core, end, known) or _named_as(scene, core, end)
    if signed:
        return Phrase("name", start, end, head, named=signed[0], name=signed[1])
    if name := _proper_name(scene, core, known):
        return Phrase("name", start, end, head, name=name)
    return _by_noun(scene, core, start, end, known)


def _is_pronoun(scene: Scene, core: _Core, known: Facts) -> bool:
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


def _trimmed(mention: Tokens) -> tuple[int, int]:
    """Outer marks, spaces, leading adverbs and prepositions and a closing possessive do not count."""
    doc, start, end = mention.doc, mention.start, mention.end
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].pos_ in _LEADING):
        start += 1
    comma = next((index for index in range(start, end) if doc[index].text == ","), end)
    if start < end and doc[start].tag_ in {"VBG", "VBN"} and doc[start].dep_ == "advcl" and comma + 1 < end:
        # "Writing in a blog, Ana Ruiz": the mention is what follows.
        start = comma + 1
    while end > start and (
        doc[end - 1].is_space
        or (doc[end - 1].is_punct and doc[end - 1].text != ".")
        or doc[end - 1].tag_ == "POS"
        or doc[end - 1].lower_ in {"all", "both", "himself", "herself", "itself", "themselves"}
    ):
        if end - start == 1:
            break
        end -= 1
    return start, end


def _core(scene: Scene, start: int, end: int) -> _Core:
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
        if index > begin and _closes(token):
            break
        if token.lower_ in {"and", "or", "&"} and index > begin and _joins(scene, begin, index, end):
            joined = True
            break
        if (token.text in _POSSESSIVE or token.tag_ == "POS") and begin < index < end - 1:
            owner, owned = scene.ends_at(index), True
            owner_name = None if owner else _capitalised_run(doc, begin, index)
            begin = index + 1
        elif token.tag_ == "PRP$":
            owned = True
        index += 1
    joined = joined or _listed(scene, begin, index, end)
    return _Core(begin, index, _head(scene, begin, index), owner, owner_name, owned, joined)


def _capitalised_run(doc: Doc, start: int, end: int) -> str | None:
    """The name that ends here, as its tagging and capitals tell, where no entity covers it."""
    begin = end
    while begin > start and doc[begin - 1].pos_ == "PROPN" and doc[begin - 1].text[0].isupper():
        begin -= 1
    return doc[begin:end].text if begin < end else None


def _closes(token: Token) -> bool:
    text = token.lower_
    if text in _BREAKS:
        # A hyphen inside a word (Seung-chan) is no break; a dash has a space on one side.
        return text != "-" or bool(token.whitespace_) or bool(token.nbor(-1).whitespace_)
    if text in _PREPOSITIONS or text in _RELATIVES or text in _NAMING:
        return token.nbor(-1).text != "-" and not (token.i + 1 < len(token.doc) and token.nbor(1).text == "-")
    if token.pos_ == "PRON" and token.dep_ == "nsubj" and token.nbor(-1).pos_ in _NOMINAL:
        # "everyone I met"
        return True
    return token.dep_ in {"acl", "relcl"} and token.pos_ in {"VERB", "AUX"}


def _head(scene: Scene, start: int, end: int) -> int:
    for index in range(end - 1, start - 1, -1):
        if index in scene.owner or scene.doc[index].pos_ in _NOMINAL:
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
    determined = left.pos_ in _NOMINAL and (scene.doc[start].pos_ == "DET" or (before is not None and before.is_person))
    return determined and (right.pos_ in {"DET", "PRON"} or (after is not None and not after.is_person))


def _head_after(scene: Scene, start: int, end: int) -> int:
    index = start
    while index < end:
        mention = scene.owner.get(index)
        if mention:
            index = min(mention.end, end)
        elif index > start and _closes(scene.doc[index]):
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


def _signature(scene: Scene, core: _Core, end: int, known: Facts) -> tuple[Named, None] | None:
    """The name that stands beside a role: "the coach, Ana Ruiz", "Ambassador to Chile Ana Ruiz"."""
    doc = scene.doc
    noun = base_form(doc[core.head])
    if doc[core.head].tag_ in {"NNS", "NNPS"}:
        return None
    wanted = {"PERSON"} if noun not in known.institutions else {"PERSON", "ORG"} - {"PERSON"}
    comma = core.end
    while comma < end and doc[comma].text not in {",", "(", "–", "—"}:
        mention = scene.owner.get(comma)
        comma = mention.end if mention else comma + 1
    last = scene.ends_at(comma)
    if last and last.is_person and last.start > core.end and noun in known.roles and _heads_name(scene, core, last):
        return last, None
    index = comma + 1
    while index < end and index not in scene.owner and _may_lead_a_name(doc[index], known):
        index += 1
    mention = scene.owner.get(index) if index < end else None
    if mention and mention.entity.type == "NORP":
        mention = scene.owner.get(mention.end)
    if mention is None or mention.entity.type not in wanted or mention.end > end:
        return None
    return (mention, None) if mention.end == end or doc[mention.end].is_punct else None


def _heads_name(scene: Scene, core: _Core, person: Named) -> bool:
    """Is the role a title of the person at the end: "Ambassador to Chile Ana Ruiz", "Secretary of State Ana Ruiz"?

    "A spokesman for Ana Ruiz" and "a spokesman for President Ana Ruiz" are not.
    """
    doc = scene.doc
    if doc[core.start].pos_ == "DET" or doc[person.start - 1].lower_ in _PREPOSITIONS:
        return False
    before = scene.ends_at(person.start)
    if before:
        return not before.is_person and before.entity.type != "NORP"
    between = doc[core.end + 1 : person.start]
    named_office = all(token.text[0].isupper() or token.lower_ in {"the", "and", "&"} for token in between)
    return doc[core.head].text[0].isupper() and doc[core.end].lower_ == "of" and named_office


def _may_lead_a_name(token: Token, known: Facts) -> bool:
    return token.lower_ in known.titles or token.pos_ in {"ADJ", "PROPN"} or base_form(token) in known.roles


def _named_as(scene: Scene, core: _Core, end: int) -> tuple[Named | None, str] | None:
    """The name after "known as", "named", "identified only as"."""
    doc = scene.doc
    for index in range(core.end, min(core.end + 3, end)):
        if doc[index].lower_ not in _NAMING:
            continue
        start = index + 1
        while start < end and (doc[start].lower_ in {"as", "only", "simply"} or doc[start].text in _OPEN_MARKS):
            start += 1
        stop = start
        while stop < end and doc[stop].text[0].isupper():
            stop += 1
        if stop > start:
            return scene.owner.get(start), doc[start:stop].text.rstrip(".,")
    return None


def _proper_name(scene: Scene, core: _Core, known: Facts) -> str | None:
    """The capitalised run that ends at the head, less titles: a name that no entity covers."""
    doc, head = scene.doc, scene.doc[core.head]
    acronym = head.pos_ == "PRON" and len(head.text) > 1 and head.text.isupper()
    if not (head.tag_ == "NNP" or acronym) or not head.text[0].isupper():
        return None
    start = core.head
    titled = start > core.start and doc[start - 1].lower_ in known.titles
    if not titled and _is_listed_noun(base_form(head), known):
        return None
    while start > core.start and (doc[start - 1].text[0].isupper() or doc[start - 1].text == "-"):
        start -= 1
    while start < core.head and (doc[start].lower_ in known.titles or base_form(doc[start]) in known.roles):
        start += 1
    if doc[start].pos_ == "DET":
        start += 1
    name = doc[start : core.head + 1].text
    return name if not (name.isupper() and len(name) > 6) else None


def _is_listed_noun(noun: str, known: Facts) -> bool:
    return noun in known.roles | known.documents | known.institutions | known.groups | known.anonymous


def _by_noun(scene: Scene, core: _Core, start: int, end: int, known: Facts) -> Phrase:
    doc, head = scene.doc, scene.doc[core.head]
    whole, noun = doc[start:end], base_form(head)
    # The possessor is part of what tells "Acme's chief" from "Bolt's chief".
    words = frozenset(
        token.lower_
        for token in (*doc[start : core.head], *_of_words(doc, core, end))
        if token.is_alpha and token.pos_ not in {"DET", "ADP", "PRON"}
    )
    first = doc[core.start]
    definite = core.owned or first.lower_ not in _INDEFINITE
    of = scene.owner.get(core.end + 1) or scene.owner.get(core.end + 2)
    of = of if core.end < end and doc[core.end].lower_ == "of" and of and of.end <= end else None
    age = _AGE.search(doc[core.start : core.end].text)
    plural = head.tag_ in {"NNS", "NNPS"} or noun in known.groups or _of_many(doc, core, end)
    kind: Kind
    owner, authored = core.owner, noun in known.authored
    if age:
        kind = "person"
    elif _is_anonymous(whole, noun, known):
        kind = "group" if plural and noun not in known.anonymous else "anonymous"
    elif noun in known.documents:
        kind = "document"
        owner = _author(scene, core, end, known) or owner if authored else None
    elif plural:
        kind = "group"
        owner = owner or scene.ends_at(core.head)
    elif noun in known.institutions and noun not in known.roles:
        kind = "institution"
        owner = owner or next(scene.within(core.start, core.head), None)
    else:
        kind = "person" if is_person_noun(noun, known) else "thing"
    return Phrase(
        kind,
        start,
        end,
        head,
        owner=owner,
        owner_name=core.owner_name,
        words=words,
        definite=definite,
        of=of,
        age=age[1] if age else None,
        authored=authored,
    )


def _of_words(doc: Doc, core: _Core, end: int) -> Tokens:
    """What "of" adds to tell one role or institution from another: "secretary of state"."""
    stop = core.end
    if stop < end and doc[stop].lower_ == "of":
        stop += 1
        while stop < end and not _closes(doc[stop]):
            stop += 1
    return doc[core.end : stop]


def _of_many(doc: Doc, core: _Core, end: int) -> bool:
    """ "a group of parents", "a panel of judges": the many speak, not an institution."""
    if core.end >= end or doc[core.end].lower_ != "of" or doc[core.start].lower_ not in _INDEFINITE:
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


def _author(scene: Scene, core: _Core, end: int, known: Facts) -> Named | None:
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


def base_form(token: Token) -> str:
    """The lemma in lower case; for a word tagged as a name, the word itself."""
    text = token.lower_
    if token.tag_ == "NNPS" and text.endswith("s"):
        return text[:-1]
    return text if token.pos_ == "PROPN" else (token.lemma_.lower() or text)


def is_person_noun(noun: str, known: Facts) -> bool:
    """Is it a word for a person: a listed role, or formed like one ("-ologist", "-woman", "-keeper")?"""
    return noun in known.roles or noun in known.anonymous or noun.endswith(_PERSON_ENDINGS)


_PERSON_ENDINGS = ("ologist", "ographer", "woman", "person", "keeper", "maker", "ician", "worker", "fighter")
