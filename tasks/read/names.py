"""The names that columns of news data go by, from data/columns.toml."""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files


@cache
def tables() -> dict[str, dict[str, list[str]]]:
    """For each table and key the names, best first, folded."""
    return tomllib.loads(files("tasks.read").joinpath("data/columns.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=10_000)
def fold(name: str) -> str:
    """A column name as the table has it: publishDate, publish_date and "Publish date" are one."""
    return "".join(char for char in name.casefold() if char.isalnum())
