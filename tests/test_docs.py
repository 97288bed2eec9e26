"""Every copydesk command in the documentation runs, in the order of its page."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.flows.commands import ROOT, copydesk

PAGES = ("README.md", "docs/shapes.md")


def commands(page: Path) -> list[list[str]]:
    """The copydesk commands of a page's shell blocks, as words; a command may go on over lines."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        words = iter(re.split(r"^(?=copydesk )", block, flags=re.MULTILINE))
        found += [shlex.split(each, comments=True) for each in words if each.startswith("copydesk ")]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run_one_after_the_other(page: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    found = commands(ROOT / page)
    assert found, f"{page} shows no command"
    for command in found:
        done = copydesk(*command[1:], cwd=tmp_path)
        assert done.code == 0, f"{command}\n{done.out}{done.err}"
        assert done.out, f"{command} says nothing"


def test_the_settings_and_the_profile_of_the_readme_are_read(tmp_path: Path) -> None:
    settings, profile = re.findall(r"^```toml\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "copydesk.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "suites").mkdir()
    article = "Harbour & Islands\n\nA ferry is late again\n\nPUBLISHED : Tuesday, 14 May, 2024, 6:10pm\n\nIt was late."
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    done = copydesk("normalise", "a.txt", "-o", "-", "--source", "Aldersund Post", cwd=tmp_path)
    line = json.loads(done.out)
    assert (line["section"], line["published_at"]) == ("Harbour & Islands", "2024-05-14T18:10:00+02:00")


def test_the_first_two_lines_of_the_readme_are_the_two_that_a_newcomer_types() -> None:
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    assert [block.split("\n")[0] for block in blocks[:2]] == ["make demo", "make test"]
