"""Contents that are no finite clause: `vowed to fight`, `urged them to stop`, `called it a trick`, `condemned it`."""

from spacy.tokens import Token

from tasks.enrich.quotes.cues import Cues
from tasks.enrich.quotes.layout import Layout

Spans = list[tuple[int, int]]

_OF_THE_OBJECT = frozenset(("of", "by", "from", "for", "with", "against", "between", "behind", "toward", "towards"))


def infinitive(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`vowed to fight`."""
    for child in verb.children:
        if child.i > verb.i and child.dep_ in ("xcomp", "ccomp") and child.left_edge.tag_ == "TO":
            return [layout.chars(child.left_edge.i, child.right_edge.i)]
    return []


def object_to(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`urged them to stop`."""
    clause = next((child for child in verb.children if child.i > verb.i and _to_clause(child)), None)
    if clause is None or not layout.outside(clause) or clause.lemma_ in ("name", "identify"):
        return []  # "asked not to be named" is about the source, not about the matter
    target = direct_object(verb)
    first = min(clause.left_edge.i, target.left_edge.i if target is not None else clause.left_edge.i)
    return [layout.chars(max(first, verb.i + 1), clause.right_edge.i)]


def _to_clause(child: Token) -> bool:
    return child.dep_ in ("xcomp", "ccomp", "advcl") and any(token.tag_ == "TO" for token in child.children)


def direct_object(verb: Token) -> Token | None:
    """The object behind the verb."""
    return next((child for child in verb.children if child.i > verb.i and child.dep_ == "dobj"), None)


def _with_preposition(layout: Layout, verb: Token, words: tuple[str, ...]) -> Spans:
    target = direct_object(verb)
    for child in verb.children:
        if child.i > verb.i and child.lower_ in words and child.dep_ in ("prep", "mark", "advmod", "dative"):
            first = target.left_edge.i if target is not None and target.i < child.i else child.i
            return [layout.chars(first, max(child.right_edge.i, child.i))]
    return []


def object_as(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`described it as a trick`."""
    return _with_preposition(layout, verb, ("as",))


def object_for(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`criticised them for waiting`, `blamed it on them`."""
    if direct_object(verb) is None:
        return []
    return _with_preposition(layout, verb, ("for", "on", "over"))


def object_of(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`accused them of waiting`."""
    if direct_object(verb) is None:
        return []
    return _with_preposition(layout, verb, ("of",))


def small_clause(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`called it a trick`."""
    parts = [child for child in verb.children if child.i > verb.i and child.dep_ in ("dobj", "oprd", "ccomp")]
    if not parts or (len(parts) == 1 and parts[0].dep_ == "dobj"):
        return []
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(child.dep_ == "agent" for child in verb.children):
        return []  # "a device called the E-meter" names it, nobody speaks
    last = max(part.right_edge.i for part in parts)
    return [layout.chars(max(parts[0].left_edge.i, verb.i + 1), last)]


def noun_phrase_content(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`condemned the attack`."""
    target = direct_object(verb)
    if target is None:
        return [layout.chars(c.left_edge.i, c.right_edge.i) for c in verb.children if _is_gerund(verb, c)][:1]
    if target.pos_ == "PRON":
        return []
    return [layout.chars(target.left_edge.i, _with_modifiers(verb, target))]


def _with_modifiers(verb: Token, target: Token) -> int:
    """The last token of an object, with what the parser hung on the verb: `cited letters from two mayors`."""
    last: int = target.right_edge.i
    for child in verb.children:
        if child.left_edge.i == last + 1 and (_to_clause(child) or _modifies(child)):
            last = child.right_edge.i
    return last


def _modifies(child: Token) -> bool:
    """Whether a phrase behind an object says more of it, not when or where it was said."""
    if child.dep_ == "prep":
        return child.lower_ in _OF_THE_OBJECT and child.right_edge.ent_type_ not in ("DATE", "TIME")
    return child.tag_ == "VBG" and child.dep_ in ("advcl", "xcomp", "acl") and child.left_edge.i == child.i


def _is_gerund(verb: Token, child: Token) -> bool:
    """`proposes doing away with the rule`."""
    return (
        child.i > verb.i
        and child.dep_ in ("xcomp", "ccomp")
        and child.tag_ == "VBG"
        and child.left_edge.i == verb.i + 1
    )


def particle(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`called for talks`."""
    for words in cues.particles.get(verb.lemma_.lower(), ()):
        for child in verb.children:
            if child.i > verb.i and child.lower_ == words[-1] and child.i - verb.i <= len(words) + 1:
                target = next((token for token in child.children if token.dep_ in ("pobj", "pcomp")), None)
                if target is not None:
                    return [layout.chars(target.left_edge.i, _with_infinitive(verb, child, target))]
    return []


def _with_infinitive(verb: Token, preposition: Token, target: Token) -> int:
    """`called on them to stop`: the infinitive belongs to the content."""
    last = target.right_edge.i
    for child in verb.children:
        if child.i > preposition.i and _to_clause(child) and child.left_edge.i <= last + 2:
            last = max(last, child.right_edge.i)
    return last


def comparison(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`likened him to a trick`."""
    if direct_object(verb) is None or verb.tag_ == "VBN":
        return []
    return _with_preposition(layout, verb, ("to", "with"))


def passive_of(layout: Layout, verb: Token, cues: Cues) -> Spans:
    """`was accused of waiting`, `were criticised for waiting`: what they are charged with, whoever does."""
    if not any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return []
    for child in verb.children:
        if child.i > verb.i and child.dep_ == "prep" and child.lower_ in ("of", "for", "with", "over"):
            target = next((token for token in child.children if token.dep_ in ("pobj", "pcomp")), None)
            if target is not None:
                return [layout.chars(target.left_edge.i, target.right_edge.i)]
    return []
