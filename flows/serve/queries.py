"""The queries behind the pages: one .sql file each, with $parameters and lines that hold only where one is given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"
# A line that ends so is left out where a parameter that it names is not given.
_OPTIONAL = re.compile(r"^(?P<line>.*?)[ ]*--\?[ ]*$")
_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Asked:
    """One query with what it is asked: the statement as it is run, and its parameters."""

    name: str
    answers: str
    statement: str
    parameters: Mapping[str, object]

    @property
    def as_text(self) -> str:
        """The statement with its parameters written out: what `copydesk sql` runs to the same rows."""
        return _PARAMETER.sub(lambda found: _literal(self.parameters[found[1]]), self.statement)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this question from others."""
        return (self.name, *sorted((name, repr(value)) for name, value in self.parameters.items()))


def ask(query: str, /, **parameters: object) -> Asked:
    """The query of that name with these parameters; None is one that is not given."""
    answers, text = _read(query)
    given = {key: value for key, value in parameters.items() if value is not None}
    lines = [kept for line in text.splitlines() if (kept := _kept(line, given)) is not None]
    statement = "\n".join(lines)
    used = {key: value for key, value in given.items() if key in _PARAMETER.findall(statement)}
    return Asked(query, answers, statement, used)


def names() -> list[str]:
    """All queries."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def parameters_of(name: str) -> tuple[set[str], set[str]]:
    """The parameters that a query must have, and those that it may have."""
    must: set[str] = set()
    may: set[str] = set()
    for line in _read(name)[1].splitlines():
        (may if _OPTIONAL.match(line) else must).update(_PARAMETER.findall(line))
    return must, may - must


@cache
def _read(name: str) -> tuple[str, str]:
    """What a query answers, from its first line, and its text."""
    text = (FOLDER / f"{name}.sql").read_text("utf-8").strip()
    return text.splitlines()[0].removeprefix("--").strip(), text


def _kept(line: str, given: Mapping[str, object]) -> str | None:
    optional = _OPTIONAL.match(line)
    if optional is None:
        return line
    return optional["line"] if all(name in given for name in _PARAMETER.findall(line)) else None


def _literal(value: object) -> str:
    """A value as SQL writes it, for people to copy; what is run has parameters instead."""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat()}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    text = str(value).replace("'", "''")
    return f"'{text}'"
