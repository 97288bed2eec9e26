"""RSS, RDF, Atom and JSON Feed."""

import json

from reading import all_said, read

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Ferry Gazette</title><link>https://ferry.example/</link><language>en-ie</language>
<item><title>Rope &amp; tide: the harbour&#8217;s week</title><link>https://ferry.example/a</link>
<guid isPermaLink="false">F-1</guid><pubDate>Tue, 10 Sep 2024 06:30:00 +0100</pubDate>
<dc:creator><![CDATA[By Una Keogh]]></dc:creator><category>Harbour</category><category>Weather</category>
<media:credit>Pat Shaw</media:credit><description>What the tide brought.</description>
<content:encoded><![CDATA[<p>The tide brought <b>rope</b>.</p><p>And more rope.</p>]]></content:encoded></item>
<item><title>Gate shut</title><description><![CDATA[<p>The gate is shut.</p>]]></description>
<guid>https://ferry.example/gate</guid></item>
</channel></rss>"""


def test_rss_with_cdata_is_read_item_by_item(tmp_path):
    assert all_said(read(tmp_path, "feed.xml", RSS)) == [
        {
            "place": "feed.xml#1",
            "shape": "rss",
            "title": "Rope & tide: the harbour’s week",
            "standfirst": "What the tide brought.",
            "bylines": ("By Una Keogh",),
            "language": "en-ie",
            "url": "https://ferry.example/a",
            "provider_id": "F-1",
            "published": "Tue, 10 Sep 2024 06:30:00 +0100",
            "body_html": "<p>The tide brought <b>rope</b>.</p><p>And more rope.</p>",
            "keywords": ("Harbour", "Weather"),
            "source": "Ferry Gazette",
        },
        {
            "place": "feed.xml#2",
            "shape": "rss",
            "title": "Gate shut",
            "language": "en-ie",
            "url": "https://ferry.example/gate",
            "provider_id": "https://ferry.example/gate",
            "body_html": "<p>The gate is shut.</p>",
            "source": "Ferry Gazette",
        },
    ]


def test_the_payload_of_an_item_is_a_feed_of_its_own(tmp_path):
    second = read(tmp_path, "feed.xml", RSS)[1]
    [again] = read(tmp_path, "held.xml", second.payload)
    assert (again.fields.title, again.fields.body_html) == ("Gate shut", "<p>The gate is shut.</p>")


def test_every_value_of_an_item_says_what_it_came_from(tmp_path):
    evidence = {one.field: one.rule for one in read(tmp_path, "feed.xml", RSS)[0].fields.evidence}
    assert evidence["published"] == "rss:published"
    assert evidence["body_html"] == "rss:content"


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><id>tag:berg.example,2024:f</id><title>Bergblatt</title>
<updated>2024-09-11T09:00:00Z</updated>
<entry xml:lang="en"><id>tag:berg.example,2024:1</id><title type="html">Bridge &lt;em&gt;closed&lt;/em&gt;</title>
<link rel="enclosure" href="https://berg.example/a.mp3"/><link rel="alternate" href="https://berg.example/bridge"/>
<author><name>Yusuf Adeyemi</name><email>y@berg.example</email></author><author><name>Clara Holm</name></author>
<published>2024-09-11T07:15:00+02:00</published><updated>2024-09-11T10:40:00+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The bridge is closed.</p></div></content></entry>
<entry><id>tag:berg.example,2024:2</id><title>Same day</title><published>2024-09-11T07:15:00Z</published>
<updated>2024-09-11T07:15:00Z</updated><summary>A teaser.</summary></entry>
</feed>"""


def test_atom_with_xhtml_and_two_authors_is_read(tmp_path):
    assert all_said(read(tmp_path, "feed.atom", ATOM)) == [
        {
            "place": "feed.atom#1",
            "shape": "atom",
            "title": "Bridge closed",
            "bylines": ("Yusuf Adeyemi", "Clara Holm"),
            "language": "en",
            "url": "https://berg.example/bridge",
            "provider_id": "tag:berg.example,2024:1",
            "published": "2024-09-11T07:15:00+02:00",
            "updated": "2024-09-11T10:40:00+02:00",
            "body_html": "<p>The bridge is closed.</p>",
            "source": "Bergblatt",
        },
        {
            "place": "feed.atom#2",
            "shape": "atom",
            "title": "Same day",
            "language": "de",
            "provider_id": "tag:berg.example,2024:2",
            "published": "2024-09-11T07:15:00Z",
            "body_text": "A teaser.",
            "source": "Bergblatt",
        },
    ]


def test_in_rdf_a_lone_dc_date_is_the_day_of_publication(tmp_path):
    rdf = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://old.example/"><title>Old Wire</title><link>https://old.example/</link>
    <items><rdf:Seq><rdf:li rdf:resource="https://old.example/1"/></rdf:Seq></items></channel>
    <item rdf:about="https://old.example/1"><title>Mill burns</title><link>https://old.example/1</link>
    <dc:date>2003-05-04T10:00:00Z</dc:date><dc:creator>Ivo Lund</dc:creator></item></rdf:RDF>"""
    [article] = read(tmp_path, "old.rdf", rdf)
    assert (article.fields.published, article.fields.updated) == ("2003-05-04T10:00:00Z", None)
    assert (article.fields.bylines, article.fields.url) == (("Ivo Lund",), "https://old.example/1")


def test_rss_091_with_its_doctype_and_named_entities_is_read(tmp_path):
    feed = """<?xml version="1.0" encoding="ISO-8859-1"?>
    <!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/rss-0.91.dtd">
    <rss version="0.91"><channel><title>Caf\xe9 News</title><link>https://c.example/</link>
    <item><title>Caf\xe9 opens&nbsp;again</title><link>https://c.example/1</link></item></channel></rss>"""
    [article] = read(tmp_path, "old.xml", feed.encode("latin-1"))
    assert article.fields.title == "Café opens again"


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(tmp_path):
    feed = RSS.replace("&amp;", "&").replace("</channel></rss>", "")
    articles = read(tmp_path, "feed.xml", feed)
    assert [one.fields.title for one in articles] == ["Rope & tide: the harbour’s week", "Gate shut"]
    assert articles[0].notes == ("feed:malformed",)


def test_a_link_that_is_no_address_costs_no_item(tmp_path):
    broken = RSS.replace("https://ferry.example/a<", "//[ferry/a<")

    assert [one.get("url") for one in all_said(read(tmp_path, "feed.xml", broken))] == [
        None,
        "https://ferry.example/gate",
    ]


def test_a_feed_without_items_is_held(tmp_path):
    feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>Quiet</title></channel></rss>'
    [held] = read(tmp_path, "quiet.xml", feed)
    assert (held.reason, held.detail) == ("no_articles", "quiet.xml: a feed without items; fetch it again later")


def test_a_broken_feed_is_held(tmp_path):
    [held] = read(tmp_path, "broken.rss", "<rss><chan<nel><<title>Bad &&& </ti")
    assert held.reason == "broken_feed"
    assert held.detail.startswith("broken.rss: not a feed")


def test_json_feed_is_read(tmp_path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quay Feed",
        "language": "en-GB",
        "authors": [{"name": "Quay Desk"}],
        "items": [
            {
                "id": 7,
                "url": "https://quay.example/7",
                "title": "Wall cracks",
                "content_html": "<p>The wall cracked.</p>",
                "content_text": "The wall cracked.",
                "summary": "Two berths closed.",
                "date_published": "2024-09-11T05:00:00Z",
                "date_modified": "2024-09-11T06:00:00Z",
                "authors": [{"name": "Ola Brandt"}, {"name": "Ines Duarte"}],
                "tags": ["port"],
            },
            {"id": "8", "content_text": "Choir wins.", "external_url": "https://choir.example/"},
        ],
    }
    assert all_said(read(tmp_path, "feed.json", json.dumps(feed))) == [
        {
            "place": "feed.json#1",
            "shape": "json_feed",
            "title": "Wall cracks",
            "standfirst": "Two berths closed.",
            "bylines": ("Ola Brandt", "Ines Duarte"),
            "language": "en-GB",
            "url": "https://quay.example/7",
            "provider_id": "7",
            "published": "2024-09-11T05:00:00Z",
            "updated": "2024-09-11T06:00:00Z",
            "body_html": "<p>The wall cracked.</p>",
            "keywords": ("port",),
            "source": "Quay Feed",
        },
        {
            "place": "feed.json#2",
            "shape": "json_feed",
            "bylines": ("Quay Desk",),
            "language": "en-GB",
            "url": "https://choir.example/",
            "provider_id": "8",
            "body_text": "Choir wins.",
            "source": "Quay Feed",
        },
    ]
