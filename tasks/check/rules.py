"""The rules of the gate as data: one TOML file a record type, shipped ones first, then the user's own."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from schemas.errors import SettingsError
from schemas.record import Record

SHIPPED = Path(__file__).parent / "suites"

# The frames of frames.py. Their order is the order of the rules, so of the reasons: an article's first failing
# rule gives its reason, and a fault of the article itself explains more than what follows from it.
RECORD_TYPES = ("articles", "texts", "authors", "entities", "spans", "mentions", "roles", "quotes", "sources")

# Tried once at the end of a run, on the days of its sources, and not on a batch.
DAYS = "days"

Severity = Literal["hold", "stop", "warn", "off"]


class Rule(Record):
    """One expectation on one frame, and what a row that fails it means."""

    name: str = Field(pattern=r"^[a-z0-9_]+$", description="unique within the record type")
    expect: str = Field(pattern=r"^expect_", description="a Great Expectations type: expect_column_values_to_be_in_set")
    kwargs: dict[str, Any] = Field(
        {}, description='its arguments; {"$PARAMETER" = "tomorrow"} is the instant now + 1 day'
    )
    reason: str = Field(pattern=r"^[a-z0-9_]+$", description="the quarantine's code; docs/quarantine.md explains each")
    severity: Severity = Field(
        "hold", description="hold the article, stop all of its source's articles in the batch, only warn, or off"
    )
    final: bool = Field(False, description="the tables rest on it: no release by hand lets a record pass")
    mend: str = Field(min_length=1, description="one sentence: what is wrong and how to mend it")


class Suites(Record):
    """Every rule of the gate by record type, in order."""

    rules: dict[str, tuple[Rule, ...]]
    days: tuple[Rule, ...] = Field((), description="rules of whole days, which hold nothing")


def load_suites(user_folder: Path | None = None) -> Suites:
    """The shipped rules and those of the user's folder: a rule of the same name replaces the shipped one.

    A user's file is named after its record type, such as articles.toml. Raises SettingsError that names the file
    and the rule where a file is not TOML, is named otherwise, or holds a rule that cannot be built.
    """
    rules = dict(_shipped(SHIPPED))
    if user_folder is not None:
        if not user_folder.is_dir():
            raise SettingsError(f"{user_folder}: no such folder of suites; create it, or leave the setting out")
        for path in sorted(user_folder.glob("*.toml")):
            if path.stem not in rules:
                raise SettingsError(f"{path}: name a suite after its record type: {', '.join(rules)}")
            rules[path.stem] = rules[path.stem] | _checked(path, _read(path))
    tried = {
        record: tuple(rule for rule in named.values() if rule.severity != "off") for record, named in rules.items()
    }
    return Suites(days=tried.pop(DAYS), rules=tried)


@cache
def _shipped(folder: Path) -> dict[str, dict[str, Rule]]:
    return {record: _read(folder / f"{record}.toml") for record in (*RECORD_TYPES, DAYS)}


def _read(path: Path) -> dict[str, Rule]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{path}: not TOML ({exc}); write [[rule]] tables as in the shipped suites") from exc
    tables = content.pop("rule", [])
    if content or not isinstance(tables, list):
        raise SettingsError(f"{path}: only [[rule]] tables are read; found {', '.join(content) or '[rule]'}")
    rules: dict[str, Rule] = {}
    for number, table in enumerate(tables, 1):
        try:
            rule = Rule.model_validate(table)
        except ValidationError as exc:
            problem = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in exc.errors())
            raise SettingsError(f"{path}: rule {number} cannot be used ({problem})") from exc
        if rule.name in rules:
            raise SettingsError(f"{path}: rule {number} is named {rule.name} like one before it; rename it")
        rules[rule.name] = rule
    return rules


def _checked(path: Path, rules: dict[str, Rule]) -> dict[str, Rule]:
    # Only a user's rules are built at once: the shipped ones are tested, and building needs the slow import.
    from tasks.check.expectations import build

    for rule in rules.values():
        if path.stem == DAYS and rule.severity not in ("warn", "off"):
            raise SettingsError(
                f"{path}: rule {rule.name} cannot {rule.severity}: it is tried when all is loaded; set severity to "
                "warn or off"
            )
        try:
            build(rule)
        except ValueError as exc:
            raise SettingsError(f"{path}: rule {rule.name} cannot be built ({exc})") from exc
    return rules
