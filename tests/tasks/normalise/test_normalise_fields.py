"""Records whose shape names the fields: feeds, dumps, news formats, print-outs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.article import Article, Credit, Evidence, Moment, RawArticle, RawFields, Source, SourceHint
from schemas.keys import fold, stable_key
from schemas.rejection import Rejected
from tasks.normalise import ProfileError, as_line, load_profiles, normalise_batch
from tasks.normalise.urls import own_address
from tests.tasks.normalise.normalising import FETCHED, PROFILES, held, normalised, raw_fields


def test_named_fields_become_an_article() -> None:
    raw = raw_fields(
        "rss",
        SourceHint(name="Tarn Times", country="UK", tz="Europe/London"),
        title="Bypass rejected in close vote &amp; count",
        bylines=("Yusuf Adeyemi and Clara Holm",),
        published="Wed, 11 Sep 2024 07:15:00",
        updated="2024-09-11T10:40:00+02:00",
        url="HTTPS://Tarn.Example/bypass/?utm_source=rss",
        language="en_gb",
        body_html="<p>Voters rejected the bypass by 51 to 49 per cent.</p><p>Turnout was high,&nbsp;again.</p>",
    )
    assert normalised(raw) == Article(
        ref="dump.jsonl#1",
        input_id="dump.jsonl#1",
        shape="rss",
        source=Source(
            source_id=stable_key("tarn.example"),
            name="Tarn Times",
            domain="tarn.example",
            country="gb",
            timezone="Europe/London",
        ),
        title="Bypass rejected in close vote & count",
        language="en-GB",
        url="HTTPS://Tarn.Example/bypass/?utm_source=rss",
        canonical_url="https://tarn.example/bypass",
        address="https://tarn.example/bypass",
        credits=(Credit(name="Yusuf Adeyemi"), Credit(name="Clara Holm")),
        published=Moment(
            day=datetime(2024, 9, 11).date(),
            at=datetime.fromisoformat("2024-09-11T07:15:00+01:00"),
            precision="second",
            zone_basis="source",
            raw="Wed, 11 Sep 2024 07:15:00",
        ),
        updated=Moment(
            day=datetime(2024, 9, 11).date(),
            at=datetime.fromisoformat("2024-09-11T10:40:00+02:00"),
            precision="second",
            zone_basis="given",
            raw="2024-09-11T10:40:00+02:00",
        ),
        fetched_at=FETCHED,
        body="Voters rejected the bypass by 51 to 49 per cent.\n\nTurnout was high, again.",
        evidence=(
            Evidence(field="source", rule="hint:name", raw="Tarn Times"),
            Evidence(field="language", rule="declared", raw="en_gb"),
            Evidence(field="published", rule="zone:source", raw="Europe/London"),
        ),
        payload=b"{}",
    )


def test_a_feed_item_without_text_is_kept_as_partial() -> None:
    article = normalised(raw_fields("rss", title="Quay wall cracks", url="https://quay.example/cracks"))
    assert (article.status, article.notes, article.body) == ("partial", ("partial:no-text",), "")


def test_a_row_without_text_is_held() -> None:
    assert held(raw_fields("csv", title="Quay wall cracks")).reason == "no_body"


@pytest.mark.parametrize("status", ["canceled", "stat:canceled", "killed", "withheld"])
def test_a_withdrawn_item_is_a_version_that_takes_its_article_back(status: str) -> None:
    article = normalised(raw_fields("newsml_g2", title="Notice", pub_status=status, provider_id="urn:n:1"))
    assert (article.status, article.notes) == ("withdrawn", (f"withdrawn:{status.removeprefix('stat:')}",))
    line = as_line(article)
    assert (line["status"], line["reason"]) == ("rejected", "withdrawn")


def test_a_withdrawal_of_nobody_knows_what_is_held() -> None:
    result = held(raw_fields("newsml_g2", title="Notice", body_text="Text.", pub_status="canceled"))
    assert result.reason == "withdrawn"
    assert "cannot be told what it withdraws" in result.detail


@pytest.mark.parametrize("status", ["draft", "Scheduled", "private"])
def test_an_item_that_no_reader_saw_is_held(status: str) -> None:
    result = held(raw_fields(title="Notice", body_text="The pool will close.", pub_status=status))
    assert (result.reason, result.detail) == (
        "unpublished",
        f"its status is {status.lower()}: nobody could read it; publish it and export it again",
    )


def test_blank_lines_part_paragraphs_where_no_tag_does() -> None:
    body = "The <em>pool</em> is shut.\n \nIt leaks.\n<h2>Next</h2>\nA new one.\n\nPerhaps."
    assert normalised(raw_fields(body_html=body)).body.split("\n\n") == [
        "The pool is shut.",
        "It leaks.",
        "Next",
        "A new one.",
        "Perhaps.",
    ]
    assert normalised(raw_fields(body_html=f"<p>The pool\n\nis shut.</p>{body}")).body.startswith("The pool is shut.")


@pytest.mark.parametrize("url", ["https://[site]/gate", "https://[::1/gate", "//[x"])
def test_an_address_that_is_none_costs_no_article(url: str) -> None:
    given = "https://pool.example/a"
    article = normalised(raw_fields(title="Notice", body_text="The pool will close.", url=given, canonical_url=url))
    assert (article.status, article.canonical_url) == ("ok", given)


def test_an_undated_article_is_no_fault() -> None:
    article = normalised(raw_fields(title="Notice", body_text="The pool is open again."))
    assert (article.status, article.published, article.notes) == ("ok", None, ())


def test_library_names_are_turned_round() -> None:
    article = normalised(raw_fields("proquest", title="Toll", bylines=("Dyer, Helen; Roe, Al",), body_text="It ends."))
    assert [credit.name for credit in article.credits] == ["Helen Dyer", "Al Roe"]


def test_lines_of_a_body_are_paragraphs_and_wrapped_lines_are_not() -> None:
    assert normalised(raw_fields(title="T", body_text="First one.\nSecond one.")).body == "First one.\n\nSecond one."
    wrapped = (
        "The council voted by nine to four on Monday night to\nbuild 140 homes on the site of the old tram depot in\n"
        "Carver Street, which has stood empty for ten years."
    )
    assert "\n" not in normalised(raw_fields(title="T", body_text=wrapped)).body


def test_a_printout_is_taken_apart_with_the_profile_of_its_outlet() -> None:
    text = (
        "Two hikers rescued from canyon\nBy Ana Pohl\nPublished: 5 March, 2024, 9:45pm\n\n"
        "Rescuers pulled two hikers from a canyon on Sunday, the police said.\n\nBoth were released."
    )
    raw = RawArticle(
        ref="a.txt",
        input_id="a.txt",
        shape="text",
        payload=text.encode(),
        text=text,
        hint=SourceHint(name="South China Morning Post"),
        fetched_at=FETCHED,
    )
    article = normalised(raw)
    assert article.title == "Two hikers rescued from canyon"
    assert article.source == Source(
        source_id=stable_key("scmp.com"),
        name="South China Morning Post",
        domain="scmp.com",
        country="hk",
        language="en",
        timezone="Asia/Hong_Kong",
    )
    assert article.published is not None
    assert article.published.isoformat() == "2024-03-05T21:45:00+08:00"
    assert [credit.name for credit in article.credits] == ["Ana Pohl"]
    assert article.body.startswith("Rescuers pulled two hikers")


def test_a_bad_record_never_fails_the_batch() -> None:
    good = raw_fields(title="Notice", body_text="The pool is open again.")
    broken = good.model_copy(update={"fetched_at": "not a time"})  # what no reader should give
    results = normalise_batch([broken, good], PROFILES)
    assert [type(result) for result in results] == [Rejected, Article]
    assert isinstance(results[0], Rejected)
    assert results[0].reason == "normalise_failed"
    assert results[0].payload == b"{}"


def test_a_line_has_the_keys_that_users_and_scorers_read() -> None:
    article = normalised(
        raw_fields(
            "ninjs", title="Notice", bylines=("Ana Pohl",), published="2024-09-02", body_text="It is open again."
        )
    )
    assert as_line(article) == {
        "id": "dump.jsonl#1",
        "status": "ok",
        "title": "Notice",
        "standfirst": None,
        "authors": ["Ana Pohl"],
        "contributors": [],
        "translators": [],
        "agencies": [],
        "published_at": "2024-09-02",
        "published_precision": "day",
        "zone_basis": "unknown",
        "updated_at": None,
        "section": None,
        "language": None,
        "url": None,
        "canonical_url": None,
        "provider_id": None,
        "source": "unknown",
        "dateline": None,
        "keywords": [],
        "body": "It is open again.",
        "notes": [],
    }


def test_a_line_explains_and_a_held_record_says_why() -> None:
    article = normalised(raw_fields(title="Notice", body_text="It is open again."))
    assert as_line(article, explain=True)["evidence"] == [
        {"field": "source", "rule": "none", "raw": "unknown"},
        {"field": "language", "rule": "none", "raw": None},
    ]
    result = held(raw_fields("csv", title="Notice"))
    assert as_line(result) == {
        "id": "dump.jsonl#1",
        "status": "rejected",
        "reason": "no_body",
        "detail": result.detail,
    }


def test_shipped_profiles_name_zones_and_are_found_by_subdomain() -> None:
    profile = PROFILES.find("www.scmp.com".removeprefix("www."))
    assert profile is not None
    assert (profile.name, profile.country, profile.timezone) == ("South China Morning Post", "hk", "Asia/Hong_Kong")
    assert PROFILES.find("amp.scmp.com") is profile
    assert PROFILES.find(None, "south china morning post") is profile
    assert PROFILES.find("harbour.example") is None


def test_a_users_profile_overlays_the_shipped_one_field_by_field(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(
        '[[source]]\nname = "SCMP"\ndomains = ["scmp.com"]\nboilerplate = ["Buy now.*"]\n'
        '[[source]]\nname = "Harbour News"\ndomains = ["www.harbour.example"]\ntimezone = "Asia/Singapore"\n'
    )
    profiles = load_profiles(file)
    scmp, harbour = profiles.find("scmp.com"), profiles.find("harbour.example")
    assert scmp is not None
    assert harbour is not None
    assert (scmp.name, scmp.timezone, scmp.boilerplate) == ("SCMP", "Asia/Hong_Kong", ("Buy now.*",))
    assert harbour.timezone == "Asia/Singapore"
    assert fold("SCMP") in profiles.by_name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[source]\n", "not TOML"),
        ('[[source]]\nname = "A"\ntimezone = "Asia/HK"\n', "write it as Asia/Hong_Kong"),
        ('[[source]]\nname = "A"\ncountry = "Hong Kong"\n', "write it as hk"),
        ('[[source]]\nname = "A"\ndomains = ["https://a.example/x"]\n', "write it as scmp.com"),
        ('[[source]]\nname = "A"\nboilerplate = ["("]\n', "not a regular expression"),
        ('[[source]]\nname = "A"\ntime_zone = "Asia/Hong_Kong"\n', "the fields are name, domains"),
        ('[[source]]\ndomains = ["a.example"]\n', "name"),
        ('[source]\nname = "A"\n', "only [[source]] tables"),
    ],
)
def test_a_broken_profile_file_says_which_entry_and_the_mend(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    with pytest.raises(ProfileError) as caught:
        load_profiles(file)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


def test_a_missing_profile_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="check the path"):
        load_profiles(tmp_path / "none.toml")


def test_a_fetch_time_is_kept_with_its_zone() -> None:
    article = normalised(raw_fields(title="Notice", body_text="It is open again.", published="2024-09-12T11:00:00Z"))
    assert article.version_at == datetime(2024, 9, 12, 11, tzinfo=UTC)
    assert article.fetched_at == FETCHED


def test_fields_that_a_container_knows_go_before_what_the_page_says() -> None:
    html = "<html lang='en'><title>Notice</title><body><p>The pool is open again, said the town.</p></body></html>"
    raw = RawArticle(
        ref="w.warc#1",
        input_id="w.warc#1",
        shape="html",
        payload=b"",
        text=html,
        fields=RawFields(url="https://pool.example/a", provider_id="urn:1", section="Town"),
    )
    article = normalised(raw)
    assert (article.provider_id, article.section, article.title) == ("urn:1", "Town", "Notice")


def test_a_feeds_text_is_cleaned_of_what_it_carries_over_from_the_page() -> None:
    post = '<blockquote class="twitter-tweet"><p>Trains resume at 6</p>— City Rail (@cityrail) 4 May 2024</blockquote>'
    html = (
        f"<p>Voters rejected the bypass by two per cent.</p>{post}<p>Read more: How Tarn voted</p>"
        "<p>One line<br>of two.<br><br>Another one.</p><figure><figcaption>A road</figcaption></figure>"
        "<p>The post <a href='/b'>Bypass rejected</a> appeared first on <a href='/'>Tarn Times</a>.</p>"
    )
    assert normalised(raw_fields("rss", title="Bypass rejected", body_html=html)).body.split("\n\n") == [
        "Voters rejected the bypass by two per cent.",
        "“Trains resume at 6” — City Rail (@cityrail)",
        "One line of two.",
        "Another one.",
    ]


@pytest.mark.parametrize(
    ("text", "dateline", "start"),
    [
        ("NEW DELHI: The court on Monday refused to hear the case.", "NEW DELHI", "The court"),
        ("RAFAH, Gaza Strip (AP) — More than a thousand people have left.", "RAFAH, Gaza Strip (AP)", "More than"),
        ("BREAKING: The mayor has resigned over the ferry and the quay.", None, "BREAKING: The"),
        ("DEAR ABBY: My husband of twenty years just bought a boat.", None, "DEAR ABBY: My"),
        ("A man - the first of his kind - went to the moon and back.", None, "A man - the"),
    ],
)
def test_a_dateline_becomes_a_field_and_a_label_does_not(text: str, dateline: str | None, start: str) -> None:
    article = normalised(raw_fields(title="T", body_text=f"{text}\n\nThe rest follows."))
    assert article.dateline == dateline
    assert article.body.startswith(start)


def test_a_speaker_in_capitals_is_no_place() -> None:
    article = normalised(
        raw_fields(title="T", body_text="POHL: Good evening to all of you.\n\nRAY: Good evening, Ana.")
    )
    assert (article.dateline, article.body[:5]) == (None, "POHL:")


def test_a_canonical_address_on_another_publishers_site_does_not_identify_the_copy() -> None:
    stated, given = "https://agency.example/story/1", "https://paper.example/agency/story"
    assert own_address(stated, given) == "https://paper.example/agency/story"
    assert own_address("https://www.paper.example/story", "https://m.paper.example/story?utm_source=x") == (
        "https://www.paper.example/story"
    )


def test_an_agency_that_only_sent_an_article_is_its_author_where_nobody_signed() -> None:
    def authors(*bylines: str) -> tuple[list[str], list[str]]:
        line = as_line(normalised(raw_fields("ninjs", body_text="It ends.", bylines=bylines, agency="Reuters")))
        return line["authors"], line["agencies"]

    assert authors("Ana Pohl") == (["Ana Pohl"], ["Reuters"])
    assert authors("Ana Pohl", "Reuters") == (["Ana Pohl", "Reuters"], ["Reuters"])
    assert authors("Ana Pohl, Reuters") == (["Ana Pohl", "Reuters"], ["Reuters"])
    assert authors() == (["Reuters"], ["Reuters"])


def test_a_month_without_a_day_is_kept_as_printed_and_gives_no_publication() -> None:
    article = normalised(raw_fields(title="Notice", body_text="The pool is open.", published="July 2011"))
    assert (article.published, article.notes) == (None, ("date:month-only",))
    assert Evidence(field="published", rule="date:month-only", raw="July 2011") in article.evidence


def test_a_mails_html_gives_its_text_without_what_the_mailing_program_added() -> None:
    footer = "<a href='/u'>Unsubscribe</a> | <a href='/b'>View in browser</a> | <a href='/p'>Privacy policy</a>"
    html = (
        "<p>View this email in your browser</p><p>The ferry will stop for a week, the harbour office said.</p>"
        "<p>Crews may unsubscribe from the rota.</p><p>You are receiving this email because you signed up.</p>"
        f"<p>{footer}</p><p>Unsubscribe</p><p>Unsubscribe from this list</p>"
    )
    assert normalised(raw_fields("eml", title="Ferry stops", body_html=html)).body.split("\n\n") == [
        "The ferry will stop for a week, the harbour office said.",
        "Crews may unsubscribe from the rota.",
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The quay is shut. Read more", "The quay is shut."),
        ("“The quay is shut.” Read more »", "“The quay is shut.”"),
        ("The quay is shut… Continue reading…", "The quay is shut…"),
        ("What should pupils do? Read more.", "What should pupils do? Read more."),
        ("Pupils should read more", "Pupils should read more"),
    ],
)
def test_a_prompt_to_read_on_leaves_the_end_of_a_paragraph(text: str, kept: str) -> None:
    article = normalised(raw_fields(title="T", body_text=f"{text}\n\nRead more\n\nThe rest follows."))
    assert article.body == f"{kept}\n\nThe rest follows."


def test_an_opening_mark_that_stands_for_an_apostrophe_is_mended_everywhere() -> None:
    article = normalised(
        raw_fields(
            title="Pohl‘s plan",
            standfirst="It‘s the mayor‘s last",
            body_text="Pohl‘s plan, ‘so to say’, won‘t do.\n\nShe said ‘s’ and ‘stop’.",
        )
    )
    assert (article.title, article.standfirst) == ("Pohl’s plan", "It’s the mayor’s last")
    assert article.body == "Pohl’s plan, ‘so to say’, won’t do.\n\nShe said ‘s’ and ‘stop’."
    assert article.notes == ("repair:apostrophe",)


def test_tags_shown_as_text_leave_title_and_body_with_a_note() -> None:
    article = normalised(
        raw_fields(
            title="Bus &lt;img src=x onerror=alert(1)&gt; depot opens",
            body_text="The <b>depot</b> opened. <iframe src=“https://v.example/1” width=“5” allowfullscreen></iframe>"
            "\n\n<p>Nobody came.</p><p>Later, some did.<br>",
        )
    )
    assert article.title == "Bus depot opens"
    assert article.body == "The depot opened.\n\nNobody came.\n\nLater, some did."
    assert article.notes == ("repair:markup-as-text",)


@pytest.mark.parametrize(
    "text",
    [
        "Where a<b>c holds, and 3 < 5 > 2, nothing is lost.",
        "The <table> element and <jane.doe@paper.example> are text.",
        "Growth was <b and c> than before.",
        "I <3 tables.",
    ],
)
def test_comparison_signs_and_names_in_angle_brackets_are_text(text: str) -> None:
    article = normalised(raw_fields(title="T", body_text=text))
    assert (article.body, article.notes) == (text, ())


@pytest.mark.parametrize(
    "text", ["See <img src='x.png' onerror='run()'> here.", "See <script>run()</script> here, <b>now</b>."]
)
def test_a_program_in_a_body_is_left_for_the_gate_to_hold(text: str) -> None:
    assert normalised(raw_fields(title="T", body_text=text)).body == text


def test_an_empty_script_of_an_embedded_post_leaves_the_body() -> None:
    script = '<script async src="https://posts.example/widgets.js" charset="utf-8"></script>'
    article = normalised(raw_fields(title="T", body_text=f"It is open. {script}\n\n{script}\n\nIt ends."))
    assert (article.body, article.notes) == ("It is open.\n\nIt ends.", ("repair:markup-as-text",))
