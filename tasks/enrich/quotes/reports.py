"""What the report around a quotation does: its class, whether it is denied, its tense, hedge and addressee."""

from dataclasses import dataclass

from spacy.tokens import Token

from schemas.enrichment import CueClass, Tense
from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Found, Layout
from tasks.enrich.quotes.sources import may_speak

# Rules whose content stands in another frame than a clause.
_FRAMES = {
    "infinitive": "infinitive",
    "headline": "infinitive",
    "object_to": "object_to",
    "object_as": "as",
    "small_clause": "small",
    "object_for": "for",
    "object_of": "of",
    "noun_phrase": "noun",
    "comparison": "to",
    "passive_of": "passive",
}
_FUTURE = frozenset(("will", "'ll", "’ll", "wo", "shall"))
_UP = frozenset(("advcl", "xcomp", "conj", "ccomp", "pcomp", "acl", "prep", "dep", "auxpass"))
_ENDS_ADDRESSEE = frozenset((",", ":", "that", "whether", "if", "to", "who", "which", "why", "how", "what", "when"))
_MISTAGGED: dict[str, Tense] = {"VB": "present", "VBN": "past"}
_STEPS = 5

Chars = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one report; None where the text or the lexicon does not tell."""

    cue_class: CueClass | None = None
    negated: bool | None = None
    tense: Tense | None = None
    hedge: Chars | None = None
    addressee: Chars | None = None


def describe(layout: Layout, cues: Cues, found: Found) -> Report:
    """The report of a candidate with a cue; empty for one without."""
    if found.cue is None or found.cue_token < 0:
        return Report()
    cue = layout.doc[found.cue_token]
    if found.rule == "according_to":
        return Report(cue_class="neutral", negated=False, hedge=_hedge(cues, cue))
    if found.rule in ("noun_clause", "noun_cue"):
        noun = (found.lemma or "").lower()
        return Report(cue_class=cues.nouns.get(noun), negated=_no_subject(cues, cue), hedge=_hedge(cues, cue))
    return Report(
        cue_class=cue_class(cues, cue, (found.lemma or cue.lemma_).lower(), found.rule),
        negated=is_negated(cues, cue),
        tense=tense_of(cue),
        hedge=_hedge(cues, cue),
        addressee=_addressee(layout, cues, cue, found),
    )


def cue_class(cues: Cues, verb: Token, lemma: str, rule: str) -> CueClass | None:
    """The lexicon's class for the verb in the frame that the rule filled; None for a verb beside the lexicon."""
    if rule == "particle":
        for words, kind in cues.particles.get(lemma, {}).items():
            if any(child.lower_ == words[-1] for child in verb.children):
                return kind
    frames = cues.frames(lemma)
    if lemma in cues.phrasal:
        particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), "")
        frames = cues.frames(f"{lemma} {particle}") or frames
    frames = {**cues.documents.get(lemma, {}), **frames}
    for frame in (_FRAMES.get(rule, "clause"), "clause", "quote", *frames):
        if frame in frames:
            return frames[frame]
    return None


def is_negated(cues: Cues, verb: Token) -> bool:
    """`did not say that`, `declined to say`, `denied saying`, `nobody said`: the report is that it was not said."""
    if any(child.dep_ == "neg" and child.i < verb.i for child in verb.children) or _is_withheld(cues, verb):
        return True
    subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is not None and subject.i < verb.i and _no_subject(cues, subject)


def _is_withheld(cues: Cues, verb: Token) -> bool:
    head = verb.head
    if head.i >= verb.i or any(child.dep_ == "neg" for child in head.children):
        return False  # "could not resist pointing out": it was said
    infinitive = any(child.tag_ == "TO" for child in verb.children)
    if infinitive and verb.dep_ in ("xcomp", "ccomp") and head.lemma_ in cues.withheld["with_infinitive"]:
        return True
    if infinitive and head.lemma_ == "have" and any(token.lower_ == "yet" for token in verb.doc[head.i + 1 : verb.i]):
        return True
    if verb.tag_ != "VBG" or verb.dep_ not in ("xcomp", "ccomp", "pcomp"):
        return False
    if head.lower_ == "of" and head.i > 1 and head.nbor(-1).lower_ == "short":
        return True
    return verb.dep_ != "pcomp" and head.lemma_ in cues.withheld["with_gerund"]


def _no_subject(cues: Cues, noun: Token) -> bool:
    """`nobody said`, `no minister said`, `no claim that`."""
    return noun.lower_ in cues.withheld["nobody"] or any(child.lower_ == "no" for child in noun.children)


def tense_of(verb: Token) -> Tense | None:
    """The tense of the verb, or of the finite verb that it hangs on; a perfect is past."""
    for _ in range(_STEPS):
        own = _own_tense(verb)
        if own is not None:
            return own
        if verb.dep_ not in _UP or verb.head.i == verb.i:
            return None
        verb = verb.head
    return None


def _own_tense(verb: Token) -> Tense | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass") and child.i < verb.i]
    if any(child.lower_ in _FUTURE for child in helpers):
        return "future"
    if any(child.tag_ == "MD" for child in helpers):
        return "conditional"
    if verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in helpers):
        return "past"
    if any(child.lemma_ == "have" and child.tag_ in ("VBZ", "VBP") for child in helpers) and verb.tag_ == "VBN":
        return "past"
    if verb.tag_ in ("VBZ", "VBP", "NNS") or any(child.tag_ in ("VBZ", "VBP") for child in helpers):
        return "present"
    if helpers or verb.dep_ not in ("ROOT", "parataxis", "ccomp") or verb.head.lemma_ in ("let", "make", "help"):
        return None
    if any(child.dep_ == "nsubj" for child in verb.children):
        # "Advisers to Tan say, …", "Costs, Tan told them, fell": finite verbs that the tagger takes for other forms
        return _MISTAGGED.get(verb.tag_)
    return None


def _hedge(cues: Cues, cue: Token) -> Chars | None:
    for child in cue.children:
        listed = cues.hedges["adjectives"] if child.dep_ == "amod" else cues.hedges["adverbs"]
        if child.dep_ in ("advmod", "amod") and child.lower_ in listed:
            return child.idx, child.idx + len(child)
    head = cue.head
    if cue.dep_ in ("xcomp", "ccomp") and head.i < cue.i and any(child.tag_ == "TO" for child in cue.children):
        passive = any(child.dep_ == "auxpass" for child in head.children)
        if head.lemma_ in cues.hedges["governing"] or (passive and head.lemma_ in cues.hedges["passive"]):
            return head.idx, head.idx + len(head)
    return None


def _addressee(layout: Layout, cues: Cues, verb: Token, found: Found) -> Chars | None:
    """`told the Courier`, `asked ministers to go`, `wrote to the council`: the noun phrase up to its first comma."""
    lemma = verb.lemma_.lower()
    if found.rule in ("noun_phrase", "object_for", "object_as", "small_clause", "particle", "comparison"):
        return None  # the object is what it is about
    heads = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.i > verb.i]
    if lemma not in cues.hearers["as_object"] or not heads:
        heads = []
        if lemma in cues.hearers["behind_to"]:
            behind = [child for child in verb.children if child.lower_ == "to" and child.dep_ in ("prep", "dative")]
            heads = [token for child in behind if child.i > verb.i for token in child.children if token.dep_ == "pobj"]
    head = heads[0] if heads else None
    if head is None or not layout.outside(head) or not may_speak(head) or head.tag_ in ("WP", "WDT"):
        return None
    return _noun_phrase(layout, head, found)


def _noun_phrase(layout: Layout, head: Token, found: Found) -> Chars | None:
    """The head with what belongs to it, before its clauses and before the content."""
    first, last = head.left_edge.i, head.i
    for at in range(head.i + 1, head.right_edge.i + 1):
        token = layout.doc[at]
        reaches_content = found.start > head.idx and token.idx >= found.start
        if (
            reaches_content
            or token.lower_ in _ENDS_ADDRESSEE
            or not layout.outside(token)
            or token.tag_ in ("VBG", "VBN")
        ):
            break
        last = at
    start, end = layout.trim(*layout.chars(first, last))
    return (start, end) if start < end else None
