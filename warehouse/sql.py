"""Statements that must name things: what stands in them is quoted here and nowhere else; values are parameters.

tests/test_sql_is_not_built.py refuses any other way of putting a statement together.
"""

from collections.abc import Iterable


class Part(str):
    """SQL that may stand in a statement: quoted here, or written in the code."""

    __slots__ = ()


def name(text: str) -> Part:
    """The name of a table, a column or a database."""
    return Part('"' + text.replace('"', '""') + '"')


def names(texts: Iterable[str], *, of: str | None = None) -> Part:
    """Names with commas between them, each of the table `of` where one is given."""
    return listed((dotted(of, text) if of else name(text)) for text in texts)


def dotted(*texts: str) -> Part:
    """A name in a table or database."""
    return Part(".".join(name(text) for text in texts))


def literal(text: object) -> Part:
    """A text where a parameter may not stand, such as a path."""
    return Part("'" + str(text).replace("'", "''") + "'")


def flag(is_on: bool) -> Part:
    """true or false."""
    return Part("true" if is_on else "false")


def listed(parts: Iterable[Part], between: str = ", ") -> Part:
    """Parts with a comma, or what else stands between them."""
    return Part(between.join(parts))


def compose(statement: str, **parts: Part) -> Part:
    """A statement with parts in the places of their {names}."""
    return Part(statement.format(**parts))
