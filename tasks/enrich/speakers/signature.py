"""Names that a mention carries beside or behind its head: "the coach, Ana Ruiz", "a porter known as Slim"."""

from spacy.tokens import Token

from tasks.enrich.speakers.core import Core
from tasks.enrich.speakers.facts import Facts
from tasks.enrich.speakers.scene import Named, Scene
from tasks.enrich.speakers.words import NAMING, PREPOSITIONS, base_form

_OPEN_MARKS = frozenset("\"'“‘«„`")


def find_signature(scene: Scene, core: Core, end: int, known: Facts) -> tuple[Named, None] | None:
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


def _heads_name(scene: Scene, core: Core, person: Named) -> bool:
    """Is the role a title of the person at the end: "Ambassador to Chile Ana Ruiz", "Secretary of State Ana Ruiz"?

    "A spokesman for Ana Ruiz" and "a spokesman for President Ana Ruiz" are not.
    """
    doc = scene.doc
    if doc[core.start].pos_ == "DET" or doc[person.start - 1].lower_ in PREPOSITIONS:
        return False
    before = scene.ends_at(person.start)
    if before:
        return not before.is_person and before.entity.type != "NORP"
    between = doc[core.end + 1 : person.start]
    named_office = all(token.text[0].isupper() or token.lower_ in {"the", "and", "&"} for token in between)
    return doc[core.head].text[0].isupper() and doc[core.end].lower_ == "of" and named_office


def _may_lead_a_name(token: Token, known: Facts) -> bool:
    return token.lower_ in known.titles or token.pos_ in {"ADJ", "NOUN", "PROPN"} or base_form(token) in known.roles


def name_given(scene: Scene, core: Core, end: int) -> tuple[Named | None, str] | None:
    """The name after "known as", "named", "identified only as"."""
    doc = scene.doc
    for index in range(core.end, min(core.end + 3, end)):
        if doc[index].lower_ not in NAMING:
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


def proper_name(scene: Scene, core: Core, known: Facts) -> str | None:
    """The capitalised run that ends at the head, less titles: a name that no entity covers."""
    doc, head = scene.doc, scene.doc[core.head]
    run = doc[core.start : core.end].text
    if run[0].isupper() and run.lower().endswith(known.honorifics):
        return run
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
