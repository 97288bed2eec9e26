"""The pages over HTTP: what they hold, how they are kept, what they refuse, and what their files hold."""

import csv
import html
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from tests.flows.serve.conftest import Client, client_of
from tests.flows.serve.newsroom import TRAM
from tests.warehouses import new_warehouse, rows
from warehouse.query import run_query


@pytest.fixture(scope="module")
def addresses(filled: Path) -> dict[str, str]:
    """Pages by name."""
    return page_addresses(filled)


def page_addresses(warehouse: Path) -> dict[str, str]:
    """One address of every kind of page."""
    (tram,) = rows(warehouse, "SELECT article_id, run_id FROM articles WHERE title LIKE 'Council%'")
    (evil,) = rows(warehouse, "SELECT article_id, run_id FROM articles WHERE title LIKE '%textarea%'")
    (ruth,) = rows(warehouse, "SELECT person_id FROM persons WHERE name = 'Ruth Adeyemi'")
    (eve,) = rows(warehouse, "SELECT person_id FROM persons WHERE name LIKE 'Eve %'")
    (copied,) = rows(warehouse, "SELECT any_value(copy_key) AS key FROM who_said_what WHERE text LIKE '%ferries%'")
    return {
        "home": "/",
        "search-quotations": "/search?q=nine+thousand",
        "search-articles": "/search?q=tram&in=articles&since=2024-01-01",
        "search-nothing": "/search?q=nowhere",
        "search-hostile": "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&in=articles&outlet=%3Cb%3E",
        "people": "/people",
        "quotation": f"/quote/{copied['key']}",
        "article": f"/article/{tram['article_id']}",
        "article-first-version": f"/article/{tram['article_id']}/version/1",
        "article-changes": f"/article/{tram['article_id']}/changes/2",
        "article-hostile": f"/article/{evil['article_id']}",
        "person": f"/person/{ruth['person_id']}",
        "person-hostile": f"/person/{eve['person_id']}",
        "desk": "/desk",
        "outlet": "/outlet/courier",
        "run": f"/run/{tram['run_id']}",
        "run-hostile": f"/run/{evil['run_id']}",
        "corrections": "/corrections",
        "not-found": "/nowhere",
    }


def text_of(page: str) -> str:
    """The words of a page's markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_every_page_is_there_and_says_where_its_rows_come_from(client: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == (404 if name == "not-found" else 200), (name, answer.text)
        assert answer.text.count("<h1") == 1
        if name != "not-found":
            assert "Data and SQL" in answer.text


def test_the_text_of_an_article_is_as_it_was_printed(client: Client, addresses: dict[str, str]) -> None:
    page = client.get(addresses["article"]).text
    (text,) = lxml.html.document_fromstring(page).find_class("text")
    for added in (*text.find_class("ref"), *text.find_class("tip")):
        added.drop_tree()
    assert [paragraph.text_content() for paragraph in text.iter("p")] == TRAM.split("\n\n")


def test_speaker_and_role_stand_with_the_quotation_and_links_lead_both_ways(
    client: Client, addresses: dict[str, str], filled: Path
) -> None:
    page = client.get(addresses["article"]).text
    (quote,) = rows(filled, "SELECT quote_id FROM who_said_what WHERE text LIKE '%£14%'")
    one = quote["quote_id"]
    assert f'<span class="quote s-1 indirect" id="t-{one}">the scheme would cost' in page
    assert f'href="#q-{one}" aria-describedby="w-{one}"' in page
    assert f'<li id="q-{one}"><a class="label s-1" href="#t-{one}"' in page
    tip = page.split(f'id="w-{one}">')[1].split("</span>")[0]
    assert text_of(tip) == "Mark Tilbury, Opposition spokesman"


def test_a_name_inside_a_quotation_leads_to_its_person(client: Client, addresses: dict[str, str], filled: Path) -> None:
    page = client.get(addresses["article"]).text
    quote = page.split("the scheme would cost")[1].split("knew")[0]
    assert f'<span class="named"><a class="person" href="{addresses["person"]}"' in quote
    assert 'href="/search?in=articles&amp;q=%22Eastmere%22"' in page


def test_what_changed_stands_side_by_side(client: Client, addresses: dict[str, str]) -> None:
    page = client.get(addresses["article-changes"]).text
    assert "£<del>40</del> a year" in page
    assert "£<ins>14</ins> a year" in page
    assert "reworded" in page


def test_a_person_has_folded_copies_roles_outlets_and_a_plot(client: Client, addresses: dict[str, str]) -> None:
    page = client.get(addresses["person"]).text
    assert "printed 3 times" in text_of(page)
    assert len(re.findall(r'<svg[^>]*role="img"', page)) == 2
    assert "Quotations by month: " not in page
    assert re.search(r"<desc[^>]*>From 2024-01-01 to 2024-04-01\. quotations: 4 in all", page)
    words = text_of(page)
    assert "Eastmere council" in words.split("What the press calls them")[1]
    assert "Ingrid Vahl" in words.split("About whom and what")[1].split("What the press")[0]


def test_held_records_come_with_the_commands_that_mend_them(client: Client, filled: Path) -> None:
    words = text_of(client.get("/desk").text)
    assert f"copydesk replay --reason broken_json --warehouse {filled}" in words
    assert f"copydesk quarantine show q20000000000 --warehouse {filled}" in words


def test_an_articles_language_and_direction_are_said(client: Client) -> None:
    page = client.get("/search?in=articles&outlet=Aldersund+Post").text
    assert '<h3 lang="ar" dir="auto">' in page
    address = re.findall(r'href="(/article/\w+)"><bdi>وافق', page)[0]
    article = client.get(address).text
    assert '<article lang="ar" dir="auto">' in article
    assert "The model reads English" in article


def test_search_finds_narrowed_down_and_marked(client: Client) -> None:
    words = client.get("/search?q=nine+thousand&outlet=Eastmere+Courier&speaker=ADEYEMI&type=direct").text
    assert "<mark>nine</mark> <mark>thousand</mark>" in words
    assert ">1 quotation</h2>" in words
    assert "Nothing found" in client.get("/search?q=nine+thousand&since=2025-01-01").text
    assert "Nothing found" in client.get("/search?q=nine+thousand&type=mixed").text


def test_pages_of_results_turn(client: Client, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.serve.home.PAGE_ROWS", 2)
    expected = [row["quote_id"] for row in rows(filled, "SELECT quote_id FROM who_said_what")]
    address, seen = "/search?type=", []
    while True:
        page = client.get(address).text
        seen += re.findall(r'class="in-text" href="/article/\w+#t-(\w+)"', page)
        later = re.findall(r'<a rel="next" href="([^"]+)"', page)
        if not later:
            break
        address = "/search" + html.unescape(later[0])
    assert len(seen) > 4
    assert sorted(seen) == sorted(expected)
    assert 'rel="prev"' in page
    assert "There is no page 300" in client.get("/search?page=300").text


@pytest.mark.parametrize(
    ("address", "mend"),
    [
        ("/search?since=yesterday", "write 2024-03-05"),
        ("/search?in=everywhere", "expected quotes, articles"),
        ("/search?type=shouted", "expected direct, indirect, mixed"),
        ("/search?page=0", "pages go from 1 to 400"),
        ("/search?page=99999999999999999999", "pages go from 1 to 400"),
        ("/search?q=%21%21", "no word to search for"),
        ("/search?q=" + "x" * 301, "give at most 300"),
        ("/data/latest_quotes.csv?since=x", "expected a day"),
        ("/data/days.csv?days=x", "expected a number"),
        ("/data/latest_quotes.csv?limit=1000000", "this query takes"),
        ("/data/person.csv", "person: missing"),
    ],
)
def test_what_cannot_be_answered_says_the_mend(client: Client, address: str, mend: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert mend in text_of(answer.text)


@pytest.mark.parametrize(
    "address",
    ["/article/none", "/person/none", "/run/none", "/outlet/none", "/quote/none", "/data/bodies.csv", "/data/x.exe",
     "/static/../pages.py", "/static/none.css"],
)  # fmt: skip
def test_what_is_not_there_is_said(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>Nothing here</h1>" in answer.text


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    first = client.get("/desk")
    again = client.get("/desk", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"
    assert client.get("/desk", headers={"if-none-match": '"other"'}).status_code == 200


def test_the_style_is_kept_by_the_browser_until_it_changes(client: Client) -> None:
    address = re.findall(r'href="(/static/style\.css\?v=\w+)"', client.get("/").text)[0]
    answer = client.get(address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]


def test_head_has_the_heads_alone(client: Client) -> None:
    answer = client.ask("HEAD", "/")
    assert (answer.status_code, answer.headers["etag"]) == (200, client.get("/").headers["etag"])


def test_every_answer_says_that_nothing_may_run(client: Client, addresses: dict[str, str]) -> None:
    for address in (*addresses.values(), "/static/style.css", "/data/runs.csv", "/favicon.ico"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_no_page_holds_a_script_or_style_of_its_own(client: Client, addresses: dict[str, str]) -> None:
    for address in addresses.values():
        page = client.get(address).text
        assert not re.search(r"<script|<style|<img|<iframe|\son\w+\s*=\s*[\"']|\sstyle=|href=\"javascript", page, re.I)
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "", "[::1", "127.0.0.1.nip.io"]
)
def test_a_host_of_another_name_is_refused(client: Client, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "--allow-host" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["localhost:8400", "127.0.0.1", "[::1]:8400", "LOCALHOST"])
def test_this_machine_is_answered(client: Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/wrong?article=x", "/undo", "/corrections", "/data/runs.csv"])
def test_nothing_can_be_sent_to_a_page_that_only_reads(client: Client, address: str) -> None:
    answer = client.ask("POST", address, data={"what": "date"})
    assert answer.status_code in (404, 405)
    assert "set-cookie" not in answer.headers


def test_a_reading_page_has_no_forms_that_write(client: Client, addresses: dict[str, str]) -> None:
    for address in addresses.values():
        page = client.get(address).text
        assert 'method="post"' not in page
        assert "/wrong" not in page


def test_files_hold_the_rows_of_the_sql_beside_them(client: Client, filled: Path, addresses: dict[str, str]) -> None:
    page = client.get(addresses["person"]).text
    files = re.findall(r'href="(/data/person_[^"]+)"', page)
    assert len(files) == 12
    for address in files:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith('attachment; filename="person_')
        sql = client.get(re.sub(r"\.(csv|json|sql)", ".sql", address)).text
        expected = run_query(filled, sql).to_pylist()
        if ".json" in address:
            assert [list(row) for row in answer.json()] == [list(row) for row in expected]
        elif ".csv" in address:
            assert len(list(csv.reader(io.StringIO(answer.text)))) == len(expected) + 1


def test_a_spreadsheet_runs_nothing_of_a_file(client: Client) -> None:
    written = client.get("/data/latest_quotes.csv").text
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    speakers = [row["speaker_name"] for row in client.get("/data/latest_quotes.json").json()]
    assert "=cmd|'/c calc'!A0" in speakers


def test_a_missing_warehouse_is_said(tmp_path: Path) -> None:
    answer = client_of(tmp_path / "none.duckdb").get("/")
    assert answer.status_code == 503
    assert "run `copydesk ingest` first" in text_of(answer.text)


def test_an_empty_warehouse_has_pages(tmp_path: Path) -> None:
    client = client_of(new_warehouse(tmp_path))
    for address in ("/", "/search", "/search?q=x", "/people", "/desk", "/corrections"):
        assert client.get(address).status_code == 200


def test_a_warehouse_that_a_run_holds_is_said_and_comes_back(own: Path) -> None:
    client = client_of(own, lock_timeout=0.2)
    with held_open(own):
        answer = client.get("/")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert "in use by process" in text_of(answer.text)
    assert client.get("/").status_code == 200


class held_open:  # noqa: N801
    """Another process that has the file open for writing, as a load has."""

    def __init__(self, path: Path) -> None:
        script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "open\n"

    def __enter__(self) -> "held_open":
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.communicate("")
