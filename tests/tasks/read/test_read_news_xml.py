"""NITF, NewsML-G2 and ninjs."""

import json

import pytest
from reading import all_said, read

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.5/specification/dtd/nitf-3-5.dtd">
<nitf xml:lang="en"><head><title>nitf title</title>
<docdata management-status="usable"><doc-id id-string="owd-77"/><date.issue norm="20240713T150000-0500"/>
<date.release norm="20240713T150000-0500"/><doc.copyright year="2024" holder="Orvale Daily"/>
<key-list><keyword key="theft"/><keyword key="bicycles"/></key-list></docdata>
<pubdata position.section="Metro" ex-ref="https://orvale.example/bikes" name="Orvale Daily"/></head>
<body><body.head><hedline><hl1>Police find 31 stolen bicycles</hl1><hl2>Owners asked to come forward</hl2></hedline>
<byline>By <person>Gil Marsh</person> and <person>Ada Voss</person><byttl>Staff Writers</byttl></byline>
<distributor><org>Orvale Wire</org></distributor>
<dateline><location>ORVALE, Texas</location> <story.date norm="20240713">July 13</story.date></dateline></body.head>
<body.content><media media-type="image"><media-caption><p>A barn.</p></media-caption></media>
<p lede="true">Orvale&nbsp;police recovered <num>31</num> stolen
bicycles.</p><hl2>What next</hl2><block><p>Owners can collect them.</p></block>
<bq><block><p>“Bring proof,” said <person>Lt. Ann Poe</person>.</p></block></bq>
<table><tr><td>1</td></tr></table></body.content>
<body.end><tagline>Jo Lund contributed to this report.</tagline></body.end></body></nitf>"""


def test_nitf_is_read_whole(tmp_path):
    assert all_said(read(tmp_path, "bikes.xml", NITF)) == [
        {
            "place": "bikes.xml",
            "shape": "nitf",
            "title": "Police find 31 stolen bicycles",
            "standfirst": "Owners asked to come forward",
            "bylines": ("Gil Marsh", "Ada Voss"),
            "credits": ("Jo Lund contributed to this report.",),
            "agency": "Orvale Wire",
            "section": "Metro",
            "language": "en",
            "url": "https://orvale.example/bikes",
            "provider_id": "owd-77",
            "published": "20240713T150000-0500",
            "dateline": "ORVALE, Texas July 13",
            "body_text": "Orvale police recovered 31 stolen bicycles.\n\nOwners can collect them.\n\n"
            "“Bring proof,” said Lt. Ann Poe.",
            "keywords": ("theft", "bicycles"),
            "rights": "2024 Orvale Daily",
            "pub_status": "usable",
        }
    ]


def test_a_nitf_byline_without_marked_names_is_kept_without_the_job_title(tmp_path):
    byline = "<byline>By GIL MARSH<byttl>Staff Writer</byttl></byline>"
    nitf = f"<nitf><body><body.head>{byline}</body.head><body.content><p>Text.</p></body.content></body></nitf>"
    [article] = read(tmp_path, "a.nitf", nitf)
    assert article.fields.bylines == ("By GIL MARSH",)


def test_a_nitf_release_after_the_issue_is_an_embargo(tmp_path):
    nitf = NITF.replace('<date.release norm="20240713T150000-0500"/>', '<date.release norm="20240714T000000-0500"/>')
    [article] = read(tmp_path, "bikes.xml", nitf)
    assert (article.fields.published, article.fields.embargo) == ("20240713T150000-0500", "20240714T000000-0500")


def test_a_withdrawn_nitf_passes_its_status_on(tmp_path):
    [article] = read(tmp_path, "bikes.xml", NITF.replace('management-status="usable"', 'management-status="killed"'))
    assert article.fields.pub_status == "killed"


def test_nitf_that_declares_utf8_but_is_not_is_read(tmp_path):
    [article] = read(tmp_path, "bikes.xml", NITF.replace("Poe", "Poë").encode("cp1252"))
    assert "Lt. Ann Poë" in article.fields.body_text
    assert article.notes == ("encoding:cp1252",)


def test_broken_xml_is_held(tmp_path):
    [held] = read(tmp_path, "bikes.xml", NITF.replace("</hl1>", ""))
    assert held.reason == "broken_xml"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE nitf [<!ENTITY a "xxxx"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE nitf [<!ENTITY % a \"<!ENTITY b 'x'>\"> %a;]>",
    ],
)
def test_entities_of_its_own_make_a_document_a_bomb(tmp_path, prolog):
    [held] = read(tmp_path, "bomb.xml", f'<?xml version="1.0"?>{prolog}<nitf><body>&b;</body></nitf>')
    assert held.reason == "xml_bomb"
    assert held.detail == "bomb.xml: it declares entities, which may expand without end; save it without its DOCTYPE"


def test_unknown_xml_is_held(tmp_path):
    [held] = read(tmp_path, "thing.xml", '<?xml version="1.0"?><inventory><p>1</p></inventory>')
    assert held.reason == "unknown_shape"


def item(
    version: int, *, meta: str = "", guid: str = "urn:newsml:own.example:20240902:water", kind: str = "text"
) -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}"
    standard="NewsML-G2" standardversion="2.30" conformance="power" xml:lang="en-GB">
    <rightsInfo><copyrightNotice>© 2024 Own Wire</copyrightNotice></rightsInfo>
    <itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:OWN"><name>Own Wire</name></provider>
    <versionCreated>2024-09-02T12:30:00+02:00</versionCreated>{meta}<pubStatus qcode="stat:usable"/></itemMeta>
    <contentMeta><contentCreated>2024-09-02T10:00:00+02:00</contentCreated><creator><name>Own Wire desk</name></creator>
    <subject qcode="medtop:1"><name xml:lang="en">water supply</name></subject><language tag="en"/>
    <by>By Signe Aune</by><dateline>KELLSTAD, 2024-09-02</dateline>
    <headline role="hld:subHeadline">Nine days of boiling end</headline>
    <headline>Boil notice lifted</headline></contentMeta>
    <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
    <title>Boil notice lifted</title></head><body><p>Kellstad lifted its notice.</p></body></html></inlineXML>
    </contentSet></newsItem>"""


def test_newsml_g2_is_read_whole(tmp_path):
    assert all_said(read(tmp_path, "water.xml", item(3))) == [
        {
            "place": "water.xml",
            "shape": "newsml_g2",
            "title": "Boil notice lifted",
            "standfirst": "Nine days of boiling end",
            "bylines": ("By Signe Aune",),
            "language": "en",
            "provider_id": "urn:newsml:own.example:20240902:water",
            "published": "2024-09-02T10:00:00+02:00",
            "updated": "2024-09-02T12:30:00+02:00",
            "dateline": "KELLSTAD, 2024-09-02",
            "body_html": "<body><p>Kellstad lifted its notice.</p></body>",
            "keywords": ("water supply",),
            "rights": "© 2024 Own Wire",
            "pub_status": "usable",
            "source": "Own Wire",
        }
    ]


def test_a_first_version_is_published_when_it_was_created(tmp_path):
    [article] = read(tmp_path, "water.xml", item(1))
    assert (article.fields.published, article.fields.updated) == ("2024-09-02T12:30:00+02:00", None)


def test_the_first_creation_of_an_item_counts_before_that_of_its_content(tmp_path):
    [article] = read(tmp_path, "water.xml", item(2, meta="<firstCreated>2024-09-02T11:00:00+02:00</firstCreated>"))
    assert (article.fields.published, article.fields.updated) == (
        "2024-09-02T11:00:00+02:00",
        "2024-09-02T12:30:00+02:00",
    )


def test_an_embargoed_item_is_published_by_its_version(tmp_path):
    [article] = read(tmp_path, "water.xml", item(2, meta="<embargoed>2024-09-03T00:01:00+02:00</embargoed>"))
    assert (article.fields.published, article.fields.updated, article.fields.embargo) == (
        "2024-09-02T12:30:00+02:00",
        None,
        "2024-09-03T00:01:00+02:00",
    )


def message(*items: str) -> str:
    content = "".join(items)
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{content}</itemSet></newsMessage>'


def test_a_message_of_several_items_numbers_those_of_text(tmp_path):
    content = message(item(1), item(1, guid="urn:picture", kind="picture"), item(1, guid="urn:2"))
    outcomes = read(tmp_path, "message.xml", content)
    assert [(one.input_id.rsplit("/")[-1], one.fields.provider_id) for one in outcomes] == [
        ("message.xml#1", "urn:newsml:own.example:20240902:water"),
        ("message.xml#2", "urn:2"),
    ]


def test_a_message_around_one_item_is_that_article(tmp_path):
    assert [one.input_id for one in read(tmp_path, "m.xml", message(item(1)))] == [f"{tmp_path}/m.xml"]


def test_newsml_g2_without_text_items_is_held(tmp_path):
    [held] = read(tmp_path, "m.xml", message(item(1, kind="picture")))
    assert held.reason == "no_articles"


def test_nitf_inside_newsml_g2_gives_its_text(tmp_path):
    inner = (
        "<nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.head><byline>By Per Dahl</byline></body.head>"
        "<body.content><p>The notice ended.</p></body.content></body></nitf>"
    )
    start = item(1).index("<html")
    content = item(1)[:start] + inner + item(1)[item(1).index("</html>") + 7 :]
    [article] = read(tmp_path, "water.xml", content)
    assert (article.fields.body_text, article.fields.bylines) == ("The notice ended.", ("By Signe Aune",))


NINJS = {
    "uri": "urn:own:rail",
    "type": "text",
    "version": "2",
    "firstcreated": "2024-05-02T09:00:00Z",
    "versioncreated": "2024-05-02T11:20:00Z",
    "pubstatus": "usable",
    "language": "en",
    "byline": "By Ada Voss",
    "headline": "Night trains return",
    "description_text": "After four years.",
    "located": "Brixholm",
    "body_xhtml": "<p>Night trains will return in June.</p>",
    "subject": [{"code": "medtop:1", "name": "rail transport"}],
    "copyrightnotice": "© 2024 Own Wire",
}


def test_ninjs_is_read_whole(tmp_path):
    assert all_said(read(tmp_path, "rail.json", json.dumps(NINJS))) == [
        {
            "place": "rail.json",
            "shape": "ninjs",
            "title": "Night trains return",
            "standfirst": "After four years.",
            "bylines": ("By Ada Voss",),
            "language": "en",
            "provider_id": "urn:own:rail",
            "published": "2024-05-02T09:00:00Z",
            "updated": "2024-05-02T11:20:00Z",
            "dateline": "Brixholm",
            "body_html": "<p>Night trains will return in June.</p>",
            "keywords": ("rail transport",),
            "rights": "© 2024 Own Wire",
            "pub_status": "usable",
        }
    ]


def test_ninjs_2_with_its_lists_is_read(tmp_path):
    row = {
        "standard": {"name": "ninjs", "version": "2.0"},
        "uri": "https://own.example/rail",
        "type": "text",
        "versioncreated": "2024-05-02T11:20:00Z",
        "contentcreated": "2024-05-02T09:00:00Z",
        "pubstatus": "usable",
        "headlines": [{"role": "short", "value": "Trains"}, {"role": "main", "value": "Night trains return"}],
        "descriptions": [{"role": "summary", "value": "After four years."}],
        "bodies": [
            {"contenttype": "text/plain", "value": "Night trains will return."},
            {"contenttype": "text/html", "value": "<p>Night trains will return.</p>"},
        ],
    }
    [article] = read(tmp_path, "rail.json", json.dumps(row, indent=2))
    assert (article.shape, article.fields.title, article.fields.standfirst) == (
        "ninjs",
        "Night trains return",
        "After four years.",
    )
    assert (article.fields.body_html, article.fields.url) == (
        "<p>Night trains will return.</p>",
        "https://own.example/rail",
    )
    assert (article.fields.published, article.fields.updated) == ("2024-05-02T11:20:00Z", None)


def test_an_embargoed_ninjs_item_is_published_by_its_version(tmp_path):
    [article] = read(tmp_path, "rail.json", json.dumps({**NINJS, "embargoed": "2024-05-03T00:00:00Z"}))
    assert (article.fields.published, article.fields.updated, article.fields.embargo) == (
        "2024-05-02T11:20:00Z",
        None,
        "2024-05-03T00:00:00Z",
    )


def test_a_cancelled_ninjs_item_passes_its_status_on(tmp_path):
    [article] = read(tmp_path, "rail.json", json.dumps({**NINJS, "pubstatus": "canceled"}))
    assert article.fields.pub_status == "canceled"


def test_ninjs_lines_are_numbered(tmp_path):
    content = json.dumps(NINJS) + "\n" + json.dumps(NINJS) + "\n"
    assert [(one.shape, one.input_id[-2:]) for one in read(tmp_path, "r.jsonl", content)] == [
        ("ninjs", "#1"),
        ("ninjs", "#2"),
    ]
