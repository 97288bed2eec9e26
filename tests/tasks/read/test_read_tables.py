"""JSON, JSON lines, CSV, TSV and Parquet, with guessed columns."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
from reading import all_said, read

ROW = {"headline": "Dam holds", "content": "The dam held.", "publish_date": "2021-03-04", "author": "Zoë Marín"}
SAID = {"title": "Dam holds", "body_text": "The dam held.", "published": "2021-03-04", "bylines": ("Zoë Marín",)}


def lines(*rows: object) -> str:
    return "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def test_each_json_line_is_an_article(tmp_path):
    assert all_said(read(tmp_path, "rows.jsonl", lines(ROW, "\n", {**ROW, "url": "https://v.example/b"}))) == [
        {"place": "rows.jsonl#1", "shape": "jsonl", **SAID},
        {"place": "rows.jsonl#2", "shape": "jsonl", **SAID, "url": "https://v.example/b"},
    ]


def test_a_container_of_one_line_is_still_a_container(tmp_path):
    assert [one["place"] for one in all_said(read(tmp_path, "rows.jsonl", lines(ROW)))] == ["rows.jsonl#1"]


def test_a_broken_line_is_held_alone_with_its_line(tmp_path):
    first, held, third = read(tmp_path, "rows.jsonl", lines(ROW, '{"headline": "Dam\n', ROW))
    assert (held.reason, held.payload) == ("broken_json", b'{"headline": "Dam\n')
    assert held.detail.startswith("rows.jsonl#2: not JSON")
    assert (first.input_id, third.input_id) == (f"{tmp_path}/rows.jsonl#1", f"{tmp_path}/rows.jsonl#3")


def test_a_line_without_title_and_text_is_held_alone(tmp_path):
    _, held = read(tmp_path, "rows.jsonl", lines(ROW, {"author": "Zoë Marín", "date": "2021-03-04"}))
    assert held.reason == "no_article_columns"
    assert (
        held.detail == "rows.jsonl#2: no title and no text; name the columns headline, title, body, content, maintext …"
    )


def test_other_names_and_nested_values_are_understood(tmp_path):
    row = {
        "Title": "Dam holds",
        "maintext": "The dam held.\nIt will last.",
        "date_publish": "2021-03-04 10:00:00",
        "date_download": "2021-03-05 00:00:00",
        "authors": [{"name": "Tom Ade"}, "Zoë Marín"],
        "source": {"name": "Vell Post"},
        "source_domain": "vell.example",
        "tags": ["dams", "water"],
        "image_url": "https://v.example/i.png",
        "language": None,
    }
    [article] = read(tmp_path, "rows.jsonl", lines(row))
    assert all_said([article]) == [
        {
            "place": "rows.jsonl#1",
            "shape": "jsonl",
            "title": "Dam holds",
            "body_text": "The dam held.\nIt will last.",
            "published": "2021-03-04 10:00:00",
            "bylines": ("Tom Ade", "Zoë Marín"),
            "keywords": ("dams", "water"),
            "source": "Vell Post",
        }
    ]
    assert article.hint.domain == "vell.example"
    assert article.fetched_at is not None
    assert article.fetched_at.isoformat() == "2021-03-05T00:00:00+00:00"


def test_unix_seconds_and_milliseconds_become_instants(tmp_path):
    seconds, millis = read(
        tmp_path, "r.jsonl", lines({**ROW, "publish_date": 1614852000}, {**ROW, "publish_date": 1614852000000})
    )
    assert seconds.fields.published == millis.fields.published == "2021-03-04T10:00:00+00:00"


def test_text_with_mark_up_is_html_and_a_whole_page_is_a_page(tmp_path):
    part, page = read(
        tmp_path,
        "rows.jsonl",
        lines(
            {**ROW, "content": "<p>The dam held.</p>"},
            {"url": "https://v.example/b", "html": "<html><p>Dam</p></html>"},
        ),
    )
    assert (part.fields.body_html, part.fields.body_text) == ("<p>The dam held.</p>", None)
    assert (page.shape, page.text, page.fields.url) == ("html", "<html><p>Dam</p></html>", "https://v.example/b")


def test_scrambled_values_are_repaired_and_noted(tmp_path):
    row = {"title": "Brandt", "body": "\u00e2\u20ac\u0153We will appeal,\u00e2\u20ac\u009d said Ola Brandt."}
    [article] = read(tmp_path, "rows.jsonl", lines(row))
    assert (article.fields.body_text, article.notes) == ("“We will appeal,” said Ola Brandt.", ("encoding:mojibake",))


def test_a_json_object_is_one_article_without_number(tmp_path):
    assert all_said(read(tmp_path, "one.json", json.dumps(ROW, indent=1))) == [
        {"place": "one.json", "shape": "json", **SAID}
    ]


def test_json_lines_under_a_json_suffix_are_lines(tmp_path):
    assert [one["place"] for one in all_said(read(tmp_path, "x.json", lines(ROW, ROW)))] == ["x.json#1", "x.json#2"]


def test_a_list_and_a_list_inside_an_object_are_read(tmp_path):
    for content in ([ROW, 7], {"status": "ok", "response": {"articles": [ROW, 7]}}):
        assert all_said(read(tmp_path, "many.json", json.dumps(content))) == [
            {"place": "many.json#1", "shape": "json", **SAID},
            {"place": "many.json#2", "held": "broken_json"},
        ]


def test_json_that_breaks_off_is_held(tmp_path):
    [held] = read(tmp_path, "cut.json", '{\n "headline": "Dam holds",\n "content": "The')
    assert held.reason == "broken_json"


def test_json_without_articles_is_held(tmp_path):
    [held] = read(tmp_path, "config.json", '{"width": 7, "items": [1, 2]}')
    assert held.reason == "no_articles"


def test_csv_with_a_byte_order_mark_quoted_commas_and_line_breaks_is_read(tmp_path):
    content = (
        "\ufeffheadline,content,publish_date,author\r\n"
        'Dam holds,"The dam held, they said.\r\n\r\nIt ""will"" last.",2021-03-04,Zoë Marín\r\n'
        "\r\n"
        "Mill burns,The mill burnt.,2021-03-05,\r\n"
    )
    first, second = read(tmp_path, "rows.csv", content)
    assert all_said([first, second]) == [
        {
            "place": "rows.csv#1",
            "shape": "delimited",
            "title": "Dam holds",
            "body_text": 'The dam held, they said.\r\n\r\nIt "will" last.',
            "published": "2021-03-04",
            "bylines": ("Zoë Marín",),
        },
        {
            "place": "rows.csv#2",
            "shape": "delimited",
            "title": "Mill burns",
            "body_text": "The mill burnt.",
            "published": "2021-03-05",
        },
    ]
    assert second.payload == b"headline,content,publish_date,author\nMill burns,The mill burnt.,2021-03-05,\n"


def test_the_payload_of_a_row_can_be_read_again(tmp_path):
    [_, second] = read(tmp_path, "rows.csv", "title;body\nDam;The dam held.\nMill;The mill burnt.\n")
    assert [one.fields.title for one in read(tmp_path, "held", second.payload)] == ["Mill"]


def test_cp1252_rows_are_decoded_and_noted(tmp_path):
    content = "title\tbody\nCafé row\tThe “café” is shut.\nDam\tThe dam held.\n".encode("cp1252")
    assert all_said(read(tmp_path, "rows.tsv", content)) == [
        {
            "place": "rows.tsv#1",
            "shape": "delimited",
            "title": "Café row",
            "body_text": "The “café” is shut.",
            "notes": ("encoding:cp1252",),
        },
        {"place": "rows.tsv#2", "shape": "delimited", "title": "Dam", "body_text": "The dam held."},
    ]


def test_what_a_spreadsheet_saves_as_unicode_text_is_read(tmp_path):
    content = "title\tbody\nCafé\tThe café is shut.\n".encode("utf-16")
    assert [one.fields.title for one in read(tmp_path, "sheet.txt", content)] == ["Café"]


def test_a_row_with_a_missing_cell_is_held_alone(tmp_path):
    content = (
        "title,body,date\nDam,The dam held.,2021-03-04\nMill,The mill, it burnt.,2021-03-05,x\nCafé,Shut.,2021-03-06\n"
    )
    first, held, third = read(tmp_path, "rows.csv", content)
    assert (held.reason, held.payload) == ("broken_row", b"title,body,date\nMill,The mill, it burnt.,2021-03-05,x\n")
    assert held.detail == "rows.csv#2: 5 cells under 3 columns; quote cells that hold the delimiter"
    assert (first.fields.title, third.fields.title) == ("Dam", "Café")


def test_a_quote_that_never_closes_costs_one_row_and_not_the_rest(tmp_path):
    content = 'title,body\nDam,"The dam held.\nMill,The mill burnt.\nCafé,Shut.\n'
    held, second, third = read(tmp_path, "rows.csv", content)
    assert (held.reason, held.payload) == ("broken_row", b'title,body\nDam,"The dam held.\n')
    assert [one.fields.title for one in (second, third)] == ["Mill", "Café"]


def test_a_table_without_known_columns_is_held(tmp_path):
    [held] = read(tmp_path, "rows.csv", "width,height\n1,2\n3,4\n")
    assert (held.reason, held.input_id) == ("no_article_columns", f"{tmp_path}/rows.csv")


def test_prose_with_commas_is_no_table(tmp_path):
    text = "Title, author and date are missing\n\nThe list, it said, was lost."
    assert [one.shape for one in read(tmp_path, "list.txt", text)] == ["text"]


def test_parquet_rows_are_articles(tmp_path):
    table = pa.table({"title": ["Dam holds", None], "text": ["The dam held.", None], "authors": [["Tom Ade"], []]})
    pq.write_table(table, tmp_path / "made.parquet")
    outcomes = read(tmp_path, "rows.parquet", (tmp_path / "made.parquet").read_bytes())
    assert all_said(outcomes) == [
        {
            "place": "rows.parquet#1",
            "shape": "parquet",
            "title": "Dam holds",
            "body_text": "The dam held.",
            "bylines": ("Tom Ade",),
        },
        {"place": "rows.parquet#2", "held": "no_article_columns"},
    ]
    assert json.loads(outcomes[0].payload) == {"title": "Dam holds", "text": "The dam held.", "authors": ["Tom Ade"]}


def test_damaged_parquet_is_held(tmp_path):
    [held] = read(tmp_path, "rows.parquet", b"PAR1" + b"\x00" * 50)
    assert held.reason == "broken_parquet"
