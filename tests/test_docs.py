"""Every copydesk command in the documentation runs, in the order of its page."""

import shlex
from pathlib import Path

import pytest

from tests.flows.commands import ROOT, copydesk

PAGES = ("README.md",)


def commands(page: Path) -> list[str]:
    """The copydesk lines of a page's shell blocks; a line that ends in a backslash goes on."""
    lines, inside = [], False
    for line in page.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.startswith("```"):
            inside = line == "```sh" if not inside else False
        elif inside and line.startswith("copydesk "):
            lines.append(line.split("  #")[0])
    return lines


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run_one_after_the_other(page: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    found = commands(ROOT / page)
    assert found, f"{page} shows no command"
    for command in found:
        done = copydesk(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.code == 0, f"{command}\n{done.out}{done.err}"
        assert done.out, f"{command} says nothing"


def test_the_first_two_lines_of_the_readme_are_the_two_that_a_newcomer_types() -> None:
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    assert [block.split("\n")[0] for block in blocks[:2]] == ["make demo", "make test"]
