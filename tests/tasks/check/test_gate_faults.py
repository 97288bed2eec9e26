"""Faults put into good articles: each is held for its own reason, and no good article with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pandas as pd
import pytest
from checked_articles import (
    BODY,
    NOW,
    bare,
    day,
    good,
    moment,
    remarked,
    rematched,
    renamed,
    requoted,
    rewritten,
    shifted,
)

from schemas.article import Credit
from schemas.enrichment import EnrichedArticle, Mention
from tasks.check import Checked, check_batch, load_suites
from tasks.check.expectations import try_rules

ROWS = 3


class Fault(NamedTuple):
    """A way to spoil a good article, the rule that sees it and the reason that it is held for."""

    rule: str
    reason: str
    spoil: Callable[[EnrichedArticle], EnrichedArticle]


def at(year: int, month: int = 1, of_day: int = 1) -> datetime:
    return datetime(year, month, of_day, tzinfo=UTC)


def in_body(words: str) -> Callable[[EnrichedArticle], EnrichedArticle]:
    return lambda one: rewritten(one, body=f"{BODY}\n\n{words}")


def in_title(words: str) -> Callable[[EnrichedArticle], EnrichedArticle]:
    return lambda one: rewritten(one, title=words)


def in_credit(**changes: Any) -> Callable[[EnrichedArticle], EnrichedArticle]:
    return lambda one: rewritten(one, credits=(Credit(name="Nora Achebe").model_copy(update=changes),))


def in_quote(**changes: Any) -> Callable[[EnrichedArticle], EnrichedArticle]:
    return lambda one: requoted(one, **changes)


def in_mention(by: int) -> Callable[[EnrichedArticle], EnrichedArticle]:
    return lambda one: renamed(one, mentions=(shifted(one.enrichment.entities[0].mentions[0], by),))


def twice_mentioned(one: EnrichedArticle) -> EnrichedArticle:
    return renamed(one, mentions=one.enrichment.entities[0].mentions[:1] * 2)


def in_part_not_there(one: EnrichedArticle) -> EnrichedArticle:
    return rewritten(one, standfirst=None)


def empty_span(one: EnrichedArticle) -> EnrichedArticle:
    return renamed(one, mentions=(Mention(start=5, end=5, text=""),))


GERMAN = (
    "Die Stadt hat den Hafen nach dem Streit mit der Gewerkschaft geschlossen, und es ist nicht bekannt, wann er "
    "wieder geöffnet werden kann. Der Rat will sich in dieser Woche mit den Arbeitern treffen. Auch die Regierung "
    "ist bei dem Gespräch dabei, das sich bis in die Nacht ziehen soll."
)

FAULTS = {
    "the id and version of an article before it": Fault(
        "articles.key_once", "duplicate_key", lambda one: rematched(one, article_id="id-0")
    ),
    "an article before it under another number": Fault(
        "articles.version_once",
        "duplicate_key",
        lambda one: rematched(good(0), version=int(one.matched.article_id[3:]) + 2, article=good(0).matched.article),
    ),
    "no id": Fault("articles.id_present", "missing_key", lambda one: rematched(one, article_id="")),
    "version zero": Fault("articles.version_from_one", "missing_key", lambda one: rematched(one, version=0)),
    "no source": Fault(
        "articles.source_present",
        "missing_source",
        lambda one: rewritten(one, source=one.matched.article.source.model_copy(update={"source_id": ""})),
    ),
    "no body": Fault("articles.word_count", "empty_body", lambda one: bare(rewritten(one, body=""))),
    "neither title nor body": Fault(
        "articles.title_where_no_body",
        "empty_body",
        lambda one: bare(rewritten(one, title=None, standfirst=None, body="", status="partial")),
    ),
    "a body of signs": Fault("articles.body_has_words", "empty_body", lambda one: bare(rewritten(one, body="— * —"))),
    "a body cut off after matching": Fault(
        "articles.wording_matches_its_hash",
        "text_changed",
        lambda one: rematched(bare(one), article=one.matched.article.model_copy(update={"body": BODY[:-30]})),
    ),
    "a body cut off after enrichment": Fault(
        "spans.end_in_part", "bad_offsets", lambda one: rewritten(one, body=BODY[: BODY.index("\n\nMr Pike")])
    ),
    "published in 1500": Fault(
        "articles.published_not_before_1600",
        "date_out_of_bounds",
        lambda one: rewritten(one, published=moment(at(1500))),
    ),
    "published in two days": Fault(
        "articles.published_not_in_future",
        "date_out_of_bounds",
        lambda one: rewritten(one, published=moment(at(2024, 3, 12)), updated=None, fetched_at=None),
    ),
    "updated in 1500": Fault(
        "articles.updated_not_before_1600",
        "date_out_of_bounds",
        lambda one: rewritten(one, updated=moment(at(1500)), published=None),
    ),
    "updated next year": Fault(
        "articles.updated_not_in_future",
        "date_out_of_bounds",
        lambda one: rewritten(one, updated=moment(at(2025)), fetched_at=None),
    ),
    "fetched next year": Fault(
        "articles.fetched_not_in_future", "date_out_of_bounds", lambda one: rewritten(one, fetched_at=at(2025))
    ),
    "published and updated swapped": Fault(
        "articles.updated_not_before_published",
        "dates_out_of_order",
        lambda one: rewritten(one, published=one.matched.article.updated, updated=one.matched.article.published),
    ),
    "updated on an earlier day": Fault(
        "articles.updated_not_before_published",
        "dates_out_of_order",
        lambda one: rewritten(one, updated=day("2024-03-03")),
    ),
    "published after fetched": Fault(
        "articles.published_not_after_fetched",
        "dates_out_of_order",
        lambda one: rewritten(one, fetched_at=at(2024, 3, 3), updated=None),
    ),
    "updated after fetched": Fault(
        "articles.updated_not_after_fetched",
        "dates_out_of_order",
        lambda one: rewritten(one, updated=moment(at(2024, 3, 8))),
    ),
    "a time without a zone": Fault(
        "articles.times_have_a_zone",
        "zoneless_time",
        lambda one: rewritten(one, fetched_at=at(2024, 3, 6).replace(tzinfo=None)),
    ),
    "no language tag": Fault(
        "articles.language_is_a_tag", "bad_language", lambda one: rewritten(one, language="English (UK)")
    ),
    "a wrong tag": Fault(
        "articles.language_is_the_text_s", "wrong_language", lambda one: rewritten(one, language="fr")
    ),
    "English under a tag without a word list": Fault(
        "articles.language_is_the_text_s", "wrong_language", lambda one: rewritten(one, language="sv")
    ),
    "a text in another language": Fault(
        "articles.language_is_the_text_s", "wrong_language", lambda one: bare(rewritten(one, body=GERMAN))
    ),
    "a blank title": Fault("texts.not_blank", "blank_text", in_title("  ")),
    "U+FFFD in the body": Fault("texts.no_replacement_character", "broken_characters", in_body("The caf\ufffd shut.")),
    "U+FFFD in the title": Fault("texts.no_replacement_character", "broken_characters", in_title("Caf\ufffd to close")),
    "half a surrogate pair": Fault("articles.laid_out", "bad_rows", in_body("A boat \ud83d left.")),
    "curly quotes as three characters": Fault("texts.no_mojibake", "mojibake", in_body("â€œNo,â€\x9d said one.")),
    "an accent as two characters": Fault("texts.no_mojibake", "mojibake", in_body("The cafÃ© shut.")),
    "mojibake with its accents apart": Fault(
        "texts.no_mojibake", "mojibake", in_body("President GarA\u0303\u0083A\u0302§on spoke.")
    ),
    "a pound sign as two characters": Fault("texts.no_mojibake", "mojibake", in_title("Quay costs Â£3m")),
    "mojibake in an author's name": Fault("texts.no_mojibake", "mojibake", in_credit(name="JosÃ© Brandt")),
    "C1 controls": Fault("texts.no_control_characters", "control_characters", in_body("the lawyer\x92s reply")),
    "a null character": Fault("texts.no_control_characters", "control_characters", in_title("Quay\x00 to close")),
    "HTML in the title": Fault("texts.no_markup", "markup", in_title("<em>Quay</em> to close")),
    "HTML in the body": Fault("texts.no_markup", "markup", in_body('See <a href="/more">more</a>.')),
    "a comment of HTML": Fault("texts.no_markup", "markup", in_body("<!-- advert -->")),
    "a character reference": Fault("texts.no_markup", "markup", in_title("Quay &amp; port to close")),
    "an author that is an address": Fault(
        "authors.name_is_no_address", "author_not_a_name", in_credit(name="https://harbour.example/nora")
    ),
    "an author that is a number": Fault("authors.name_has_letters", "author_not_a_name", in_credit(name="20240305")),
    "an author that is a paragraph": Fault("authors.name_is_short", "author_not_a_name", in_credit(name="Nora " * 25)),
    "an author with a time": Fault(
        "authors.name_is_no_time", "author_not_a_name", in_credit(name="3 hours ago Ravi Sen")
    ),
    "an author over two lines": Fault(
        "authors.name_is_one_line", "author_not_a_name", in_credit(name="Nora Achebe\nRavi Sen")
    ),
    "a role that no row may have": Fault("articles.laid_out", "bad_rows", in_credit(role="boss")),
    "a mention one too far": Fault("spans.text_at_offsets", "bad_offsets", in_mention(1)),
    "a mention before the body": Fault("spans.start_in_part", "bad_offsets", in_mention(-100)),
    "a mention behind the body": Fault("spans.end_in_part", "bad_offsets", in_mention(5000)),
    "a mention of nothing": Fault("spans.end_after_start", "bad_offsets", empty_span),
    "a mention in a part that is not there": Fault("spans.end_in_part", "bad_offsets", in_part_not_there),
    "a role one too far": Fault(
        "spans.text_at_offsets",
        "bad_offsets",
        lambda one: renamed(one, roles=(shifted(one.enrichment.entities[0].roles[0]),)),
    ),
    "a quote one too far": Fault(
        "spans.text_at_offsets",
        "bad_offsets",
        lambda one: requoted(one, start=one.enrichment.quotes[1].start + 1, end=one.enrichment.quotes[1].end + 1),
    ),
    "a quote of other words": Fault("spans.text_at_offsets", "bad_offsets", in_quote(text="“a gift to the poor!”")),
    "a cue one too far": Fault(
        "spans.text_at_offsets", "bad_offsets", lambda one: requoted(one, cue=shifted(one.enrichment.quotes[1].cue))
    ),
    "a speaker one too early": Fault(
        "spans.text_at_offsets",
        "bad_offsets",
        lambda one: requoted(one, speaker=shifted(one.enrichment.quotes[1].speaker, -1)),
    ),
    "a quoted term one too far": Fault(
        "spans.text_at_offsets",
        "bad_offsets",
        lambda one: remarked(
            one, start=one.enrichment.quoted_terms[0].start + 1, end=one.enrichment.quoted_terms[0].end + 1
        ),
    ),
    "a speaker who is no entity": Fault("quotes.speaker_exists", "lost_reference", in_quote(speaker_entity="e9")),
    "a speaker under another's name": Fault(
        "quotes.speaker_name_is_the_entity_s", "wrong_speaker", in_quote(speaker_name="Clara Boone")
    ),
    "a speaker whom the text does not name": Fault(
        "quotes.speaker_name_in_text",
        "name_not_in_text",
        in_quote(speaker_entity=None, speaker_name="Vera Holt"),
    ),
    "a relaying source that the text does not name": Fault(
        "quotes.relayer_in_text", "name_not_in_text", in_quote(relayed_by="Agence Nord")
    ),
    "a confidence of 1.5": Fault("quotes.confidence_in_range", "bad_confidence", in_quote(confidence=1.5)),
    "a confidence below zero": Fault("quotes.confidence_in_range", "bad_confidence", in_quote(confidence=-0.1)),
    "no confidence": Fault("quotes.confidence_present", "bad_confidence", in_quote(confidence=float("nan"))),
    "a quote without words": Fault(
        "quotes.has_words",
        "empty_quote",
        lambda one: requoted(one, start=BODY.index(", which"), end=BODY.index(", which") + 2, text=", "),
    ),
    "utterance zero": Fault("quotes.utterance_from_one", "unknown_value", in_quote(utterance=0)),
    "an entity without a name": Fault(
        "entities.name_has_words",
        "blank_name",
        lambda one: requoted(renamed(one, name=" "), speaker_entity="e2"),
    ),
    "an entity whom the text does not name": Fault(
        "entities.name_in_text", "name_not_in_text", lambda one: renamed(one, name="Clara Boone-Holt")
    ),
    "two entities of one key": Fault("entities.key_once", "duplicate_key", lambda one: renamed(one, key="e2")),
    "one mention twice": Fault("mentions.once", "duplicate_key", twice_mentioned),
}

# Columns by which a frame fails rules that no enriched article can: flatten makes the rows right by itself.
# The rules guard against a change there.
ROWS_THAT_FLATTEN_NEVER_MAKES: dict[str, dict[str, list[Any]]] = {
    "authors.role": {"role": ["author", "boss"]},
    "authors.position_once": {"article": [1, 1], "position": [1, 1]},
    "entities.id_once": {"article": [1, 1], "entity_id": ["x", "x"]},
    "mentions.entity_exists": {"entity_found": [True, False]},
    "quotes.id_once": {"article": [1, 1], "quote_id": ["x", "x"]},
    "quotes.type": {"type": ["direct", "said"]},
    "roles.entity_exists": {"entity_found": [True, False]},
    "spans.end_present": {"end_char": [4, None]},
    "spans.part": {"part": ["body", "caption"]},
    "spans.start_present": {"start_char": [4, None]},
}


@pytest.fixture(scope="module")
def batch() -> list[EnrichedArticle]:
    """Good articles, and between them each fault in several articles; input ids name the fault."""
    found = [good(0)]
    for number, (kind, fault) in enumerate(FAULTS.items()):
        for row in range(ROWS):
            one = fault.spoil(good(1000 + ROWS * number + row))
            found.append(rematched(one, article=one.matched.article.model_copy(update={"input_id": f"{kind}#{row}"})))
        found.append(good(number + 1))
    return found


@pytest.fixture(scope="module")
def checked(batch: list[EnrichedArticle]) -> Checked:
    return check_batch(batch, suites=load_suites(), run_id="run", batch_id="batch", now=NOW)


def test_every_good_article_passes_between_the_bad_ones_and_in_order(checked: Checked) -> None:
    assert [one.matched.article.input_id for one in checked.passed] == [f"quay-{n}" for n in range(len(FAULTS) + 1)]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_holds_its_articles_and_names_its_rule(checked: Checked, kind: str) -> None:
    held = [one for one in checked.held if one.input_id.partition("#")[0] == kind]
    assert [(one.input_id, one.reason) for one in held] == [
        (f"{kind}#{row}", FAULTS[kind].reason) for row in range(ROWS)
    ]
    assert all(f"[{FAULTS[kind].rule}," in one.detail for one in held if FAULTS[kind].reason != "bad_rows")


def test_the_results_count_the_failing_rows_of_every_rule(checked: Checked) -> None:
    failed = {
        row.name
        for row in checked.results
        if not row.passed and not row.name.startswith("articles.language_is_the_source")
    }
    assert failed >= {fault.rule for fault in FAULTS.values()}


@pytest.mark.parametrize("name", ROWS_THAT_FLATTEN_NEVER_MAKES)
def test_a_row_that_flatten_never_makes_fails_its_rule(name: str) -> None:
    record, _, rule_name = name.partition(".")
    rules = [rule for rule in load_suites().rules[record] if rule.name == rule_name]
    frame = pd.DataFrame({"article": [0, 1], **ROWS_THAT_FLATTEN_NEVER_MAKES[name]})
    (outcome,) = try_rules(record, frame, rules, {})
    assert (outcome.error, {failure.article for failure in outcome.failing}) == (None, {1})


def test_no_shipped_rule_that_holds_is_without_a_fault_here() -> None:
    tried = {fault.rule for fault in FAULTS.values()} | set(ROWS_THAT_FLATTEN_NEVER_MAKES)
    shipped = {
        f"{record}.{rule.name}"
        for record, rules in load_suites().rules.items()
        for rule in rules
        if rule.severity == "hold"
    }
    assert shipped - tried == set()
