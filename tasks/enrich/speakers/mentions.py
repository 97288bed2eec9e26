"""From the mention beside the cue to who it stands for."""

import re
from dataclasses import replace

from schemas.enrichment import Quote
from tasks.enrich.speakers.nouns import resolve_noun
from tasks.enrich.speakers.phrase import Phrase, read_phrase
from tasks.enrich.speakers.pronouns import resolve_pronoun
from tasks.enrich.speakers.referent import Discourse, Referent, nobody, somebody
from tasks.enrich.speakers.scene import Scene

_INTERVIEW = re.compile(r"\b(?:interview|conversation|talk(?:s|ed|ing)?|spoke|Q&A)\s+(?:with|to)\s+$", re.I)
_QUESTION = frozenset({"q", "question"})


def resolve_mention(discourse: Discourse, quote: Quote, excluded: frozenset[str]) -> Referent:
    """Who `quote.speaker` stands for; `excluded` are the entities named in the words themselves."""
    tokens = discourse.scene.tokens(quote.speaker) if quote.speaker else None
    phrase = read_phrase(discourse.scene, tokens) if tokens is not None else None
    if quote.speaker is None or phrase is None:
        return nobody("no mention", "no_mention")
    if phrase.kind == "label":
        return _interview_turn(discourse, phrase)
    after_words = quote.end <= quote.speaker.start
    if phrase.kind == "pronoun":
        return resolve_pronoun(discourse, phrase, excluded, after_words)
    first = discourse.scene.doc[phrase.start]
    if phrase.kind == "document" and phrase.authored and first.tag_ == "PRP$":
        author = resolve_pronoun(discourse, replace(phrase, head=first), excluded, after_words)
        return author.through("author", 0.7) if author.name else nobody("document", "document", "document")
    return resolve_noun(discourse, phrase)


def _interview_turn(discourse: Discourse, phrase: Phrase) -> Referent:
    """ "Q:" is the interviewer; "A:" the person whom the text says it interviews, or its only person so far."""
    if phrase.head.lower_ in _QUESTION:
        return nobody("interview", "interviewer")
    guest = _guest(discourse.scene, phrase.start)
    return guest or nobody("interview", "unnamed_role")


def _guest(scene: Scene, before: int) -> Referent | None:
    persons = [mention for mention in scene.named if mention.is_person and mention.start < before]
    for mention in persons:
        lead = scene.doc[max(0, mention.start - 4) : mention.start].text_with_ws
        if _INTERVIEW.search(lead):
            return somebody(mention.entity, "interview", 0.9)
    keys = {mention.entity.key for mention in persons}
    return somebody(persons[0].entity, "interview", 0.7) if len(keys) == 1 else None
