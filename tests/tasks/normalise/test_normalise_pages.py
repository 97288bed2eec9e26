"""Pages: whole articles, and the faults that pages have."""

from datetime import UTC, datetime

import pytest

from schemas.article import Article, Credit, Evidence, Moment, Source
from schemas.keys import stable_key
from tests.tasks.normalise.normalising import DATA, FETCHED, PROSE, held, normalised, page, raw_page

FERRY_BODY = """\
Ferry crews on the Lunde crossing will walk out for 48 hours from Friday, their union said after talks broke down.

The operator said four of its nine daily sailings would still run, with priority for food and medicine.

“We have waited for eleven months,” said Ida Okoye, who speaks for the crews. “Nobody wants to strike in the wind.”

“Sailings at 6 and 9 are safe” — Lunde Ferries (@lundeferries)

The last strike on the crossing, in 2011, lasted nine days and ended in court."""


def at(iso: str) -> Moment:
    """A moment as structured data give it."""
    when = datetime.fromisoformat(iso)
    return Moment(day=when.date(), at=when, precision="second", zone_basis="given", raw=iso)


def names(article: Article, role: str = "author") -> list[str]:
    return [credit.name for credit in article.credits if credit.role == role]


def test_a_page_becomes_an_article_with_the_evidence_for_each_value() -> None:
    raw = raw_page((DATA / "harbour_ferry.html").read_text(), "https://www.harbour.example/local/ferry-strike?ref=feed")
    assert normalised(raw) == Article(
        ref="story.html",
        input_id="story.html",
        shape="html",
        source=Source(source_id=stable_key("harbour.example"), name="Harbour News", domain="harbour.example"),
        title="Ferry crews to strike for 48 hours",
        standfirst="Four of nine sailings will still run, the operator says",
        section="Local",
        language="en-GB",
        url="https://www.harbour.example/local/ferry-strike?ref=feed",
        canonical_url="https://www.harbour.example/local/ferry-strike",
        address="https://www.harbour.example/local/ferry-strike",
        credits=(
            Credit(name="Maeve Carroll"),
            Credit(name="Ben Achterberg"),
            Credit(name="Tom Vale", role="contributor"),
        ),
        published=at("2024-09-10T06:30:00+01:00"),
        updated=at("2024-09-10T11:05:00+01:00"),
        fetched_at=FETCHED,
        dateline="LUNDE, England (AP)",
        body=FERRY_BODY,
        keywords=("ferries", "strikes", "Lunde"),
        evidence=(
            Evidence(field="title", rule="json-ld:headline", raw="Ferry crews to strike for 48 hours"),
            Evidence(field="section", rule="json-ld:articleSection", raw="Local"),
            Evidence(
                field="standfirst",
                rule="meta:og:description",
                raw="Four of nine sailings will still run, the operator says",
            ),
            Evidence(field="language", rule="html:lang", raw="en-GB"),
            Evidence(
                field="canonical_url",
                rule="link:canonical",
                raw="https://www.harbour.example/local/ferry-strike?utm_source=home",
            ),
            Evidence(field="published", rule="json-ld:datePublished", raw="2024-09-10T06:30:00+01:00"),
            Evidence(field="updated", rule="json-ld:dateModified", raw="2024-09-10T11:05:00+01:00"),
            Evidence(field="authors", rule="json-ld:author", raw="Maeve Carroll"),
            Evidence(field="authors", rule="json-ld:author", raw="Ben Achterberg"),
            Evidence(field="body", rule="trafilatura"),
            Evidence(field="credits", rule="body:credit-line", raw="Additional reporting by Tom Vale"),
            Evidence(field="dateline", rule="body:dateline", raw="LUNDE, England (AP)"),
            Evidence(field="source", rule="page:site-name", raw="Harbour News"),
            Evidence(field="language", rule="declared", raw="en-GB"),
        ),
        payload=raw.payload,
    )


def test_published_and_updated_are_two_values_where_the_page_states_both() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-02-01",'
        ' "dateModified": "2024-09-12"}</script>'
    )
    article = normalised(raw_page(page(head)))
    assert article.published is not None
    assert article.updated is not None
    assert (article.published.isoformat(), article.updated.isoformat()) == ("2023-02-01", "2024-09-12")


def test_a_meta_date_goes_before_an_ambiguous_printed_one() -> None:
    html = page('<meta name="dc.date" content="2024-03-02">', '<p class="date">Published 03/11/2024</p>')
    raw = raw_page(html).model_copy(update={"fetched_at": datetime(2024, 3, 10, tzinfo=UTC)})
    article = normalised(raw)
    assert article.published == Moment(day=datetime(2024, 3, 2).date(), raw="2024-03-02")


def test_a_date_after_the_fetch_is_flagged_and_not_stored() -> None:
    article = normalised(raw_page(page('<meta property="article:published_time" content="2099-01-01T00:00:00Z">')))
    assert article.published is None
    assert article.notes == ("date:future",)


def test_an_update_stamped_before_the_publication_is_left_out() -> None:
    head = (
        '<meta property="article:published_time" content="2024-09-10T08:00:00Z">'
        '<meta property="article:modified_time" content="2024-09-10T07:00:00Z">'
    )
    article = normalised(raw_page(page(head)))
    assert article.updated is None
    assert article.notes == ("date:updated-before-published",)


def test_the_clock_time_with_an_offset_goes_before_the_same_one_with_a_false_z() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-09-10T18:11:01Z"}</script>'
        '<meta name="date" content="2024-09-10T18:11:01+02:00">'
    )
    article = normalised(raw_page(page(head)))
    assert article.published == at("2024-09-10T18:11:01+02:00")


def test_a_printed_time_takes_the_zone_of_the_source() -> None:
    html = page(body='<div class="post-date">10 September 2024, 6.30pm</div>')
    article = normalised(raw_page(html, name="Harbour News", tz="Asia/Singapore"))
    assert article.published is not None
    assert article.published.isoformat() == "2024-09-10T18:30:00+08:00"
    assert article.published.zone_basis == "source"
    assert Evidence(field="published", rule="zone:source", raw="Asia/Singapore") in article.evidence


def test_times_from_a_list_of_other_stories_do_not_glue_on_to_names() -> None:
    body = (
        '<div class="byline">Ana Pohl</div><div class="sidebar"><span class="author">3 hours ago Ravi Sen</span></div>'
    )
    assert names(normalised(raw_page(page(body=body)))) == ["Ana Pohl"]


def test_the_writer_that_the_page_shows_goes_before_the_desk_in_its_data() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Syndication Desk"}}</script>'
    )
    article = normalised(raw_page(page(head, '<p class="byline">By Nora Achebe</p>')))
    assert names(article) == ["Nora Achebe"]
    assert [(one.rule, one.raw) for one in article.evidence if one.field == "authors"] == [
        ("html:byline-class", "Nora Achebe"),
        ("set aside:json-ld:author", "Syndication Desk"),
    ]


def test_a_desk_stays_where_the_page_shows_nobody() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Syndication Desk"}}</script>'
    )
    assert normalised(raw_page(page(head))).credits == (Credit(name="Syndication Desk", kind="organisation"),)


def test_names_that_only_mark_up_parts_stay_apart() -> None:
    body = '<div class="article-authors"><span>Ana Pohl</span><span>Bo Ray</span></div>'
    assert names(normalised(raw_page(page(body=body)))) == ["Ana Pohl", "Bo Ray"]


def test_a_byline_in_bold_at_the_head_of_the_text_is_taken_out_of_it() -> None:
    article = normalised(raw_page(page(body="<p><strong>Ana Pohl/Bo Ray</strong></p>")))
    assert names(article) == ["Ana Pohl", "Bo Ray"]
    assert article.body.startswith("The harbour board met")


def test_the_body_starts_below_a_repeated_title_and_a_share_prompt() -> None:
    article = normalised(raw_page(page(body="<p>Board puts off new quay</p><p>Share this with a friend</p>")))
    assert article.body.startswith("The harbour board met")


def test_other_stories_stay_out_of_the_body() -> None:
    html = page().replace(
        "</article>",
        "<h3>Most read</h3><ul><li><a href='/a'>‘I quit,’ says mayor</a></li>"
        "<li><a href='/b'>Two berths close</a></li></ul></article>",
    )
    assert "mayor" not in normalised(raw_page(html)).body


def test_an_embedded_post_is_kept_in_quote_marks_with_its_signature_and_without_its_date() -> None:
    post = '<blockquote class="twitter-tweet"><p>Trains resume at 6</p>— City Rail (@cityrail) 4 May 2024</blockquote>'
    html = page().replace(f"<p>{PROSE}</p>", f"<p>{PROSE}</p>{post}")
    assert normalised(raw_page(html)).body.split("\n\n")[1] == "“Trains resume at 6” — City Rail (@cityrail)"


def test_a_short_page_is_parted_at_its_own_paragraphs() -> None:
    html = "<title>Oaks</title><h1>Oaks</h1><article><p>Nine oaks were planted.</p><p>A shepherd helped.</p></article>"
    article = normalised(raw_page(html))
    assert (article.title, article.body) == ("Oaks", "Nine oaks were planted.\n\nA shepherd helped.")


def test_text_that_only_a_script_holds_is_found() -> None:
    text = "".join(f"<p>{PROSE}</p>" for _ in range(2)).replace("<", "\\u003c")
    script = f'<script>window.state = {{"body": "{text}"}}</script>'
    html = f"<title>Board puts off new quay</title><body><div id='app'></div>{script}</body>"
    article = normalised(raw_page(html))
    assert article.body == f"{PROSE}\n\n{PROSE}"
    assert Evidence(field="body", rule="html:script-data") in article.evidence


def test_structured_data_that_is_broken_still_gives_its_dates() -> None:
    head = (
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "datePublished": "2024-09-10T06:30:00+01:00", "x": {,}</script>'
    )
    assert normalised(raw_page(page(head))).published == at("2024-09-10T06:30:00+01:00")


def test_the_headline_is_what_the_page_agrees_on_not_the_search_title() -> None:
    head = '<meta property="og:title" content="Board puts off new quay"><title>New quay Lunde: what we know</title>'
    html = page(head).replace("<title>Board puts off new quay</title>", "")
    assert normalised(raw_page(html)).title == "Board puts off new quay"


def test_a_front_page_is_no_article() -> None:
    links = "".join(
        f'<li><a href="/s{n}">Council votes on plan number {n} for the old quay</a></li>' for n in range(40)
    )
    result = held(raw_page(f"<html><head><title>Harbour News</title></head><body><ul>{links}</ul></body></html>"))
    assert (result.stage, result.reason) == ("normalise", "not_article")
    assert "give the addresses of the articles" in result.detail


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "Verify you are human by completing the action below."),
        ("harbour.example", "Please enable JavaScript and cookies to continue."),
        ("404 Not Found", "The page that you asked for is not here."),
        ("Access denied", "You have been blocked. Ray ID: 8f00ba4f00ba4f00"),
    ],
)
def test_a_wall_in_front_of_the_article_is_no_article(title: str, text: str) -> None:
    html = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><article><p>{text}</p></article></body></html>"
    )
    assert held(raw_page(html)).reason == "not_article"


def test_an_article_about_walls_is_an_article() -> None:
    html = page(title="Just a moment: the making of a pause", body="<p>“Are you a robot?” the clerk asked.</p>")
    assert normalised(raw_page(html)).status == "ok"


def test_a_stub_before_a_paywall_is_kept_as_partial() -> None:
    html = (
        "<html lang='en'><title>Mayor weighs second term</title><h1>Mayor weighs second term</h1><article>"
        "<p>The mayor of Tarrow is weighing a second term.</p>"
        "<p>Subscribe to continue reading. Already a subscriber? Log in.</p></article></body></html>"
    )
    article = normalised(raw_page(html))
    assert (article.status, article.notes) == ("partial", ("partial:paywall",))
    assert article.body == "The mayor of Tarrow is weighing a second term."


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<script>var a = 1</script>"])
def test_a_page_without_text_is_held_with_the_mend(html: str) -> None:
    result = held(raw_page(html))
    assert result.reason == "no_body"
    assert "check that" in result.detail


def test_a_page_that_nests_deeper_than_the_stack_is_read() -> None:
    assert normalised(raw_page(page(body="<div>" * 1500))).body.startswith("The harbour board met")


DEK = "Members want the schools to be heard first."


@pytest.mark.parametrize(
    "mark_up", ['p class="standfirst"', 'div class="article__dek"', 'p class="c-summary"', 'p itemprop="description"']
)
def test_a_standfirst_at_the_head_of_the_text_is_the_standfirst_alone(mark_up: str) -> None:
    tag = mark_up.split()[0]
    head = f'<meta name="description" content="{DEK}">'
    article = normalised(raw_page(page(head, f"<{mark_up}><b>{DEK}</b></{tag}><p class='byline'>By Ana Pohl</p>")))
    assert article.standfirst == DEK
    assert article.body.startswith("The harbour board met")


def test_a_first_paragraph_that_the_page_describes_itself_with_stays() -> None:
    head = f'<meta name="description" content="{DEK}">'
    article = normalised(raw_page(page(head, f"<p>{DEK}</p>")))
    assert (article.standfirst, article.body.split("\n\n")[0]) == (None, DEK)


def test_a_standfirst_that_the_page_does_not_repeat_in_its_data_stays_in_the_text() -> None:
    article = normalised(raw_page(page(body=f'<p class="standfirst">{DEK}</p>')))
    assert article.body.startswith(DEK)


def test_a_page_dated_by_a_month_gets_no_day() -> None:
    article = normalised(raw_page(page('<meta name="date" content="July 2011">')))
    assert (article.published, article.notes) == (None, ("date:month-only",))


def test_a_page_on_one_topic_that_is_mostly_links_elsewhere_is_kept_as_partial() -> None:
    links = " ".join(f'<a href="https://shop{n}.example/">cheap boats and sails no {n}</a>' for n in range(40))
    html = (
        "<html><head><title>Boats for sale this week - Quay forum</title></head><body><div><p>Boats for sale this week"
        f"</p><p>Posted by skipper9 on the quay forum.</p><div>{links}</div></div></body></html>"
    )
    article = normalised(raw_page(html, "https://forum.example/t/1234567"))
    assert (article.status, article.notes) == ("partial", ("partial:mostly-links",))
    assert held(raw_page(html, "https://forum.example/boats")).reason == "not_article"
    inside = html.replace("https://shop", "https://forum.example/")
    assert held(raw_page(inside, "https://forum.example/t/1234567")).reason == "not_article"
