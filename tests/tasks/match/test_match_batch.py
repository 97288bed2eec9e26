"""Matching a batch against nothing, against itself and against a warehouse."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.article import Article, MatchedArticle
from schemas.flatten import address
from schemas.keys import stable_key
from schemas.rejection import Rejected
from tasks.match import NothingKnown, match_batch
from tasks.match.batch import sign
from tests.records import HARBOUR, NOW, VALLEY, article, matched, moment
from tests.warehouses import contents, ingest, new_warehouse, rows

STORY = " ".join(
    f"On day {number} the harbour board heard {name} argue that berth {number * 7} needs {thing} before winter."
    for number, (name, thing) in enumerate(
        [("Ines Aho", "new piles"), ("Tomas Reyes", "a crane"), ("Lena Oduya", "lights"), ("Karl Stein", "a fence")], 1
    )
)
LEDGERS = ("runs", "batches")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return new_warehouse(tmp_path)


def match(*articles: Article) -> list[MatchedArticle]:
    return [one for one in match_batch(NothingKnown(), articles) if isinstance(one, MatchedArticle)]


def states(found: list[MatchedArticle]) -> list[tuple[str, int, bool]]:
    return [(one.state, one.version, one.is_current) for one in found]


def no_address(**fields: Any) -> Article:
    return article(**{"url": None, "canonical_url": None} | fields)


def test_a_new_article_is_its_own_first_version() -> None:
    one = article()

    assert match(one) == [matched(one, article_id=stable_key("url", "harbour.example/news/port"))]


def test_signatures_that_were_made_ahead_are_not_made_again() -> None:
    stories = [article(body=STORY), article(source=VALLEY, body=f"{STORY} More to follow.", canonical_url=None)]
    plain = match(*stories)

    assert match_batch(NothingKnown(), stories, sign(stories)) == plain
    assert plain[0].copy_group == plain[1].copy_group is not None
    other = {STORY: b"1234" * 128}
    assert [one.signature for one in match_batch(NothingKnown(), stories, other)] == [  # type: ignore[union-attr]
        b"1234" * 128,
        plain[1].signature,
    ]


def test_a_text_that_no_file_can_hold_is_rejected_alone() -> None:
    broken = article(ref="broken.json", input_id="broken.json", body="Half a \ud83d character.")

    found = match_batch(NothingKnown(), [broken, article()])

    assert found == [
        Rejected(
            stage="match",
            reason="unencodable_text",
            detail="broken.json: holds half a character (a lone surrogate), which no file can store; "
            "mend the escapes or the encoding of the input",
            source_ref="broken.json",
            input_id="broken.json",
            payload=b"<html>port</html>",
        ),
        *match(article()),
    ]


class TestIdentity:
    def test_addresses_that_differ_in_form_alone_are_one_article(self) -> None:
        first = article(url="HTTPS://News.Example/a/?b=2&a=1", canonical_url="https://news.example/a?a=1&b=2")
        again = article(url="https://news.example/a?a=1&b=2", canonical_url="https://news.example/a?a=1&b=2")

        found = match(first, again)

        assert states(found) == [("new", 1, True), ("unchanged", 1, True)]
        assert found[0].article.url == "HTTPS://News.Example/a/?b=2&a=1"

    def test_the_providers_id_counts_within_its_source(self) -> None:
        ids = {
            one.article_id
            for one in match(
                no_address(provider_id="A1", body="One."),
                no_address(provider_id="A1", body="Two.", source=VALLEY),
                no_address(provider_id="A1", body="Three.", title="Otherwise"),
            )
        }

        assert ids == {
            stable_key("provider", HARBOUR.source_id, "A1"),
            stable_key("provider", VALLEY.source_id, "A1"),
        }

    def test_a_guid_under_another_address_is_another_article(self) -> None:
        old = article(provider_id="G", canonical_url="https://harbour.example/tools-2021", body="Seven tools.")
        new = article(provider_id="G", canonical_url="https://harbour.example/tools-2024", body="Ten tools.")

        assert states(match(old, new)) == [("new", 1, True), ("new", 1, True)]

    def test_a_guid_without_an_address_is_the_article_that_has_one(self) -> None:
        found = match(
            article(provider_id="G"), no_address(provider_id="G", body="Rewritten.", updated=moment("2024-03-06"))
        )

        assert states(found) == [("new", 1, False), ("changed", 2, True)]

    def test_heading_and_day_join_what_has_neither_address_nor_id(self) -> None:
        first = no_address(title="Port to close", body=STORY)
        corrected = no_address(title="Port to close!", body=STORY.replace("lights", "lamps"))

        assert states(match(first, corrected)) == [("new", 1, False), ("changed", 2, True)]

    def test_unlike_articles_under_one_short_heading_stay_apart(self) -> None:
        letters = [
            no_address(title="Letters", body="Why must the ferry always leave before the last train arrives?"),
            no_address(title="Letters", body="My neighbour keeps eleven hens, and I for one am glad of them."),
        ]

        first, second = match(*letters)

        assert states([first, second]) == [("new", 1, True), ("new", 1, True)]
        assert first.article_id != second.article_id
        assert [one.article_id for one in match(*letters)] == [first.article_id, second.article_id]

    def test_the_same_content_under_another_address_of_the_source_is_the_same_article(self) -> None:
        first = article(body=STORY)
        moved = article(body=STORY, canonical_url="https://harbour.example/2024/03/port")

        found = match(first, moved)

        assert states(found) == [("new", 1, True), ("unchanged", 1, True)]
        assert found[0].article_id == found[1].article_id

    def test_a_standing_text_on_two_days_is_two_articles(self) -> None:
        monday = article(title="Video", body="Watch.", canonical_url="https://harbour.example/v/1")
        tuesday = article(
            title="Video", body="Watch.", canonical_url="https://harbour.example/v/2", published=moment("2024-03-06")
        )

        assert states(match(monday, tuesday)) == [("new", 1, True), ("new", 1, True)]

    def test_the_same_content_of_another_source_is_another_article(self) -> None:
        first, copy = match(
            article(body=STORY), article(body=STORY, source=VALLEY, canonical_url="https://valley.example/port")
        )

        assert first.article_id != copy.article_id


class TestVersions:
    def test_an_article_and_its_correction_in_one_batch_are_two_versions(self) -> None:
        found = match(article(body="K."), article(body="K."), article(body="K corrected."))

        assert states(found) == [("new", 1, False), ("unchanged", 1, False), ("changed", 2, True)]

    def test_a_late_old_version_goes_before_the_newer_ones(self) -> None:
        found = match(
            article(body="Noon.", updated=moment(time="12:00")),
            article(body="Evening.", updated=moment(time="18:00")),
            article(body="Morning.", updated=moment(time="09:00")),
        )

        assert states(found) == [("new", 2, False), ("changed", 3, True), ("changed", 1, False)]

    @pytest.mark.parametrize("arrival", itertools.permutations(["09:00", "12:00", "18:00"]), ids=" ".join)
    def test_the_order_of_arrival_does_not_matter(self, arrival: tuple[str, ...]) -> None:
        found = match(*(article(body=f"As of {time}.", updated=moment(time=time)) for time in arrival))

        assert {one.article.body: (one.version, one.is_current) for one in found} == {
            "As of 09:00.": (1, False),
            "As of 12:00.": (2, False),
            "As of 18:00.": (3, True),
        }

    def test_two_feeds_that_word_an_item_differently_do_not_take_turns(self) -> None:
        found = match(article(body="Short."), article(body="At length."), article(body="Short."))

        assert states(found) == [("new", 1, False), ("changed", 2, True), ("unchanged", 1, False)]

    def test_a_wording_that_returns_later_is_a_version_of_its_own(self) -> None:
        found = match(
            article(body="A.", updated=moment(time="09:00")),
            article(body="B.", updated=moment(time="10:00")),
            article(body="A.", updated=moment(time="11:00")),
        )

        assert states(found) == [("new", 1, False), ("changed", 2, False), ("changed", 3, True)]
        assert len({one.version_id for one in found}) == 3

    def test_an_undated_wording_that_was_there_before_is_unchanged(self) -> None:
        undated = {"published": None, "updated": None}

        found = match(article(body="A.", **undated), article(body="B.", **undated), article(body="A.", **undated))

        assert states(found) == [("new", 1, False), ("changed", 2, True), ("unchanged", 1, False)]

    def test_a_correction_of_the_credits_is_a_version_when_the_article_says_it_was_updated(self) -> None:
        found = match(article(), article(credits=(), updated=moment(time="15:00")), article(credits=()))

        assert states(found) == [("new", 1, False), ("changed", 2, True), ("unchanged", 1, False)]

    def test_a_withdrawal_is_a_version_and_leaves_none_current(self) -> None:
        found = match(article(), article(status="withdrawn", updated=moment(time="15:00")))

        assert states(found) == [("new", 1, False), ("changed", 2, False)]

    def test_a_live_page_is_one_article_with_two_versions(self) -> None:
        found = match(
            article(body="First post.", published=moment(time="10:00")),
            article(body="First post. Second post.", published=moment(time="14:10")),
        )

        assert states(found) == [("new", 1, False), ("changed", 2, True)]


class TestAgainstTheWarehouse:
    def test_the_same_input_again_is_unchanged_and_changes_no_row(self, warehouse: Path) -> None:
        batch = [
            article(body=STORY),
            no_address(title="Undated", published=None),
            no_address(title="Letters", body="Why must the ferry always leave before the train arrives?"),
            no_address(title="Letters", body="My neighbour keeps eleven hens, and I am glad of them."),
            no_address(provider_id="A1", body="By wire."),
        ]
        first = ingest(warehouse, batch)
        before = contents(warehouse, without=LEDGERS)

        again = ingest(warehouse, batch, now=NOW + timedelta(days=1))

        assert {one.state for one in again} == {"unchanged"}
        assert [one.article_id for one in again] == [one.article_id for one in first]
        assert contents(warehouse, without=LEDGERS) == before

    def test_an_address_in_two_feeds_is_one_article_seen_by_both(self, warehouse: Path) -> None:
        from_a, from_b = article(ref="a.xml#1"), article(ref="b.xml#4", source=VALLEY)
        ingest(warehouse, [from_a])
        ingest(warehouse, [from_b], now=NOW + timedelta(hours=1))
        before = contents(warehouse, without=LEDGERS)

        third = ingest(warehouse, [from_a], now=NOW + timedelta(hours=2))

        assert states(third) == [("unchanged", 1, True)]
        assert contents(warehouse, without=LEDGERS) == before
        assert rows(warehouse, "SELECT count(*) AS articles FROM articles") == [{"articles": 1}]
        assert rows(warehouse, "SELECT url, source_id FROM article_urls ORDER BY source_id") == [
            {"url": address(from_a), "source_id": "harbour-news"},
            {"url": address(from_a), "source_id": "valley-post"},
        ]

    def test_a_page_that_is_rewritten_years_later_keeps_both_bodies(self, warehouse: Path) -> None:
        ingest(
            warehouse, [article(provider_id="G", title="Seven tools", body="Seven.", published=moment("2021-05-01"))]
        )
        ingest(warehouse, [article(provider_id="G", title="Ten tools", body="Ten.", published=moment("2024-05-01"))])

        found = rows(
            warehouse,
            "SELECT version, is_current, title, body, published_on::VARCHAR AS day FROM article_versions ORDER BY 1",
        )
        assert found == [
            {"version": 1, "is_current": False, "title": "Seven tools", "body": "Seven.", "day": "2021-05-01"},
            {"version": 2, "is_current": True, "title": "Ten tools", "body": "Ten.", "day": "2024-05-01"},
        ]

    def test_an_alias_leads_to_the_article_when_its_text_changes_later(self, warehouse: Path) -> None:
        alias = "https://harbour.example/2024/03/port"
        ingest(warehouse, [article(body=STORY)])
        ingest(warehouse, [article(body=STORY, canonical_url=alias)])

        found = ingest(warehouse, [article(body="Otherwise.", canonical_url=alias, updated=moment(time="15:00"))])

        assert states(found) == [("changed", 2, True)]
        assert found[0].article_id == stable_key("url", "harbour.example/news/port")

    def test_numbers_that_match_gives_are_those_that_load_keeps(self, warehouse: Path) -> None:
        ingest(warehouse, [article(body="Noon.", updated=moment(time="12:00"))])
        fetched = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
        batch = [
            article(body="Undated.", published=None),
            article(body="Fetched.", published=None, fetched_at=fetched),
            article(body="Undated too.", published=None),
        ]

        found = ingest(warehouse, batch, now=NOW)

        stored = rows(warehouse, "SELECT body, version, is_current FROM article_versions ORDER BY version")
        assert [
            (one.article.body, one.version, one.is_current) for one in sorted(found, key=lambda one: one.version)
        ] == [(row["body"], row["version"], row["is_current"]) for row in stored if row["body"] != "Noon."]
        assert [row["body"] for row in stored] == ["Fetched.", "Noon.", "Undated.", "Undated too."]


class TestCopies:
    def test_an_edited_copy_in_another_paper_joins_the_group_of_the_first(self, warehouse: Path) -> None:
        original = article(body=STORY)
        copy = article(
            body=STORY.replace("a fence", "a gate") + " The board meets again in May.",
            source=VALLEY,
            canonical_url="https://valley.example/port",
            published=moment(time="18:00"),
        )
        (first,) = ingest(warehouse, [original])
        (second,) = ingest(warehouse, [copy])

        assert second.copy_group == first.article_id
        assert rows(warehouse, "SELECT DISTINCT copy_group FROM articles") == [{"copy_group": first.article_id}]

    def test_a_group_within_a_batch_is_named_after_its_oldest_member(self) -> None:
        late = article(body=STORY, published=moment(time="18:00"))
        early = article(
            body=STORY, source=VALLEY, canonical_url="https://valley.example/port", published=moment(time="08:00")
        )

        found = match(late, early)

        assert [one.copy_group for one in found] == [found[1].article_id] * 2

    def test_headings_with_a_section_or_the_papers_name_are_one_story(self) -> None:
        titles = ["Opinion | The Long Wait", "Op-Ed: The Long Wait", "The Long Wait - Harbour News"]

        groups = {one.copy_group for one in match(*(no_address(title=title, body=STORY) for title in titles))}

        assert len(groups) == 1
        assert None not in groups

    def test_short_texts_are_never_copies(self) -> None:
        found = match(
            article(body="The port is closed."),
            article(body="The port is closed.", source=VALLEY, canonical_url="https://valley.example/port"),
        )

        assert [(one.copy_group, one.signature, one.bands) for one in found] == [(None, b"", ())] * 2

    def test_unlike_texts_are_no_copies(self) -> None:
        other = " ".join(reversed(STORY.split()))

        found = match(article(body=STORY), article(body=other, source=VALLEY, canonical_url="https://valley.example/x"))

        assert [one.copy_group for one in found] == [None, None]

    def test_a_new_version_stays_in_the_group(self, warehouse: Path) -> None:
        copy = {
            "source": VALLEY,
            "canonical_url": "https://valley.example/port",
            "published": moment(time="18:00"),
        }
        first, _ = ingest(warehouse, [article(body=STORY), article(body=STORY, **copy)])

        (changed,) = ingest(warehouse, [article(body="Taken up again.", updated=moment("2024-03-09"), **copy)])

        assert (changed.version, changed.copy_group) == (2, first.article_id)


def test_a_page_by_http_and_by_https_is_one_article() -> None:
    by_http, by_https = (
        article(canonical_url=f"{scheme}harbour.example/port") for scheme in ("http://", "https://www.")
    )
    first, second = match(by_http, by_https)
    assert first.article_id == second.article_id
