"""Mentions that are no pronoun: names, roles, institutions, groups, documents."""

from tasks.enrich.speakers.bodies import resolve_body
from tasks.enrich.speakers.facts import facts
from tasks.enrich.speakers.names import resolve_name, respelt, surname_of
from tasks.enrich.speakers.phrase import Phrase, read_phrase
from tasks.enrich.speakers.referent import Discourse, Referent, nobody, somebody
from tasks.enrich.speakers.roles import resolve_role
from tasks.enrich.speakers.scene import SPEAKING_TYPES
from tasks.enrich.speakers.words import POSSESSIVE


def resolve_noun(discourse: Discourse, phrase: Phrase) -> Referent:
    """Who the noun phrase stands for; a reason where it names nobody."""
    match phrase.kind:
        case "name":
            return _name(discourse, phrase)
        case "person":
            return resolve_role(discourse, phrase)
        case "institution":
            return resolve_body(discourse, phrase)
        case "document":
            return _document(discourse, phrase)
        case "group":
            return _group(discourse, phrase)
        case "anonymous":
            known = resolve_role(discourse, phrase) if phrase.definite else None
            return known if known and known.entity else nobody("anonymous", "anonymous")
        case _:
            return nobody("noun", "unnamed_source", "document")


def _name(discourse: Discourse, phrase: Phrase) -> Referent:
    if phrase.named is None:
        return resolve_name(discourse, phrase.name or phrase.head.text, phrase.start)
    entity = phrase.named.entity
    if entity.type not in SPEAKING_TYPES:
        return nobody("name", "unnamed_role")
    other = respelt(discourse, entity, phrase.start) or surname_of(discourse, entity, phrase.start)
    return other or somebody(entity, "name")


def _document(discourse: Discourse, phrase: Phrase) -> Referent:
    """A report speaks for whoever wrote it, where the mention says who did."""
    if phrase.owner and phrase.owner.entity.type in SPEAKING_TYPES:
        return somebody(phrase.owner.entity, "author", 0.85)
    if phrase.authored and phrase.owner_name and not phrase.owner:
        return resolve_name(discourse, phrase.owner_name, phrase.start).through("author", 0.75)
    author = _author_phrase(discourse, phrase) if phrase.authored else None
    found = resolve_noun(discourse, author) if author else None
    return found.through("author", 0.75) if found and found.name else nobody("document", "document", "document")


def _author_phrase(discourse: Discourse, phrase: Phrase) -> Phrase | None:
    """The author as a phrase: "the ministry’s report", "a statement from the ministry"."""
    doc, head = discourse.scene.doc, phrase.head.i
    cut = next((index for index in range(phrase.start + 1, head) if doc[index].text in POSSESSIVE), None)
    if cut is not None:
        author = doc[phrase.start : cut]
    elif head + 2 < phrase.end and doc[head + 1].lower_ in facts().by:
        author = doc[head + 2 : phrase.end]
    else:
        return None
    read = read_phrase(discourse.scene, author)
    return read if read and read.kind in {"institution", "person"} else None


def _group(discourse: Discourse, phrase: Phrase) -> Referent:
    """Nobody in particular; but the officers of a named organisation speak as that organisation."""
    head, owner = phrase.head, phrase.owner
    leads = discourse.scene.doc[phrase.start].pos_ != "ADJ"
    if head.lower_ in facts().officers and owner and owner.entity.type == "ORG" and owner.end == head.i and leads:
        name = discourse.scene.doc[owner.start : head.i + 1].text
        return Referent("officers", "group", name=name, trust=0.85)
    return nobody("group", "group", "group")
