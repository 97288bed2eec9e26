"""The speaker of each quote as an entity of the text, in the order in which a reader meets them."""

from collections.abc import Sequence

from spacy.tokens import Doc

from schemas.enrichment import Entity, Quote
from tasks.enrich.speakers.bodies import find_bodies
from tasks.enrich.speakers.floating import resolve_floating
from tasks.enrich.speakers.mentions import resolve_mention
from tasks.enrich.speakers.people import People
from tasks.enrich.speakers.referent import Discourse, Referent, Said
from tasks.enrich.speakers.relay import relaying_source
from tasks.enrich.speakers.scene import Scene, set_scene


def resolve_speakers(doc: Doc, entities: Sequence[Entity], quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes, in the order given, with entity, name, reason, relaying source and confidence of their speakers.

    The mention beside the cue stays as it is. What the text does not settle is left without a name, and says why.
    """
    if not quotes:
        return []
    scene = set_scene(doc, entities, quotes)
    discourse = Discourse(scene, People(scene), bodies=find_bodies(scene))
    holders = _holders(quotes)
    found: dict[int, Referent] = {}
    twins = _Twins()
    for index in _reading_order(quotes):
        quote = quotes[index]
        referent = twins.find(quote) or _resolve(discourse, quote)
        twins.add(quote, referent)
        found[index] = referent
        holder = found.get(holders.get(index, -1))
        if not (holder and holder.sort == "person"):
            _remember(discourse, quote, referent)
    return [
        _with_speaker(discourse, quote, found[index], found.get(holders.get(index, -1)))
        for index, quote in enumerate(quotes)
    ]


def _resolve(discourse: Discourse, quote: Quote) -> Referent:
    excluded = _excluded(discourse.scene, quote)
    if quote.speaker:
        return resolve_mention(discourse, quote, excluded)
    previous = discourse.history[-1] if discourse.history else None
    return resolve_floating(discourse, quote, previous, excluded)


def _reading_order(quotes: Sequence[Quote]) -> list[int]:
    """By position; a fragment without a mention of its own after the fragment of its utterance that has one."""
    first: dict[int, int] = {}
    for quote in quotes:
        if quote.speaker:
            first.setdefault(quote.utterance, quote.start)

    def place(index: int) -> tuple[int, bool]:
        quote = quotes[index]
        return (quote.start if quote.speaker else max(quote.start, first.get(quote.utterance, 0)), not quote.speaker)

    return sorted(range(len(quotes)), key=place)


class _Twins:
    """Quotes that have their speaker in common with one resolved before: one mention, or one utterance."""

    def __init__(self) -> None:
        self._by_mention: dict[tuple[int, int], Referent] = {}
        self._by_utterance: dict[int, Referent] = {}

    def find(self, quote: Quote) -> Referent | None:
        if quote.speaker:
            return self._by_mention.get((quote.speaker.start, quote.speaker.end))
        return self._by_utterance.get(quote.utterance)

    def add(self, quote: Quote, referent: Referent) -> None:
        if quote.speaker:
            self._by_mention[quote.speaker.start, quote.speaker.end] = referent
        self._by_utterance.setdefault(quote.utterance, referent)


def _excluded(scene: Scene, quote: Quote) -> frozenset[str]:
    """The entities named in the words: a speaker hardly names themselves.

    Unmarked words before "he said" are spared: "Ruiz would stay, he said" may be Ruiz's own.
    """
    tokens = scene.tokens(quote)
    if tokens is None or (quote.type == "indirect" and quote.speaker and quote.end <= quote.speaker.start):
        return frozenset()
    return frozenset(mention.entity.key for mention in scene.within(tokens.start, tokens.end))


def _remember(discourse: Discourse, quote: Quote, referent: Referent) -> None:
    scene = discourse.scene
    words, mention = scene.tokens(quote), scene.tokens(quote.speaker) if quote.speaker else None
    if words is not None and referent.reason != "no_mention":
        at = mention.root.i if mention is not None else words.start
        discourse.remember(Said(at, words.end, referent))


def _holders(quotes: Sequence[Quote]) -> dict[int, int]:
    """For a quote that stands with its cue inside the words of another: that other, the nearest around it."""
    holders: dict[int, int] = {}
    open_quotes: list[int] = []
    for index in sorted(range(len(quotes)), key=lambda number: (quotes[number].start, -quotes[number].end)):
        quote = quotes[index]
        open_quotes = [other for other in open_quotes if quotes[other].end > quote.start]
        for other in reversed(open_quotes):
            if _holds(quotes[other], quote):
                holders[index] = other
                break
        open_quotes.append(index)
    return holders


def _holds(outer: Quote, inner: Quote) -> bool:
    parts = [span for span in (inner, inner.cue, inner.speaker) if span]
    return outer.utterance != inner.utterance and all(outer.start <= p.start and p.end <= outer.end for p in parts)


def _with_speaker(discourse: Discourse, quote: Quote, referent: Referent, outer: Referent | None) -> Quote:
    return quote.model_copy(
        update={
            "speaker_entity": referent.entity,
            "speaker_name": referent.name,
            "unresolved": referent.reason,
            "relayed_by": relaying_source(discourse, quote, referent, outer),
            "speaker_rule": referent.rule,
            "confidence": round(quote.confidence * referent.trust, 4),
        }
    )
