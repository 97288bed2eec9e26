"""What the documentation tells a reader to type is run, in the order of its page, and prints what the page says."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.reference import commands_page, write
from tests.flows.commands import ROOT, copydesk
from tests.pages import DOCS, Block, blocks, follow, missing_lines, pages

# tests/test_notebooks.py does what this page says.
NOTEBOOKS = DOCS / "how-to" / "notebooks.md"
# Pages that take up where the tutorial ends.
AFTER_TUTORIAL = sorted({*(DOCS / "how-to").glob("*.md")} - {NOTEBOOKS})
FROM_NOTHING = [page for page in pages() if page not in (*AFTER_TUTORIAL, NOTEBOOKS, DOCS / "tutorial.md")]

# A command in a line of its own or in code within a line.
NAMED = re.compile(r"(?:^ {0,4}|`|\$\()copydesk ([a-z][a-z-]*(?: [a-z][a-z-]*)?)[^`\n)|]*", re.MULTILINE)
OPTION = re.compile(r"(?<= )--?[a-z][a-z-]*")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def runs(page: Path) -> bool:
    return any(block.is_run for block in blocks(page))


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command as the reference has it, with its options."""
    for part in commands_page().split("\n## ")[1:]:
        heading, text = part.split("\n", 1)
        yield heading, set(re.findall(r"(?<=[ ,])--?[a-z][a-z-]*", text))


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a reader who has done the tutorial."""
    folder = tmp_path_factory.mktemp("tutorial") / "copydesk"
    shutil.copytree(ROOT / "examples", folder / "examples")
    assert follow(DOCS / "tutorial.md", folder) > 5
    return folder


def test_the_tutorial_runs_word_by_word(tutorial: Path) -> None:
    assert (tutorial / "news.duckdb").exists()


@pytest.mark.parametrize("page", filter(runs, FROM_NOTHING), ids=named)
def test_the_commands_of_a_page_run_one_after_the_other(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "copydesk" / "examples")
    follow(page, tmp_path / "copydesk")


@pytest.mark.parametrize("page", filter(runs, AFTER_TUTORIAL), ids=named)
def test_the_commands_of_a_guide_run_after_the_tutorial(page: Path, tutorial: Path, tmp_path: Path) -> None:
    shutil.copytree(tutorial, tmp_path / "copydesk")
    follow(page, tmp_path / "copydesk")


@pytest.mark.parametrize("page", pages(), ids=named)
def test_what_a_page_leaves_to_another_test_is_left_to_one_that_exists(page: Path) -> None:
    for block in blocks(page):
        if block.elsewhere:
            assert (ROOT / block.elsewhere.split("::")[0]).is_file(), f"{named(page)}:{block.line}: {block.elsewhere}"


def test_every_command_that_a_page_names_exists_with_its_options() -> None:
    known = {heading.removeprefix("copydesk "): options for heading, options in commands()}
    unknown = []
    for page in pages():
        for line in NAMED.finditer(page.read_text(encoding="utf-8")):
            words = line[1].split()
            options = next((known[name] for n in (2, 1) if (name := " ".join(words[:n])) in known), None)
            if options is None or set(OPTION.findall(line[0])) - options:
                unknown.append(f"{named(page)}: {line[0]}")
    assert unknown == []


def test_a_line_that_is_not_printed_is_missed() -> None:
    printed = "one\n two\nthree\n"
    assert list(missing_lines("one\n…\nthree\n", printed)) == []
    assert list(missing_lines("three\none\n", printed)) == ["one"]
    assert list(missing_lines("four\n", printed)) == ["four"]


def test_a_block_that_fails_fails_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pages.blocks", lambda _page: [Block(1, "sh", "false | true\n")])
    (tmp_path / "copydesk").mkdir()
    with pytest.raises(AssertionError, match=r"README\.md:1"):
        follow(ROOT / "README.md", tmp_path / "copydesk")


@pytest.mark.parametrize("page", ["commands.md", "settings.md"])
def test_the_generated_reference_is_current(page: str, tmp_path: Path) -> None:
    write(tmp_path)
    current = (tmp_path / page).read_text(encoding="utf-8")
    assert (DOCS / "reference" / page).read_text(encoding="utf-8") == current, "run `python -m flows.reference`"


def test_the_settings_and_the_profile_of_the_readme_are_read(tmp_path: Path) -> None:
    settings, profile = (block.code for block in blocks(ROOT / "README.md") if block.language == "toml")
    (tmp_path / "copydesk.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "suites").mkdir()
    article = "Harbour & Islands\n\nA ferry is late again\n\nPUBLISHED : Tuesday, 14 May, 2024, 6:10pm\n\nIt was late."
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    done = copydesk("normalise", "a.txt", "-o", "-", "--source", "Aldersund Post", cwd=tmp_path)
    line = json.loads(done.out)
    assert (line["section"], line["published_at"]) == ("Harbour & Islands", "2024-05-14T18:10:00+02:00")


def test_the_first_two_lines_of_the_readme_are_the_two_that_a_newcomer_types() -> None:
    shell = [block.code for block in blocks(ROOT / "README.md") if block.language == "sh"]
    assert [code.split("\n")[0] for code in shell[:2]] == ["make demo", "make test"]
