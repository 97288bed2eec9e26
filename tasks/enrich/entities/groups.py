"""Which names mean one organisation or place: the same wording, known aliases, acronyms, short forms."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tasks.enrich.entities.facts import Facts, phrase_words
from tasks.enrich.entities.mentions import Named

_SKIPPED = frozenset(["of", "the", "and", "for", "de", "&", "in", "on"])


@dataclass(slots=True)
class Group:
    """One organisation, place or other named thing: its mentions and the rules that joined them."""

    label: str
    mentions: list[Named] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


def groups(facts: Facts, mentions: list[Named], acronyms: dict[str, str]) -> list[Group]:
    """The mentions that are no persons', grouped; `acronyms` are those that the text itself introduces."""
    by_key: dict[tuple[str, str], Group] = {}
    for mention in mentions:
        key, rule = _key(facts, mention.text, acronyms)
        kind = "PLACE" if mention.label in {"GPE", "LOC", "FAC"} else mention.label
        group = by_key.setdefault((kind, key), Group(mention.label))
        group.mentions.append(mention)
        group.rules[rule] += 1
    return _join_short_forms(facts, by_key)


def _key(facts: Facts, text: str, acronyms: dict[str, str]) -> tuple[str, str]:
    text = acronyms.get(text, text)
    alias = facts.canonical.get(phrase_words(text)) or facts.canonical.get(phrase_words(text.replace(".", "")))
    folded = " ".join(word for word in (alias or text).casefold().replace(".", "").split() if word not in _SKIPPED)
    return folded, "known alias" if alias else "same name"


def _join_short_forms(facts: Facts, by_key: dict[tuple[str, str], Group]) -> list[Group]:
    """Join a short form to the one longer name it can stand for; two candidates leave it alone."""
    kept = dict(by_key)
    shortened = _shortened(by_key)
    for (kind, key), group in by_key.items():
        longer = [
            (rule, kept[other])
            for other in sorted(shortened.get((kind, key), set()) & kept.keys())
            if (rule := _stands_for(facts, (kind, key), group, other, kept[other]))
        ]
        if len(longer) == 1:
            rule, other = longer[0]
            other.mentions += group.mentions
            other.rules[rule] += len(group.mentions)
            del kept[kind, key]
    return list(kept.values())


def _shortened(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The longer names that each could be short for: those that it begins or ends, or of which it is the initials."""
    lengths = {len(key.split()) for _, key in keys} - {0}
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for kind, key in keys:
        words = key.split()
        forms = {"".join(word[0] for word in words)} if len(words) > 1 else set()
        for length in lengths:
            if length < len(words):
                forms |= {" ".join(words[:length]), " ".join(words[-length:])}
        for form in forms - {key}:
            if (kind, form) in keys:
                found.setdefault((kind, form), set()).add((kind, key))
    return found


def _stands_for(facts: Facts, one: tuple[str, str], group: Group, longer: tuple[str, str], other: Group) -> str:
    """The rule by which a name is a short form of a longer one, "" where it is not."""
    (kind, key), (other_kind, other_key) = one, longer
    if kind == other_kind == "ORG":
        return _short_organisation(facts, key, group, other_key, other)
    if kind == other_kind == "PLACE" and other_key in {"north korea", "south korea"}:
        if key == "korea":
            return "the only Korea named"
        if key == other_key.split()[0]:
            return "direction for the country"
    return ""


def _short_organisation(facts: Facts, key: str, group: Group, other_key: str, other: Group) -> str:
    short, long = key.split(), other_key.split()
    if len(short) == 1 and group.mentions[0].text.isupper() and key == "".join(word[0] for word in long):
        return "acronym"
    if len(short) >= len(long):
        return ""
    texts = [mention.text for mention in other.mentions]
    extra = len(long) - len(short)
    if long[: len(short)] == short:
        rest = max(texts, key=len).split()[len(short) :]
        if all(word in facts.organisation_heads for word in rest) or rest[:1] == ["of"]:
            return "short form"
    if long[extra:] == short:
        lead = max(texts, key=len)
        before = phrase_words(lead)[:extra]
        if (
            before in {entry.words for entry in facts.phrases.get(before[0], ())}
            or before[0] in facts.organisation_heads
        ):
            return "short form"
    return ""
