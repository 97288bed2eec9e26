"""Whatever stands where the warehouse should be, every command says what is wrong and what to do."""

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import httpx
import pytest
import typer.main

from flows.cli import app, main
from flows.serve.app import create_app
from flows.serve.security import LOOPBACK
from schemas.place import Lake
from schemas.settings import Settings
from tests.warehouse.old_warehouses import filled
from warehouse import schema
from warehouse.errors import WarehouseNotMade
from warehouse.move import move

WHY = ["--why", "x"]
BECAUSE = ["-r", "x"]
COMMANDS = {
    "backfill": ["in.txt", "--dry-run"],
    "compact": [],
    "correct date": ["a", "2024-03-05", *BECAUSE],
    "correct list": [],
    "correct merge": ["A", "B", *BECAUSE],
    "correct not-a-quote": ["a", *BECAUSE],
    "correct rename": ["A", "B", *BECAUSE],
    "correct speaker": ["a", "A", *BECAUSE],
    "correct split": ["A", "--article", "a", *BECAUSE],
    "correct undo": ["a"],
    "doctor": [],
    "expect": ["--from-source", "Harbour News"],
    "forget": ["--person", "Ana Kowalski", "--dry-run"],
    "ingest": ["in.txt"],
    "publish": [],
    "quarantine drop": ["3f", *WHY],
    "quarantine list": [],
    "quarantine release": ["3f", *WHY],
    "quarantine show": ["3f"],
    "recover": [],
    "reenrich": [],
    "replay": [],
    "search": ["port"],
    "size": [],
    "sql": ["SELECT count(*) FROM articles"],
    "verify": [],
}
# It goes on showing pages, which are tried below.
PAGES = "serve"
LOADING = ("backfill", "ingest")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("whole"))


def changed(whole: Path, path: Path, *statements: str) -> None:
    shutil.copyfile(whole, path)
    with duckdb.connect(str(path)) as database:
        for statement in statements:
            database.execute(statement)


def of_somebody_else(_: Path, path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE theirs (word VARCHAR)")


State = Callable[[Path, Path], object]
NEWER = "UPDATE alembic_version SET version_num = '9999'"
# What stands there, what is said of it, and which commands may go on.
STATES: dict[str, tuple[State, str, tuple[str, ...]]] = {
    "nothing": (lambda _, path: path, "no warehouse here; run `copydesk ingest` first", (*LOADING, "doctor")),
    "an empty file": (lambda _, path: path.touch(), "an empty file, no warehouse; remove it", ()),
    "a folder": (lambda _, path: path.mkdir(), "a folder, no warehouse; name a file with --warehouse, such as", ()),
    "another file": (lambda _, path: path.write_text("not a database\n" * 400), "cannot be read as a DuckDB file", ()),
    "another database": (of_somebody_else, "none of Copydesk's tables", (*LOADING, "doctor")),
    "of a newer version": (lambda whole, path: changed(whole, path, NEWER), "a newer Copydesk", ()),
    # The command that brings it up to date is the mend.
    "of an older version": (shutil.copyfile, "of an older version of Copydesk; any `copydesk ingest` brings", LOADING),
}


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """The exit code of a command, and all that it printed on the screen."""
    monkeypatch.setattr(sys, "argv", ["copydesk", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out + printed.err


def placed(state: str, whole: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state in a folder of its own, in which the command is typed."""
    path = folder / "news.duckdb"
    STATES[state][0](whole, path)
    if state == "of an older version":
        monkeypatch.setattr(schema, "NEWEST", "0002")
    (folder / "in.txt").write_text("The ferry was late.\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return path


def test_no_command_that_opens_a_warehouse_is_left_out() -> None:
    found = set()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for inner, one in getattr(command, "commands", {"": command}).items():
            if any(parameter.name == "warehouse" for parameter in one.params):
                found.add(f"{name} {inner}".strip())
    assert found == {*COMMANDS, PAGES}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_every_command_says_what_is_wrong_with_the_warehouse_and_what_to_do(
    state: str,
    command: str,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, sentence, may_go_on = STATES[state]
    if command in may_go_on and command != "doctor":
        return
    path = placed(state, whole, tmp_path, monkeypatch)
    if command == "recover" and state == "of an older version":
        return  # it is made anew of this version; here the version is only pretended

    code, text = said(capsys, monkeypatch, *command.split(), *COMMANDS[command], "--warehouse", str(path))

    assert "Traceback" not in text
    assert "sqlalche.me" not in text
    if command == "doctor":
        shown = {
            "of an older version": "brings it up to date",
            **dict.fromkeys(("nothing", "another database"), "absent"),
        }
        assert shown.get(state, sentence) in text
        assert code == (0 if state in shown else 3)
        return
    if command == "recover" and state in ("an empty file", "another file"):
        sentence = "nothing to recover it from (there is no copy). Name a copy with --from"
    assert (code in (2, 3), sentence in text) == (True, True), text
    assert str(path) in text


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in LOADING])
def test_tables_that_somebody_else_has_changed_are_named(
    command: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "news.duckdb"
    tables = ("quarantine", "corrections", "runs", "batches")
    columns = ("quotes", "text"), ("entities", "name"), ("article_versions", "title")
    drops = [f"DROP TABLE {one}" for one in tables] + [f"ALTER TABLE {one} DROP COLUMN {name}" for one, name in columns]
    changed(whole, path, *drops)
    monkeypatch.chdir(tmp_path)

    code, text = said(capsys, monkeypatch, *command.split(), *COMMANDS[command], "--warehouse", str(path))

    assert "Traceback" not in text
    assert "sqlalche.me" not in text
    # Some do not need what is missing, and some say that they know no such article.
    assert code in (0, 2) or "not as Copydesk makes them (no table" in text, text


@pytest.mark.parametrize("command", [["search", "port"], ["sql", "FROM who_said_what"]])
def test_views_that_an_older_version_made_are_told_where_they_fail(
    command: list[str], whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "news.duckdb"
    changed(whole, path, "DROP VIEW who_said_what", "DROP MACRO TABLE search_articles")

    code, text = said(capsys, monkeypatch, *command, "--warehouse", str(path))

    assert (code, "any `copydesk ingest` makes them anew" in text) == (2, True), text


def test_another_database_is_not_moved_into_a_lake(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    of_somebody_else(path, path)
    before = path.read_bytes()

    with pytest.raises(WarehouseNotMade):
        move(path, Lake(catalog=str(tmp_path / "catalog.ducklake"), data=str(tmp_path / "lake")))

    assert path.read_bytes() == before


@pytest.mark.parametrize("state", STATES)
def test_the_pages_say_it_too(state: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = placed(state, whole, tmp_path, monkeypatch)
    pages = create_app(Settings.read(warehouse=path), edit=False, hosts=LOOPBACK)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(pages, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/desk")

    answer = asyncio.run(asked())
    assert answer.status_code == 503
    sentence = STATES[state][1].split("`")[0].split("'")[0]
    assert sentence in answer.text
