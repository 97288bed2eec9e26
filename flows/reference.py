"""Writes the pages of reference that the code decides, commands and settings: python -m flows.reference [FOLDER]."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from flows.cli import app
from schemas.settings import SETTINGS_FILE, Settings

FOLDER = Path("docs/reference")
_WIDTH = 100
_COMMANDS = """# Commands

Written by `python -m flows.reference` from the command line itself: change that, not this page.
`copydesk COMMAND --help` prints the same.

Exit codes: 0 done (held records are reported, not an error), 1 the same under `--strict` when anything was held,
2 wrong usage or unreadable settings, 3 failed, be it only that a batch failed as a whole or a rule stopped articles;
what was loaded stays. Progress and warnings go to standard error, results to standard output.
"""
_SETTINGS = f"""# Settings

Written by `python -m flows.reference` from `schemas/settings.py`: change that, not this page.

An option of a command goes before a variable of the environment, that before `{SETTINGS_FILE}` in the working folder,
that before the default. A list is written `["a", "b"]` in both places. Paths are relative to the working folder.
A name in the file that is not below is refused, and so is a variable that is nearly one of these; `copydesk doctor`
names other variables that have no effect.

| in `{SETTINGS_FILE}` | in the environment | is | default | what it does |
|---|---|---|---|---|
"""
_KINDS = {
    Path: "path",
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    SecretStr: "secret text",
}
_BOUNDS = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}


def write(folder: Path = FOLDER) -> None:
    """Write both pages."""
    (folder / "commands.md").write_text(commands_page(), "utf-8")
    (folder / "settings.md").write_text(settings_page(), "utf-8")


def commands_page() -> str:
    """The help of every command, in the order of the help."""
    context = typer.Context(typer.main.get_command(app), info_name="copydesk", terminal_width=_WIDTH)
    return "\n".join([_COMMANDS, *_below(context)])


def _below(context: typer.Context) -> Iterator[str]:
    group: Any = context.command
    for name in group.list_commands(context):
        below = typer.Context(group.get_command(context, name), parent=context, info_name=name)
        yield f"## {below.command_path}\n\n```text\n{below.get_help()}\n```\n"
        if hasattr(below.command, "list_commands"):
            yield from _below(below)


def settings_page() -> str:
    """Every setting with its type, default and name in the environment."""
    prefix = Settings.model_config["env_prefix"]
    rows = (
        _row(
            f"`{name}`",
            f"`{prefix}{name.upper()}`",
            _kind(field),
            _shown(field.default),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )
    return _SETTINGS + "\n".join(rows) + "\n"


def _kind(field: FieldInfo) -> str:
    bounds = " ".join(
        f"{word} {getattr(one, key):g}" for one in field.metadata for key, word in _BOUNDS.items() if hasattr(one, key)
    )
    return f"{_of_type(field.annotation)} {bounds}".strip()


def _of_type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), [one for one in get_args(annotation) if one not in (NoneType, ...)]
    if origin in (Union, UnionType):
        return " or ".join(_of_type(one) for one in arguments)
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"list of {_of_type(arguments[0])}s"
    return _KINDS[annotation]


def _shown(default: object) -> str:
    if default is None or default == ():
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _row(*cells: str) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
