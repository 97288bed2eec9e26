"""What WordPress exports (WXR), and what its REST interface answers."""

import json
from pathlib import Path

import pytest
from reading import all_said, read

from schemas.article import Article, RawArticle
from schemas.rejection import Rejected
from tasks.normalise import load_profiles, normalise_batch

EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.7" created="2026-11-28 08:00" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>Ferry Gazette</title>
	<link>https://ferry.example</link>
	<language>en-GB</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://ferry.example</wp:base_site_url>
	<wp:author><wp:author_id>3</wp:author_id><wp:author_login><![CDATA[una]]></wp:author_login></wp:author>
	<wp:category><wp:term_id>4</wp:term_id><wp:cat_name><![CDATA[Harbour]]></wp:cat_name></wp:category>
"""
ITEM = """	<item>
		<title><![CDATA[{title}]]></title>
		<link>https://ferry.example/{link}</link>
		<pubDate>Fri, 27 Nov 2026 09:00:00 +0000</pubDate>
		<dc:creator><![CDATA[Una Keogh]]></dc:creator>
		<guid isPermaLink="false">https://ferry.example/?p={id}</guid>
		<description></description>
		<content:encoded><![CDATA[{body}]]></content:encoded>
		<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
		<wp:post_id>{id}</wp:post_id>
		<wp:post_date><![CDATA[2026-11-27 10:00:00]]></wp:post_date>
		<wp:post_date_gmt><![CDATA[2026-11-27 09:00:00]]></wp:post_date_gmt>
		<wp:post_modified_gmt><![CDATA[2026-11-27 16:30:00]]></wp:post_modified_gmt>
		<wp:status><![CDATA[{status}]]></wp:status>
		<wp:post_type><![CDATA[{type}]]></wp:post_type>
		<category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>
	</item>
"""
CLASSIC = """[caption id="attachment_11" align="alignnone" width="300"]<img src="a.jpg" /> The quay.[/caption]

The <em>Aurora</em> will not sail, harbour master Tom Vale said on Friday.

"The wind is against us," [sic] he told passengers.

[gallery ids="11,12"]"""


def export(*items: str) -> str:
    return f"{EXPORT}{''.join(items)}</channel>\n</rss>\n"


def item(number: int, status: str = "publish", kind: str = "post", body: str = CLASSIC, excerpt: str = "") -> str:
    return ITEM.format(
        title=f"Story {number}",
        link=f"story-{number}/",
        id=number,
        body=body,
        excerpt=excerpt,
        status=status,
        type=kind,
    )


def articles(found: list[RawArticle | Rejected]) -> list[RawArticle]:
    return [one for one in found if isinstance(one, RawArticle)]


def test_a_post_of_an_export_is_read_with_what_the_export_adds(tmp_path: Path) -> None:
    [post] = all_said(read(tmp_path, "export.xml", export(item(12, excerpt="No <b>ferry</b> today."))))

    body = post.pop("body_html")
    assert post == {
        "place": "export.xml#1",
        "shape": "rss",
        "title": "Story 12",
        "standfirst": "No ferry today.",
        "bylines": ("Una Keogh",),
        "language": "en-GB",
        "url": "https://ferry.example/story-12/",
        "provider_id": "https://ferry.example/?p=12",
        "published": "Fri, 27 Nov 2026 09:00:00 +0000",
        "updated": "2026-11-27 16:30:00Z",
        "keywords": ("Harbour",),
        "source": "Ferry Gazette",
    }
    assert "caption" not in body
    assert "The quay" not in body
    assert "gallery" not in body
    assert "[sic]" in body


def test_blank_lines_of_a_post_part_its_paragraphs(tmp_path: Path) -> None:
    [post] = normalise_batch(articles(read(tmp_path, "export.xml", export(item(12)))), load_profiles(None))

    assert isinstance(post, Article)
    assert post.body.split("\n\n") == [
        "The Aurora will not sail, harbour master Tom Vale said on Friday.",
        '"The wind is against us," [sic] he told passengers.',
    ]


@pytest.mark.parametrize("status", ["draft", "pending", "future", "private", "trash", "legal-review"])
def test_what_no_reader_saw_is_held_and_the_next_post_is_read(tmp_path: Path, status: str) -> None:
    hidden, shown = read(tmp_path, "export.xml", export(item(12, status), item(13)))

    assert isinstance(hidden, Rejected)
    assert (hidden.reason, hidden.detail) == (
        "unpublished",
        f"export.xml#1: a WordPress item with the status {status}; publish and export it again, or drop it",
    )
    assert isinstance(shown, RawArticle)
    assert shown.fields.title == "Story 13"
    # What was kept is that item alone, and is held again for the same reason.
    [again] = read(tmp_path, "kept.xml", hidden.payload)
    assert isinstance(again, Rejected)
    assert again.reason == "unpublished"


def test_parts_of_the_site_are_passed_over_and_pages_held(tmp_path: Path) -> None:
    picture, menu, page = item(11, "inherit", "attachment"), item(14, kind="nav_menu_item"), item(2, kind="page")

    found = all_said(read(tmp_path, "export.xml", export(picture, menu, page, item(12), item(15, kind="report"))))

    assert [(one["place"], one.get("held") or one["title"]) for one in found] == [
        ("export.xml#3", "not_article"),
        ("export.xml#4", "Story 12"),
        ("export.xml#5", "Story 15"),  # a kind of the newsroom's own
    ]


def test_an_export_of_pictures_alone_says_what_it_lacks(tmp_path: Path) -> None:
    [held] = read(tmp_path, "export.xml", export(item(11, "inherit", "attachment")))

    assert isinstance(held, Rejected)
    assert (held.reason, held.detail) == (
        "no_articles",
        "export.xml: a WordPress export without posts; export them, too",
    )


POST = {
    "id": 12,
    "date": "2026-11-27T10:00:00",
    "date_gmt": "2026-11-27T09:00:00",
    "guid": {"rendered": "https://ferry.example/?p=12"},
    "modified": "2026-11-27T17:30:00",
    "modified_gmt": "2026-11-27T16:30:00",
    "slug": "ferry",
    "status": "publish",
    "type": "post",
    "link": "https://ferry.example/ferry/",
    "title": {"rendered": "No ferry &#8211; again"},
    "content": {"rendered": "<p>The <em>Aurora</em> will not sail.</p>\n", "protected": False},
    "excerpt": {"rendered": "<p>Wind &amp; tide.</p>\n", "protected": False},
    "author": 3,
    "categories": [4],
    "tags": [7, 9],
    "_embedded": {
        "author": [{"id": 3, "name": "Una Keogh", "link": "https://ferry.example/author/una/"}],
        "wp:term": [[{"id": 4, "name": "Harbour", "taxonomy": "category"}], [{"id": 7, "name": "Wind &amp; weather"}]],
    },
}


@pytest.mark.parametrize(("name", "content"), [("posts.json", [POST]), ("posts.jsonl", POST)])
def test_a_post_of_the_rest_interface_is_read(tmp_path: Path, name: str, content: object) -> None:
    assert all_said(read(tmp_path, name, json.dumps(content))) == [
        {
            "place": f"{name}#1",
            "shape": name.partition(".")[2],
            "title": "No ferry – again",
            "standfirst": "Wind & tide.",
            "bylines": ("Una Keogh",),
            "url": "https://ferry.example/ferry/",
            "provider_id": "https://ferry.example/?p=12",
            "published": "2026-11-27T09:00:00Z",
            "updated": "2026-11-27T16:30:00Z",
            "body_html": "<p>The <em>Aurora</em> will not sail.</p>",
            "keywords": ("Harbour", "Wind & weather"),
            "pub_status": "publish",
        }
    ]


def test_numbers_of_authors_and_terms_are_no_names(tmp_path: Path) -> None:
    bare = {key: value for key, value in POST.items() if key != "_embedded"}

    [post] = all_said(read(tmp_path, "posts.json", json.dumps([bare])))

    assert not {"bylines", "keywords"} & post.keys()


@pytest.mark.parametrize(
    "embedded", [None, 3, [], {"author": 3}, {"author": [{"code": "rest_user_invalid_id"}], "wp:term": [None, [3]]}]
)
def test_embedded_records_that_are_errors_cost_only_themselves(tmp_path: Path, embedded: object) -> None:
    [post] = all_said(read(tmp_path, "posts.json", json.dumps([POST | {"_embedded": embedded}])))

    assert post["title"] == "No ferry – again"
    assert not {"bylines", "keywords"} & post.keys()


def test_shortcodes_without_end_are_cut_in_one_pass(tmp_path: Path) -> None:
    [post] = read(tmp_path, "export.xml", export(item(12, body="[caption] The ferry. " * 50_000)))

    assert isinstance(post, RawArticle)
    assert post.fields.body_html == " The ferry. " * 49_999 + " The ferry."


@pytest.mark.parametrize("name", ["news.json", "news.jsonl"])
def test_an_article_may_have_a_key_of_that_name(tmp_path: Path, name: str) -> None:
    row = {"title": "Gate shut", "content": "The gate is shut.", "_source": {"crawler": "a1"}}

    [one] = all_said(read(tmp_path, name, json.dumps(row)))

    assert (one["title"], one["body_text"]) == ("Gate shut", "The gate is shut.")


def test_a_search_engines_export_by_lines_is_read_like_one_in_a_list(tmp_path: Path) -> None:
    row = {"_index": "news", "_id": "a1", "_source": {"title": "Gate shut", "content": "The gate is shut."}}

    [one] = all_said(read(tmp_path, "news.jsonl", json.dumps(row)))

    assert (one["title"], one["body_text"]) == ("Gate shut", "The gate is shut.")
