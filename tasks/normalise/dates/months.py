"""Dates of magazines, a month or two of a year and no day: "July/August 2011", "mars 2024", "2011-07"."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_ISO_MONTH = re.compile(r"(?:1[6-9]|20)\d\d-(?:0[1-9]|1[0-2])")


def is_month_alone(text: str) -> bool:
    """Whether a text names a month of a year and no day of it."""
    return bool(_ISO_MONTH.fullmatch(text) or _named().fullmatch(text.lower()))


@cache
def _named() -> re.Pattern[str]:
    names = tomllib.loads(files("tasks.normalise").joinpath("data/months.toml").read_text(encoding="utf-8"))
    spelt = {form for each in names.values() for name in each for form in (name, _without_accents(name))}
    month = rf"\b(?:{'|'.join(sorted(spelt, key=len, reverse=True))})\b\.?"
    said = r"(?:(?:published|posted|issued?|dated?|updated)\b\W*)?(?:(?:in|im|en)\s+)?"
    return re.compile(rf"{said}{month}(?:\s?[/&–-]\s?{month})?[\s\-/,]*(?:(?:of|del?)\s+)?(?:1[6-9]|20)\d\d")


def _without_accents(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
