"""No password is found in anything that Copydesk leaves behind: its warehouse, logs, reports, metrics and errors."""

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.reports import GateArtifact
from schemas.settings import Settings
from tests.flows.commands import Done, copydesk
from tests.warehouses import contents, rows

# One word that stands nowhere else, with what it is the password of.
WORD = "Quagmire"
ARTICLE = "Bridge lights fail\n\nThe lights failed on Monday night. “We were in the dark,” said Ola Brandt, a captain."
SUITE = (
    '[[rule]]\nname = "few"\nexpect = "expect_table_row_count_to_be_between"\nkwargs = { min_value = 99 }\n'
    'reason = "drift"\nseverity = "warn"\nmend = "Few articles came."\n'
)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that gives an article to who logs in, and refuses alerts; its port, and the log-ins that it saw."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            content = ARTICLE.encode() if self.path == "/article.txt" else b""
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{one.server_port}", seen
        one.shutdown()


@pytest.fixture(scope="module")
def run(server: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A run with a password in every setting that may hold one, that warns, holds and cannot deliver its alerts."""
    folder, address = tmp_path_factory.mktemp("secrets"), server[0]
    (folder / "suites").mkdir()
    (folder / "suites" / "articles.toml").write_text(SUITE, encoding="utf-8")
    environment = {
        "COPYDESK_WAREHOUSE": "news.duckdb",
        "COPYDESK_PUBLISHED": "copy.duckdb",
        "COPYDESK_PUBLISHED_VIEWS": "views",
        "COPYDESK_SUITES": "suites",
        "COPYDESK_REPORT": "report",
        "COPYDESK_METRICS": "metrics.prom",
        "COPYDESK_LOG_JSON": "true",
        "COPYDESK_ALLOW_PRIVATE_ADDRESSES": "true",
        "COPYDESK_OBEY_ROBOTS": "false",
        "COPYDESK_HOST_INTERVAL": "0",
        "COPYDESK_ALERT_WEBHOOK": f"http://desk:{WORD}1@{address}/hooks/{WORD}2",
        "COPYDESK_ALERT_EMAIL": '["desk@calder.example"]',
        "COPYDESK_SMTP_HOST": "127.0.0.1:1",
        "COPYDESK_SMTP_USER": "desk",
        "COPYDESK_SMTP_PASSWORD": f"{WORD}3",
        "HTTPS_PROXY": f"http://proxy:{WORD}4@127.0.0.1:1",
    }
    inputs = [f"http://feed:{WORD}5@{address}/{name}" for name in ("article.txt", "gone.txt")]
    return folder, copydesk("ingest", *inputs, cwd=folder, **environment)


def leaks(said: bytes) -> bool:
    encoded = base64.b64encode(f"feed:{WORD}5".encode())
    return WORD.encode() in said or WORD.encode("utf-16-le") in said or encoded in said


def test_the_passwords_were_used(run: tuple[Path, Done], server: tuple[str, list[str]]) -> None:
    assert run[1].code == 0, run[1].err
    assert run[1].out.count("1 loaded") == 1
    expected = "Basic " + base64.b64encode(f"feed:{WORD}5".encode()).decode()
    assert set(server[1]) == {expected}
    assert "alert not delivered by webhook (HTTPStatusError: Client error '403 Forbidden' for url '…'" in run[1].err
    assert "alert not delivered by mail" in run[1].err


def test_no_password_is_printed_or_logged(run: tuple[Path, Done]) -> None:
    assert not leaks((run[1].out + run[1].err).encode())


def test_no_password_is_in_a_file_that_the_run_leaves(run: tuple[Path, Done]) -> None:
    files = [path for path in run[0].rglob("*") if path.is_file()]
    assert {"news.duckdb", "copy.duckdb", "metrics.prom", "index.html", "articles.parquet"} <= {
        one.name for one in files
    }
    assert [path.name for path in files if leaks(path.read_bytes())] == []


def test_no_password_is_in_a_row_of_the_warehouse_or_in_the_artifact(run: tuple[Path, Done]) -> None:
    # The rows themselves, since the file's are packed.
    assert not leaks(repr(contents(run[0] / "news.duckdb")).encode())
    (run_id,) = (str(row["run_id"]) for row in rows(run[0] / "news.duckdb", "SELECT run_id FROM runs"))
    page = GateArtifact(Settings(warehouse=run[0] / "news.duckdb")).page(run_id)
    assert "articles.few" in page
    assert not leaks(page.encode())


@pytest.mark.parametrize(
    "catalog",
    [
        f"postgres:dbname=news host=127.0.0.1 port=1 user=desk password={WORD}",
        f"postgres:dbname=news host=127.0.0.1 port=1 user=desk password='{WORD} {WORD}'",
        f"postgres:postgresql://desk:{WORD}@127.0.0.1:1/news",
        f"postgres:postgresql://desk@127.0.0.1:1/news?password={WORD}&connect_timeout=2",
    ],
)
@pytest.mark.parametrize("command", [("ingest", "one.txt"), ("sql", "SELECT 1"), ("doctor",)], ids=lambda one: one[0])
def test_the_password_of_a_lake_is_not_in_what_is_said_of_it(
    catalog: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(ARTICLE, encoding="utf-8")
    lake = {"COPYDESK_LAKE_CATALOG": catalog, "COPYDESK_LAKE_DATA": str(tmp_path / "lake")}
    done = copydesk(*command, cwd=tmp_path, COPYDESK_WRITER_TIMEOUT="1", **lake)
    assert done.code in (2, 3)
    assert "127.0.0.1" in done.out + done.err
    assert WORD not in done.out + done.err


def test_settings_and_places_are_shown_without_their_passwords() -> None:
    settings = Settings(
        alert_webhook=f"https://hooks.example/{WORD}",
        smtp_password=WORD,  # type: ignore[arg-type]
        lake_catalog=f"postgres:postgresql://desk:{WORD}@db.example/news",
        lake_data="lake",
    )
    shown = [repr(settings), str(settings), str(settings.place), repr(settings.place)]
    assert [one for one in shown if WORD in one] == []
    assert str(settings.place) == "lake postgres:postgresql://desk:…@db.example/news"


def test_a_password_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    for name, value in (("ALERT_WEBHOOK", WORD), ("SMTP_PASSWORDS", WORD), ("ALERT_BLOCK", WORD)):
        done = copydesk("doctor", cwd=tmp_path, **{f"COPYDESK_{name}": value})
        assert WORD not in done.out + done.err
    (tmp_path / "copydesk.toml").write_text(f'smtp_pasword = "{WORD}"\n', encoding="utf-8")
    done = copydesk("doctor", cwd=tmp_path)
    assert (done.code, WORD in done.err, "smtp_pasword" in done.err) == (2, False, True)


def test_no_secret_is_in_the_lock_files() -> None:
    root = Path(__file__).parents[2]
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (root / lock).read_text(encoding="utf-8")
        assert "://" not in text, f"{lock} names a host"
        assert "index-url" not in text
