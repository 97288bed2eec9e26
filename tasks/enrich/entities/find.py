"""Named mentions of one document, joined into entities."""

from collections import Counter

from spacy.tokens import Doc

from schemas.enrichment import Entity, Mention
from tasks.enrich.entities.acronyms import acronym_mentions, introduced, spelt_names
from tasks.enrich.entities.groups import groups
from tasks.enrich.entities.joins import join_neighbours
from tasks.enrich.entities.known import known_names
from tasks.enrich.entities.mentions import Named, named_mentions
from tasks.enrich.entities.metonyms import GOVERNMENT, governments
from tasks.enrich.entities.page import Page, read_page
from tasks.enrich.entities.people import Cast
from tasks.enrich.entities.relatives import family
from tasks.enrich.entities.roles import RoleReader


def find_entities(doc: Doc) -> list[Entity]:
    """The entities of one document, in the order of their first mention."""
    if not len(doc):
        return []
    page = read_page(doc)
    pairs = introduced(page.whole)
    acronyms = {acronym: full for full, acronym in pairs.values()}
    mentions = named_mentions(page, known_names(page), spelt_names(page, pairs))
    mentions = join_neighbours(page, [*mentions, *acronym_mentions(page, mentions, acronyms)])
    persons = [mention for mention in mentions if mention.label == "PERSON"]
    cast = Cast(page.facts, persons, family(page, persons))
    reader = RoleReader(page, mentions)
    acting = governments(page, mentions)
    found = [("PERSON", person.mentions, person.rules.most_common()) for person in cast.people]
    others = groups(page.facts, [mention for mention in mentions if mention.label != "PERSON"], acronyms)
    found += [(group.label, group.mentions, group.rules.most_common()) for group in others]
    found.sort(key=lambda entry: min(mention.start for mention in entry[1]))
    return [
        Entity(
            key=f"e{number}",
            type=label,
            name=_fullest(mentions),
            mentions=tuple(_mention(page, mention, acting) for mention in sorted(mentions, key=lambda m: m.start)),
            roles=reader.roles(mentions) if label == "PERSON" else (),
            rule=", ".join(rule for rule, _ in rules),
            type_rule=_type_rule(mentions),
        )
        for number, (label, mentions, rules) in enumerate(found, 1)
    ]


def _type_rule(mentions: list[Named]) -> str:
    """What told the type, the reason of most mentions first; the recogniser with the share that it labelled so."""
    reasons = [reason for reason, _ in Counter(mention.why for mention in mentions).most_common()]
    marked = sum(mention.marked for mention in mentions)
    return ", ".join(f"{why} {marked} of {len(mentions)}" if why == "recogniser" else why for why in reasons)


def _fullest(mentions: list[Named]) -> str:
    """The longest wording; capitals throughout only where there is no other."""
    texts = [mention.name or mention.text for mention in mentions]
    return max(texts, key=lambda text: (not (text.isupper() and len(text) > 5), len(text.split()), len(text)))


def _mention(page: Page, mention: Named, acting: frozenset[int]) -> Mention:
    text = page.text(mention.start, mention.end)
    start = page.starts[mention.start]
    note = GOVERNMENT if mention.start in acting else None
    return Mention(start=start, end=start + len(text), text=text, note=note)
