"""Faults as they come in practice, put into good articles at random places; the same ones for the same seed.

Each kind spoils one thing and leaves the rest in order, so that nothing but a rule on that thing can see it: an article
whose text is spoilt has nothing found in it, for else its offsets would give it away.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from schemas.article import Article, Credit, Moment
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Mention, Quote

Dice = random.Random
Spoil = Callable[[EnrichedArticle, Dice], EnrichedArticle | None]

GERMAN = (
    "Die Stadt hat den Hafen nach dem Streit mit der Gewerkschaft geschlossen, und es ist nicht bekannt, wann er "
    "wieder geöffnet werden kann. Der Rat will sich in dieser Woche mit den Arbeitern treffen, und auch die Regierung "
    "ist dabei."
)
FRENCH = (
    "La ville a fermé le port après la dispute avec le syndicat, et on ne sait pas quand il sera ouvert de nouveau. Le "
    "conseil va rencontrer les ouvriers dans la semaine, et le ministre est aussi dans la salle pour les entendre."
)
SPANISH = (
    "La ciudad ha cerrado el puerto por la disputa con el sindicato, y no se sabe cuándo será abierto de nuevo. El "
    "consejo se reúne con los obreros en la semana, y el ministro está en la sala para que se le explique lo que pasa."
)
TAGS = ("<em>{}</em>", "<b>{}", "{}<br/>", '<span class="kicker">{}</span>', "<a href='/x'>{}</a>", "<!-- ad -->{}")
REFERENCES = ("&amp;", "&nbsp;", "&#8217;", "&rsquo;", "&quot;", "&#x2014;")
NO_NAMES = (
    "https://news.example/staff/12", "desk@news.example", "www.news.example", "@newsdesk", "12345", "--", "index.html",
)  # fmt: skip
TIMES = ("{} 3 hours ago", "12:45 {}", "{}, 2024-03-05", "5 mins ago {}")
# What UTF-8 looks like when it was read as Windows-1252 or Latin-1.
SPOILT_WORDS = tuple(
    word.encode().decode(wrong, "ignore")
    for word in ("café", "“no”", "it’s", "naïve", "£40", "Zürich", "São", "– and", "l’été", "Łódź’s")
    for wrong in ("cp1252", "latin-1")
)


class Injected(NamedTuple):
    """A spoilt article, and what was done to it."""

    kind: str
    article: EnrichedArticle


def inject(good: Sequence[EnrichedArticle], rows: int, seed: int = 1) -> Iterator[Injected]:
    """`rows` articles of every kind of fault, each made of another good article, with ids of their own."""
    dice = Dice(seed)
    number = 0
    for kind, spoil in KINDS.items():
        made = 0
        for one in dice.sample(list(good), len(good)):
            number += 1
            spoilt = spoil(_as_own(one, number), dice)
            if spoilt is not None:
                yield Injected(kind, _marked(spoilt, f"{kind}#{made}"))
                made += 1
            if made == rows:
                break
        assert made == rows, f"{kind}: only {made} of these articles can be spoilt so"


def _as_own(one: EnrichedArticle, number: int) -> EnrichedArticle:
    return _matched(one, article_id=f"spoilt-{number}")


def _marked(one: EnrichedArticle, input_id: str) -> EnrichedArticle:
    return _matched(one, article=one.matched.article.model_copy(update={"input_id": input_id}))


def _matched(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    return one.model_copy(update={"matched": one.matched.model_copy(update=changes)})


def _article(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    article = one.matched.article.model_copy(update=changes)
    return _matched(one, article=article, content_hash=article.content_hash)


def _found(one: EnrichedArticle, **changes: Any) -> EnrichedArticle:
    return one.model_copy(update={"enrichment": one.enrichment.model_copy(update=changes)})


def _bare(one: EnrichedArticle) -> EnrichedArticle:
    return one.model_copy(update={"enrichment": Enrichment()})


def _shift(dice: Dice) -> int:
    return dice.choice((-3, -2, -1, 1, 2, 3))


def _quote(change: Callable[[Quote, EnrichedArticle, Dice], dict[str, Any] | None]) -> Spoil:
    """Spoil one quote that can be spoilt so."""

    def spoil(one: EnrichedArticle, dice: Dice) -> EnrichedArticle | None:
        quotes = list(one.enrichment.quotes)
        for place in dice.sample(range(len(quotes)), len(quotes)):
            changes = change(quotes[place], one, dice)
            if changes is not None:
                quotes[place] = quotes[place].model_copy(update=changes)
                return _found(one, quotes=tuple(quotes))
        return None

    return spoil


def _entity(change: Callable[[Entity, EnrichedArticle, Dice], dict[str, Any] | None]) -> Spoil:
    """Spoil one entity that can be spoilt so."""

    def spoil(one: EnrichedArticle, dice: Dice) -> EnrichedArticle | None:
        entities = list(one.enrichment.entities)
        for place in dice.sample(range(len(entities)), len(entities)):
            changes = change(entities[place], one, dice)
            if changes is not None:
                entities[place] = entities[place].model_copy(update=changes)
                return _found(one, entities=tuple(entities))
        return None

    return spoil


def _moved(span: Any, dice: Dice) -> Any:
    by = _shift(dice)
    return span.model_copy(update={"start": span.start + by, "end": span.end + by})


def _move_of(name: str) -> Spoil:
    def change(quote: Quote, _one: EnrichedArticle, dice: Dice) -> dict[str, Any] | None:
        span = getattr(quote, name)
        return {name: _moved(span, dice)} if span else None

    return _quote(change)


def _move_quote(quote: Quote, _one: EnrichedArticle, dice: Dice) -> dict[str, Any]:
    by = _shift(dice)
    return {"start": quote.start + by, "end": quote.end + by}


def _lengthen(quote: Quote, _one: EnrichedArticle, dice: Dice) -> dict[str, Any]:
    return {"end": quote.end + dice.randint(1, 9)}


def _retype(quote: Quote, _one: EnrichedArticle, _dice: Dice) -> dict[str, Any] | None:
    """Another program put straight marks in the place of curly ones."""
    straight = quote.text.replace("“", '"').replace("”", '"').replace("’", "'")
    return {"text": straight} if straight != quote.text else None


def _move_mention(entity: Entity, _one: EnrichedArticle, dice: Dice) -> dict[str, Any]:
    mentions = list(entity.mentions)
    place = dice.randrange(len(mentions))
    mentions[place] = _moved(mentions[place], dice)
    return {"mentions": tuple(mentions)}


def _move_role(entity: Entity, _one: EnrichedArticle, dice: Dice) -> dict[str, Any] | None:
    return {"roles": (_moved(entity.roles[0], dice), *entity.roles[1:])} if entity.roles else None


def _into_standfirst(entity: Entity, _one: EnrichedArticle, _dice: Dice) -> dict[str, Any]:
    return {"mentions": tuple(mention.model_copy(update={"part": "standfirst"}) for mention in entity.mentions)}


def _twice(entity: Entity, _one: EnrichedArticle, _dice: Dice) -> dict[str, Any]:
    return {"mentions": (*entity.mentions, entity.mentions[0])}


def _renamed(entity: Entity, _one: EnrichedArticle, dice: Dice) -> dict[str, Any]:
    return {"name": f"{entity.name} {dice.choice(('Quillfeather', 'Zandbergen', 'Xu'))}"}


def _empty_mention(entity: Entity, _one: EnrichedArticle, _dice: Dice) -> dict[str, Any]:
    start = entity.mentions[0].start
    return {"mentions": (*entity.mentions, Mention(start=start, end=start, text=""))}


def _same_key(one: EnrichedArticle, dice: Dice) -> EnrichedArticle | None:
    if len(one.enrichment.entities) < 2:
        return None
    first, second, *rest = dice.sample(one.enrichment.entities, len(one.enrichment.entities))
    return _found(one, entities=(first, second.model_copy(update={"key": first.key}), *rest))


def _other_speaker(quote: Quote, one: EnrichedArticle, dice: Dice) -> dict[str, Any] | None:
    others = [entity.key for entity in one.enrichment.entities if entity.name != quote.speaker_name]
    return {"speaker_entity": dice.choice(others)} if quote.speaker_name and others else None


def _text(part: str, words: Callable[[Dice], str]) -> Spoil:
    """Put words into a part of the text, and leave nothing that was found in it."""

    def spoil(one: EnrichedArticle, dice: Dice) -> EnrichedArticle:
        tokens = (getattr(one.matched.article, part) or "Harbour").split(" ")
        tokens.insert(dice.randint(0, len(tokens)), words(dice))
        return _bare(_article(one, **{part: " ".join(tokens)}))

    return spoil


def _author(name: Callable[[Dice], str]) -> Spoil:
    def spoil(one: EnrichedArticle, dice: Dice) -> EnrichedArticle:
        credits = list(one.matched.article.credits)
        credits.insert(dice.randint(0, len(credits)), Credit(name=name(dice)))
        return _article(one, credits=tuple(credits))

    return spoil


def _moment(at: datetime) -> Moment:
    return Moment(day=at.date(), at=at, precision="minute", zone_basis="given")


def _dates(change: Callable[[datetime, Dice], dict[str, Any]]) -> Spoil:
    def spoil(one: EnrichedArticle, dice: Dice) -> EnrichedArticle | None:
        published = one.matched.article.published
        return _article(one, **change(published.at, dice)) if published and published.at else None

    return spoil


def _cut_after_matching(one: EnrichedArticle, dice: Dice) -> EnrichedArticle:
    body = one.matched.article.body
    article = one.matched.article.model_copy(update={"body": body[: dice.randint(len(body) // 4, len(body) - 10)]})
    return _matched(_bare(one), article=article)


def _cut_after_enrichment(one: EnrichedArticle, dice: Dice) -> EnrichedArticle | None:
    ends = [quote.end for quote in one.enrichment.quotes if quote.part == "body"]
    return _article(one, body=one.matched.article.body[: max(ends) - dice.randint(1, 9)]) if ends else None


def _in_another_language(one: EnrichedArticle, dice: Dice) -> EnrichedArticle:
    return _bare(_article(one, body=dice.choice((GERMAN, FRENCH, SPANISH))))


def _of(article: Article, name: str) -> Any:
    return article.source.model_copy(update={"source_id": name})


_MOST_DAYS = 400
KINDS: dict[str, Spoil] = {
    "mention shifted": _entity(_move_mention),
    "role shifted": _entity(_move_role),
    "quote shifted": _quote(_move_quote),
    "quote too long": _quote(_lengthen),
    "quote with other marks": _quote(_retype),
    "cue shifted": _move_of("cue"),
    "speaker shifted": _move_of("speaker"),
    "mention in a part that is not there": _entity(_into_standfirst),
    "mention of nothing": _entity(_empty_mention),
    "mention twice": _entity(_twice),
    "entity not in the text": _entity(_renamed),
    "two entities of one key": _same_key,
    "speaker that is no entity": _quote(lambda q, _one, _dice: {"speaker_entity": "e999", "speaker_name": None}),
    "speaker under another's name": _quote(_other_speaker),
    "speaker not in the text": _quote(lambda q, _one, _dice: {"speaker_entity": None, "speaker_name": "Vera Quill"}),
    "relayed by nobody in the text": _quote(lambda q, _one, _dice: {"relayed_by": "Agence Quillon"}),
    "confidence out of range": _quote(lambda q, _one, dice: {"confidence": dice.choice((-0.1, 1.01, 99.0))}),
    "no confidence": _quote(lambda q, _one, _dice: {"confidence": float("nan")}),
    "utterance zero": _quote(lambda q, _one, _dice: {"utterance": 0}),
    "dates swapped": _dates(
        lambda at, dice: {"published": _moment(at + timedelta(hours=dice.randint(1, 99))), "updated": _moment(at)}
    ),
    "published after it was fetched": _dates(
        lambda at, dice: {"fetched_at": at - timedelta(days=dice.randint(2, _MOST_DAYS))}
    ),
    "published in the future": _dates(
        lambda at, dice: {"published": _moment(datetime.now(UTC) + timedelta(days=dice.randint(2, _MOST_DAYS)))}
    ),
    "published in the year 24": _dates(lambda at, dice: {"published": _moment(at.replace(year=dice.randint(1, 30)))}),
    "fetched in the future": _dates(
        lambda at, dice: {"fetched_at": datetime.now(UTC) + timedelta(days=dice.randint(2, _MOST_DAYS))}
    ),
    "fetched at a time without a zone": _dates(
        lambda at, dice: {"fetched_at": (at + timedelta(days=dice.randint(1, 9))).replace(tzinfo=None)}
    ),
    "mojibake in the body": _text("body", lambda dice: dice.choice(SPOILT_WORDS)),
    "mojibake in the title": _text("title", lambda dice: dice.choice(SPOILT_WORDS)),
    "mojibake in an author": _author(
        lambda dice: f"Jos{'é'.encode().decode('latin-1')} {dice.choice(('Brandt', 'Vale'))}"
    ),
    "a lost character": _text("body", lambda dice: f"caf{chr(0xFFFD)}"),
    "control characters": _text("body", lambda dice: f"lawyer{chr(dice.randint(0x80, 0x9F))}s"),
    "half a character": _text("body", lambda dice: chr(dice.randint(0xD800, 0xDFFF))),
    "HTML in the title": _text("title", lambda dice: dice.choice(TAGS).format("Harbour")),
    "HTML in the body": _text("body", lambda dice: dice.choice(TAGS).format("harbour")),
    "character references": _text("body", lambda dice: f"fish{dice.choice(REFERENCES)}chips"),
    "blank title": lambda one, dice: _bare(_article(one, title=" " * dice.randint(1, 3))),
    "empty body": lambda one, dice: _bare(_article(one, body=dice.choice(("", "—", "* * *")))),
    "body cut off after matching": _cut_after_matching,
    "body cut off after enrichment": _cut_after_enrichment,
    "wrong language": lambda one, dice: _article(one, language=dice.choice(("de", "fr", "es", "it", "nl", "pt"))),
    "text in another language": _in_another_language,
    "language that is no tag": lambda one, dice: _article(one, language=dice.choice(("English", "en_GB!", "", "e"))),
    "author that is no name": _author(lambda dice: dice.choice(NO_NAMES)),
    "author with a time": _author(lambda dice: dice.choice(TIMES).format("Ravi Sen")),
    "author that is a sentence": _author(lambda dice: " ".join(["the council said on Monday"] * dice.randint(5, 9))),
    "duplicated id": lambda one, dice: _matched(one, article_id="good-0"),
    "no id": lambda one, dice: _matched(one, article_id=dice.choice(("", " "))),
    "version zero": lambda one, dice: _matched(one, version=-dice.randint(0, 3)),
    "no source": lambda one, dice: _article(one, source=_of(one.matched.article, "")),
}
