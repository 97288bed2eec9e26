"""The quotations of one document."""

from spacy.tokens import Doc

from schemas.enrichment import Entity, Mention, Quote, QuoteType, Span
from tasks.enrich.quotes.according_to import attributed, find_attributions
from tasks.enrich.quotes.anonymous import with_anonymity
from tasks.enrich.quotes.attached import find_attached, take_trailing
from tasks.enrich.quotes.confidence import load_confidence
from tasks.enrich.quotes.cues import load_cues
from tasks.enrich.quotes.direct import find_direct
from tasks.enrich.quotes.headlines import find_headline_vows
from tasks.enrich.quotes.indirect import find_indirect
from tasks.enrich.quotes.layout import Found, Layout, marks_within
from tasks.enrich.quotes.marks import Marked
from tasks.enrich.quotes.merge import choose, claimed_marks, floating, free_marks, merge, without_overlap
from tasks.enrich.quotes.nouns import find_announced, find_noun_clauses
from tasks.enrich.quotes.reports import describe
from tasks.enrich.quotes.signed import find_blocks, find_posts, find_signed
from tasks.enrich.quotes.turns import find_turns
from tasks.enrich.speakers import resolve_speakers


def find_quotes(doc: Doc, entities: list[Entity]) -> tuple[list[Quote], list[Mention]]:
    """The quotations of one document in text order, and the quoted terms that are not speech."""
    quotes, terms = resolved_quotes(doc, entities)
    return [_rated(quote) for quote in quotes], terms


def resolved_quotes(doc: Doc, entities: list[Entity]) -> tuple[list[Quote], list[Mention]]:
    """The same before their confidence is known: it says only how far the speaker's name is trusted."""
    layout = Layout(doc)
    found = _all(layout)
    quotes = resolve_speakers(doc, entities, _records(layout, found))
    terms = [_mention(layout, mark) for mark in free_marks(layout, found)]
    return [with_anonymity(layout, quote) for quote in quotes], terms


def _rated(quote: Quote) -> Quote:
    known = load_confidence()
    sure = known.of(quote.method, quote.cue_lemma, quote.speaker is not None, quote.confidence)
    return quote.model_copy(update={"confidence": sure})


def _all(layout: Layout) -> list[Found]:
    """The candidates of all rules, the surest first; each later rule sees only what the earlier ones left."""
    cues = load_cues()
    framed = choose(layout, list(find_indirect(layout, cues)))
    direct = list(find_direct(layout, cues, claimed_marks(layout, framed), framed).values())
    attributions = [piece for found in find_attributions(layout) for piece in attributed(layout, found)]
    kept = without_overlap([*find_turns(layout, cues), *find_headline_vows(layout, cues)], find_posts(layout))
    signed = find_signed(layout, free_marks(layout, without_overlap(kept, direct)))
    kept = without_overlap(kept, signed)
    kept = without_overlap(kept, merge(layout, direct, attributions, framed))
    take_trailing(layout, kept, free_marks(layout, kept))
    kept = without_overlap(kept, find_blocks(layout, cues))
    kept = without_overlap(kept, list(find_noun_clauses(layout, cues)))
    kept = without_overlap(kept, find_announced(layout, cues, free_marks(layout, kept)))
    kept = without_overlap(kept, find_attached(layout, cues, free_marks(layout, kept)))
    return without_overlap(kept, floating(layout, free_marks(layout, kept)))


def _records(layout: Layout, found: list[Found]) -> list[Quote]:
    numbers: dict[int, int] = {}
    return [_record(layout, quote, numbers.setdefault(quote.utterance, len(numbers) + 1)) for quote in found]


def _record(layout: Layout, found: Found, utterance: int) -> Quote:
    inside = marks_within(layout, found.start, found.end)
    quoted = tuple(_span(layout, max(mark.start, found.start), min(mark.end, found.end)) for mark in inside)
    report = describe(layout, load_cues(), found)
    return Quote(
        start=found.start,
        end=found.end,
        text=layout.text[found.start : found.end],
        type=_type(layout, found, inside),
        quoted=quoted,
        marks=inside[0].state if inside else "none",
        cue=_span(layout, *found.cue) if found.cue else None,
        cue_lemma=found.lemma,
        cue_class=report.cue_class,
        negated=report.negated,
        tense=report.tense,
        hedge=_span(layout, *report.hedge) if report.hedge else None,
        addressee=_span(layout, *report.addressee) if report.addressee else None,
        speaker=_span(layout, *found.speaker) if found.speaker else None,
        relayed_by=found.relayer,
        utterance=utterance,
        confidence=1.0,
        method=found.rule,
    )


def _type(layout: Layout, found: Found, inside: list[Marked]) -> QuoteType:
    if found.rule == "block":
        return "direct"  # set off as a block instead of in marks
    if not inside:
        return "indirect"
    at = found.start
    for mark in inside:
        if layout.has_words(at, max(at, mark.start)):
            return "mixed"
        at = mark.end
    return "mixed" if layout.has_words(min(at, found.end), found.end) else "direct"


def _span(layout: Layout, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=layout.text[start:end])


def _mention(layout: Layout, mark: Marked) -> Mention:
    return Mention(start=mark.start, end=mark.end, text=layout.text[mark.start : mark.end])
